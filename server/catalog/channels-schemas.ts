import { Type } from 'typebox';

const HANDLE_PATTERN = '^[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])$';

export const Channel = Type.Object(
  {
    handle: Type.String(),
    title: Type.String(),
    description: Type.String(),
    createdAt: Type.String({ format: 'date-time' }),
    videoCount: Type.Integer({ description: 'Public videos.' }),
  },
  { $id: 'Channel' },
);
export type Channel = Type.Static<typeof Channel>;

export const ChannelCreate = Type.Object(
  {
    handle: Type.String({ pattern: HANDLE_PATTERN, description: '3 to 40 lower-case letters, digits and inner hyphens.' }),
    title: Type.String({ minLength: 1, maxLength: 100 }),
    description: Type.Optional(Type.String({ maxLength: 5_000 })),
  },
  { additionalProperties: false },
);
export type ChannelCreate = Type.Static<typeof ChannelCreate>;

export const ChannelPatch = Type.Partial(
  Type.Object({ title: ChannelCreate.properties.title, description: Type.String({ maxLength: 5_000 }) }),
  {
    additionalProperties: false,
    minProperties: 1,
  },
);
export type ChannelPatch = Type.Static<typeof ChannelPatch>;

export const ChannelListQuery = Type.Object({
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 24 })),
  mine: Type.Optional(Type.Boolean({ description: "The caller's own channels." })),
});
export type ChannelListQuery = Type.Static<typeof ChannelListQuery>;

export const ChannelPage = Type.Object({ items: Type.Array(Channel), nextCursor: Type.Union([Type.String(), Type.Null()]) });
export type ChannelPage = Type.Static<typeof ChannelPage>;
