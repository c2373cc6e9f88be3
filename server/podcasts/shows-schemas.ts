import { Type } from 'typebox';
import { ShowDetails, WEB_URL_PATTERN } from '../../core/podcasts/podcast-details.ts';

const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const instant = Type.String({ format: 'date-time' });
const Url = Type.String({ pattern: WEB_URL_PATTERN, maxLength: 2000 });

const Slug = Type.String({
  pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
  minLength: 1,
  maxLength: 60,
  description: 'The name in addresses.',
});
const ShowMode = Type.Enum(['AUDIO', 'VIDEO'], {
  description: 'AUDIO: enclosures are audio and a film travels as an alternate. VIDEO: enclosures are video/mp4.',
});

/** Addresses of one picture, by what they are for; all square. */
export const Artwork = Type.Object(
  {
    full: Type.String({ description: 'JPEG, at most 3000 x 3000.' }),
    large: Type.String({ description: 'JPEG, 1400.' }),
    medium: Type.Object({ jpg: Type.String(), webp: Type.String(), avif: Type.String() }, { description: '600.' }),
    small: Type.Object({ jpg: Type.String(), webp: Type.String(), avif: Type.String() }, { description: '300.' }),
    isGenerated: Type.Boolean({ description: 'Drawn by us, because nobody has chosen a picture yet.' }),
  },
  { $id: 'Artwork' },
);
export type Artwork = Type.Static<typeof Artwork>;

const columns = {
  title: Type.String({ minLength: 1, maxLength: 300 }),
  description: Type.String({
    maxLength: 4000,
    description: 'Text, or a little HTML (p, br, a, lists, emphasis); other tags stand as text.',
  }),
  channel: Nullable(Type.String({ description: "A channel's handle." })),
  mode: ShowMode,
  type: Type.Enum(['EPISODIC', 'SERIAL']),
  visibility: Type.Enum(['PUBLIC', 'PRIVATE'], { description: 'PRIVATE: only subscribers have feeds.' }),
  language: Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$', description: 'BCP 47, of a language that exists: `en`, `pt-BR`.' }),
  author: Type.String({ minLength: 1, maxLength: 300 }),
  link: Nullable(Url),
  copyright: Nullable(Type.String({ minLength: 1, maxLength: 500 })),
  explicit: Type.Boolean(),
  categories: Type.Array(Type.String({ maxLength: 100 }), {
    maxItems: 3,
    uniqueItems: true,
    description: 'Apple\'s names: "Arts", or "Arts > Books". The first one counts most.',
  }),
  pageSize: Nullable(
    Type.Integer({ minimum: 10, maximum: 1000, description: 'Episodes on one page of the feed; null: the feed is whole.' }),
  ),
  newFeedUrl: Nullable(Type.String({ pattern: WEB_URL_PATTERN, maxLength: 2000, description: 'Where the feed lives from now on.' })),
  redirects: Type.Boolean({ description: 'The feed answers 301 to `newFeedUrl`.' }),
  ...ShowDetails.properties,
};

export const Show = Type.Object(
  {
    id: Type.String(),
    slug: Slug,
    guid: Type.String({ description: 'podcast:guid; never changes.' }),
    ...Type.Required(Type.Object(columns)).properties,
    ownerEmail: Nullable(Type.String({ description: 'Shown to the owner only; the feed carries it where it is set.' })),
    channel: Nullable(Type.Object({ handle: Type.String(), title: Type.String() })),
    artwork: Nullable(Artwork),
    episodeCount: Type.Integer({ description: 'Episodes that are out.' }),
    feed: Nullable(Type.String({ description: 'The public feed; null for private shows.' })),
    videoFeed: Nullable(Type.String({ description: 'The feed of the films, where an audio show has some.' })),
    page: Type.String(),
    createdAt: instant,
    updatedAt: instant,
    deletedAt: Nullable(instant),
  },
  { $id: 'Show' },
);
export type Show = Type.Static<typeof Show>;

export const ShowCreate = Type.Object(
  {
    ...Type.Partial(Type.Object(columns)).properties,
    title: columns.title,
    slug: Type.Optional(Slug),
    guid: Type.Optional(Type.String({ format: 'uuid', description: 'A show that moves here keeps its own.' })),
  },
  { additionalProperties: false },
);
export type ShowCreate = Type.Static<typeof ShowCreate>;

export const ShowPatch = Type.Partial(Type.Object({ ...columns, slug: Slug }), { additionalProperties: false, minProperties: 1 });
export type ShowPatch = Type.Static<typeof ShowPatch>;

export const ShowPage = Type.Object({ items: Type.Array(Show), nextCursor: Nullable(Type.String()) });
export type ShowPage = Type.Static<typeof ShowPage>;

export const ShowListQuery = Type.Object({
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 24 })),
  mine: Type.Optional(Type.Boolean({ description: "The caller's own shows, private ones too." })),
  deleted: Type.Optional(Type.Boolean({ description: "The caller's own deleted shows, which can be restored." })),
});
export type ShowListQuery = Type.Static<typeof ShowListQuery>;
