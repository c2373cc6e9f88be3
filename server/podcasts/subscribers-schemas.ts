import { Type } from 'typebox';

const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const instant = Type.String({ format: 'date-time' });

const columns = {
  name: Type.String({ minLength: 1, maxLength: 200, description: 'Who it is, for the owner.' }),
  expiresAt: Nullable(Type.String({ format: 'date-time', description: 'From then on the feed holds one episode, which explains why.' })),
};

export const Subscriber = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    email: Nullable(Type.String()),
    createdAt: instant,
    expiresAt: Nullable(instant),
    revokedAt: Nullable(instant),
    lastFetchedAt: Nullable(instant),
  },
  { $id: 'Subscriber' },
);
export type Subscriber = Type.Static<typeof Subscriber>;

export const SubscriberWithToken = Type.Object(
  {
    ...Subscriber.properties,
    token: Type.String({ description: 'Shown this once: only its hash is kept.' }),
    feed: Type.String({ description: 'The private feed. Whoever has this address has the feed.' }),
    basic: Type.Object(
      { url: Type.String(), username: Type.String(), password: Type.String() },
      { description: 'The same feed for apps that sign in (HTTP Basic).' },
    ),
  },
  { $id: 'SubscriberWithToken' },
);
export type SubscriberWithToken = Type.Static<typeof SubscriberWithToken>;

export const SubscriberCreate = Type.Object(
  {
    name: columns.name,
    email: Type.Optional(Nullable(Type.String({ format: 'email', maxLength: 320 }))),
    expiresAt: Type.Optional(columns.expiresAt),
  },
  { additionalProperties: false },
);
export type SubscriberCreate = Type.Static<typeof SubscriberCreate>;

export const SubscriberPatch = Type.Partial(Type.Object(columns), { additionalProperties: false, minProperties: 1 });
export type SubscriberPatch = Type.Static<typeof SubscriberPatch>;

export const SubscriberListQuery = Type.Object({
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type SubscriberListQuery = Type.Static<typeof SubscriberListQuery>;

export const SubscriberPage = Type.Object({ items: Type.Array(Subscriber), nextCursor: Nullable(Type.String()) });
export type SubscriberPage = Type.Static<typeof SubscriberPage>;
