/** One segment as a media playlist names it; URIs are relative to the playlist. */
export interface PlaylistSegment {
  readonly uri: string;
  readonly initUri: string;
  readonly durationSeconds: number;
}

export interface MediaPlaylist {
  readonly targetSeconds: number;
  /** A growing playlist is an EVENT: segments are only added. A complete one is VOD and ends. */
  readonly complete: boolean;
  readonly segments: readonly PlaylistSegment[];
}

/** Renders a media playlist (RFC 8216bis 4.4.3 and 4.4.4). */
export function renderMediaPlaylist(playlist: MediaPlaylist): string {
  return [
    '#EXTM3U',
    // Version 7: EXT-X-MAP in a playlist that is not I-frames-only needs at least 6 (RFC 8216bis 8).
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${playlist.targetSeconds}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    `#EXT-X-PLAYLIST-TYPE:${playlist.complete ? 'VOD' : 'EVENT'}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...playlist.segments.flatMap((segment, index) => renderSegment(segment, playlist.segments[index - 1])),
    ...(playlist.complete ? ['#EXT-X-ENDLIST'] : []),
    '',
  ].join('\n');
}

function renderSegment(segment: PlaylistSegment, previous: PlaylistSegment | undefined): string[] {
  const map = segment.initUri === previous?.initUri ? [] : [`#EXT-X-MAP:URI="${segment.initUri}"`];
  return [...map, `#EXTINF:${segment.durationSeconds.toFixed(6)},`, segment.uri];
}
