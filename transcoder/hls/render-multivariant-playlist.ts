export interface VideoVariant {
  readonly uri: string;
  readonly codecs: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly peakBps: number;
  readonly averageBps: number;
}

export interface AudioRendition {
  readonly uri: string;
  readonly codecs: string;
  readonly peakBps: number;
  readonly averageBps: number;
}

export interface MultivariantPlaylist {
  /** Best first impression first: a player starts with the first one it can play. */
  readonly variants: readonly VideoVariant[];
  readonly audio: AudioRendition | null;
}

const AUDIO_GROUP = 'audio';

/**
 * Renders a multivariant playlist (RFC 8216bis 4.4.6). A variant's BANDWIDTH is its own peak plus the audio's, since
 * both are fetched (Apple HLS authoring 9.13). Audio without video becomes a variant of its own.
 */
export function renderMultivariantPlaylist({ variants, audio }: MultivariantPlaylist): string {
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...(audio && variants.length > 0 ? [renderAudioGroup(audio)] : []),
    ...variants.flatMap((variant) => [renderVariant(variant, audio), variant.uri]),
    ...(audio && variants.length === 0 ? [renderAudioVariant(audio), audio.uri] : []),
    '',
  ].join('\n');
}

function renderAudioGroup(audio: AudioRendition): string {
  // LANGUAGE is a must (Apple 8.10); `und` says that nobody told us which one.
  return `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${AUDIO_GROUP}",NAME="Original",LANGUAGE="und",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="${audio.uri}"`;
}

function renderVariant(variant: VideoVariant, audio: AudioRendition | null): string {
  const attributes = [
    `BANDWIDTH=${variant.peakBps + (audio?.peakBps ?? 0)}`,
    `AVERAGE-BANDWIDTH=${variant.averageBps + (audio?.averageBps ?? 0)}`,
    `CODECS="${[variant.codecs, ...(audio ? [audio.codecs] : [])].join(',')}"`,
    `RESOLUTION=${variant.width}x${variant.height}`,
    `FRAME-RATE=${variant.frameRate.toFixed(3)}`,
    ...(audio ? [`AUDIO="${AUDIO_GROUP}"`] : []),
    'CLOSED-CAPTIONS=NONE',
  ];
  return `#EXT-X-STREAM-INF:${attributes.join(',')}`;
}

function renderAudioVariant(audio: AudioRendition): string {
  return `#EXT-X-STREAM-INF:BANDWIDTH=${audio.peakBps},AVERAGE-BANDWIDTH=${audio.averageBps},CODECS="${audio.codecs}"`;
}
