import { Type } from 'typebox';
import { AssetState } from '../assets/assets-schemas.ts';

const Visibility = Type.Enum(['PUBLIC', 'UNLISTED', 'MEMBERS', 'PRIVATE']);

const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const ChannelReference = Type.Object({ handle: Type.String(), title: Type.String() });

export const Video = Type.Object(
  {
    id: Type.String(),
    assetId: Nullable(Type.String()),
    assetState: Nullable(AssetState),
    title: Type.String(),
    description: Type.String(),
    channel: Nullable(ChannelReference),
    visibility: Visibility,
    publishAt: Nullable(Type.String({ format: 'date-time' })),
    tags: Type.Array(Type.String()),
    language: Nullable(Type.String()),
    createdAt: Type.String({ format: 'date-time' }),
    durationSeconds: Nullable(Type.Number()),
    width: Nullable(Type.Integer()),
    height: Nullable(Type.Integer()),
    poster: Nullable(Type.String({ description: 'A URL below this instance; signed where the media is not public.' })),
    playback: Nullable(Type.Object({ hls: Type.String() })),
  },
  { $id: 'Video' },
);
export type Video = Type.Static<typeof Video>;

const editable = {
  title: Type.String({ minLength: 1, maxLength: 200 }),
  description: Type.String({ maxLength: 10_000 }),
  channel: Nullable(Type.String({ description: "A channel's handle." })),
  visibility: Visibility,
  publishAt: Nullable(Type.String({ format: 'date-time' })),
  tags: Type.Array(Type.String({ minLength: 1, maxLength: 50 }), { maxItems: 30, uniqueItems: true }),
  language: Nullable(Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$', description: 'BCP 47.' })),
};

export const VideoCreate = Type.Object(
  { ...Type.Partial(Type.Object(editable)).properties, title: editable.title, assetId: Type.Optional(Type.String()) },
  { additionalProperties: false },
);
export type VideoCreate = Type.Static<typeof VideoCreate>;

export const VideoPatch = Type.Partial(Type.Object({ ...editable, assetId: Type.String() }), {
  additionalProperties: false,
  minProperties: 1,
});
export type VideoPatch = Type.Static<typeof VideoPatch>;

export const VideoListQuery = Type.Object({
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 24 })),
  sort: Type.Optional(Type.Enum(['newest', 'oldest'], { default: 'newest' })),
  channel: Type.Optional(Type.String({ description: "A channel's handle." })),
  tag: Type.Optional(Type.String()),
  mine: Type.Optional(Type.Boolean({ description: "The caller's own videos, whatever their visibility." })),
});
export type VideoListQuery = Type.Static<typeof VideoListQuery>;

export const VideoPage = Type.Object({ items: Type.Array(Video), nextCursor: Nullable(Type.String()) });
export type VideoPage = Type.Static<typeof VideoPage>;
