import { Type } from 'typebox';

export const AssetState = Type.Enum(['PROCESSING', 'PLAYABLE', 'READY', 'FAILED'], {
  description: 'PROCESSING until something plays, PLAYABLE while it grows, READY when every rendition is whole.',
});

export const Rendition = Type.Object({
  name: Type.String({ description: 'Unique within the asset: "720p", "audio".' }),
  kind: Type.Enum(['VIDEO', 'AUDIO']),
  width: Type.Union([Type.Integer(), Type.Null()]),
  height: Type.Union([Type.Integer(), Type.Null()]),
  frameRate: Type.Union([Type.Number(), Type.Null()]),
  codecs: Type.Union([Type.String(), Type.Null()], { description: 'RFC 6381, measured; null until the first segment.' }),
  bandwidthBps: Type.Union([Type.Integer(), Type.Null()], { description: 'Measured peak.' }),
  averageBandwidthBps: Type.Union([Type.Integer(), Type.Null()]),
  percent: Type.Number({ minimum: 0, maximum: 100 }),
});
export type Rendition = Type.Static<typeof Rendition>;

const Progress = Type.Object({
  percent: Type.Number({ minimum: 0, maximum: 100, description: 'Of all encoding work, whatever the state.' }),
  secondsLeft: Type.Union([Type.Number(), Type.Null()], { description: 'An estimate; null while there is none.' }),
  playableSeconds: Type.Number({ description: 'How far the film can be played now.' }),
});

const Failure = Type.Object({
  code: Type.String({ description: 'From the table of errors, such as source_not_media.' }),
  detail: Type.String({ description: 'One sentence for the creator.' }),
});

export const Asset = Type.Object(
  {
    id: Type.String(),
    state: AssetState,
    filename: Type.String(),
    createdAt: Type.String({ format: 'date-time' }),
    durationSeconds: Type.Union([Type.Number(), Type.Null()]),
    width: Type.Union([Type.Integer(), Type.Null()]),
    height: Type.Union([Type.Integer(), Type.Null()]),
    frameRate: Type.Union([Type.Number(), Type.Null()]),
    progress: Progress,
    renditions: Type.Array(Rendition),
    playback: Type.Union([Type.Object({ hls: Type.String({ description: 'A signed link where the media is not public.' }) }), Type.Null()]),
    poster: Type.Union([Type.String(), Type.Null()]),
    warnings: Type.Array(Type.String()),
    failure: Type.Union([Failure, Type.Null()]),
  },
  { $id: 'Asset' },
);
export type Asset = Type.Static<typeof Asset>;
