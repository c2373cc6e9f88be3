/**
 * Every key that Rostrum writes. Deterministic, so that a step repeated after a crash writes the same objects, and
 * versioned, so that a re-encode never overwrites what players have cached.
 *
 *     uploads/{uploadId}/source            the bytes of an upload, which become the asset's source where they lie
 *     uploads/{uploadId}/tail-{offset}     bytes beyond the last whole part, up to this offset, between two PATCH requests
 *     assets/{assetId}/hls/master.m3u8     the multivariant playlist of the current version
 *     assets/{assetId}/hls/v{n}/{rendition}/index.m3u8, init-{hash}.mp4, {segment}.m4s
 *     assets/{assetId}/v{n}/poster.jpg
 *     assets/{assetId}/podcast/{hash}.mp3, .m4a, .mp4, .peaks.json    masters without tags
 *     episodes/{episodeId}/{hash}.mp3, .m4a, .mp4, .vtt, .srt, ...    what listeners fetch
 *     shows/{showId}/artwork/{hash}, {hash}-{size}.jpg, .webp, .avif  the chosen picture, and what is shown of it
 *     shows/{showId}/feeds/{hash}.xml, .xml.gz, .xml.br               feeds, one file an encoding
 *     notices/{name}                                                  spoken sentences that stand in for an episode
 */
export const objectKeys = {
  uploadSource: (uploadId: string) => `uploads/${uploadId}/source`,
  upload: (uploadId: string) => `uploads/${uploadId}/`,
  /** Never overwritten with other bytes: a writer that was thought dead cannot spoil the tail of the one after it. */
  uploadTail: (uploadId: string, offsetBytes: number) => `uploads/${uploadId}/tail-${offsetBytes}`,
  asset: (assetId: string) => `assets/${assetId}/`,
  hls: (assetId: string, path: string) => `assets/${assetId}/hls/${path}`,
  poster: (assetId: string, version: number) => `assets/${assetId}/v${version}/poster.jpg`,
  master: (assetId: string, fileName: string) => `assets/${assetId}/podcast/${fileName}`,
  episodeFile: (episodeId: string, fileName: string) => `episodes/${episodeId}/${fileName}`,
  artwork: (showId: string, fileName: string) => `shows/${showId}/artwork/${fileName}`,
  feeds: (showId: string) => `shows/${showId}/feeds/`,
  feed: (showId: string, hash: string, encoding: FeedEncoding) => `shows/${showId}/feeds/${hash}.xml${FEED_SUFFIXES[encoding]}`,
  /** `subscription-ended.mp3`: what somebody hears whose subscription has ended. */
  notice: (fileName: 'subscription-ended.mp3') => `notices/${fileName}`,
} as const;

export type FeedEncoding = 'identity' | 'gzip' | 'br';
const FEED_SUFFIXES: Record<FeedEncoding, string> = { identity: '', gzip: '.gz', br: '.br' };

/** Paths below `/hls/{assetId}/`, relative to the multivariant playlist; also what playlists name. */
export const hlsPaths = {
  multivariant: 'master.m3u8',
  version: (version: number) => `v${version}/`,
  playlist: (version: number, rendition: string) => `v${version}/${rendition}/index.m3u8`,
  init: (version: number, rendition: string, initName: string) => `v${version}/${rendition}/${initName}`,
  segment: (version: number, rendition: string, index: number) => `v${version}/${rendition}/${segmentName(index)}`,
} as const;

export function segmentName(index: number): string {
  return `${String(index).padStart(5, '0')}.m4s`;
}
