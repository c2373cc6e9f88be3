import { Type } from 'typebox';

/**
 * Shapes that shows and episodes carry as JSON: small things that a feed says and nothing asks the database for.
 * The words are the podcast namespace's (https://podcasting2.org/podcast-namespace); seconds are floats from the start.
 */

/**
 * An absolute web address of characters that addresses have (RFC 3986, 2; letters of any script as in RFC 3987):
 * anything else would make feeds that directories refuse.
 */
export const WEB_URL_PATTERN = '^https?://(\\[[0-9A-Fa-f:.]+\\](:\\d+)?|[^\\s<>"{}|\\\\^`\\[\\]/?#]+)([/?#][^\\s<>"{}|\\\\^`\\[\\]]*)?$';
/** Longer than any recording; a number that JSON can hold and no clock can show is a mistake. */
const MAX_SECONDS = 360_000;

const Url = Type.String({ pattern: WEB_URL_PATTERN, maxLength: 2000 });
const shortText = (maxLength: number) => Type.String({ minLength: 1, maxLength });

export const Person = Type.Object(
  {
    name: shortText(128),
    role: Type.Optional(shortText(64)),
    group: Type.Optional(shortText(64)),
    img: Type.Optional(Url),
    href: Type.Optional(Url),
  },
  { $id: 'Person', additionalProperties: false },
);
export type Person = Type.Static<typeof Person>;

export const Funding = Type.Object({ url: Url, text: shortText(128) }, { $id: 'Funding', additionalProperties: false });

export const License = Type.Object(
  { name: shortText(128), url: Type.Optional(Url) },
  { $id: 'License', description: 'An SPDX identifier, or a name with a URL.', additionalProperties: false },
);

export const Location = Type.Object(
  {
    name: shortText(128),
    rel: Type.Optional(Type.Enum(['subject', 'creator'])),
    geo: Type.Optional(Type.String({ pattern: '^geo:-?[0-9.]+,-?[0-9.]+.*$', maxLength: 100 })),
    osm: Type.Optional(Type.String({ pattern: '^[NWR][0-9]+.*$', maxLength: 50 })),
    country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
  },
  { $id: 'Location', additionalProperties: false },
);

export const Txt = Type.Object(
  { text: shortText(4000), purpose: Type.Optional(shortText(128)) },
  { $id: 'Txt', additionalProperties: false },
);

export const UpdateFrequency = Type.Object(
  {
    text: shortText(128),
    rrule: Type.Optional(shortText(200)),
    dtstart: Type.Optional(shortText(40)),
    complete: Type.Optional(Type.Boolean()),
  },
  { $id: 'UpdateFrequency', additionalProperties: false },
);

export const Soundbite = Type.Object(
  {
    startSeconds: Type.Number({ minimum: 0, maximum: MAX_SECONDS }),
    durationSeconds: Type.Number({ minimum: 0.1, maximum: MAX_SECONDS }),
    title: Type.Optional(Type.String({ maxLength: 128 })),
  },
  { $id: 'Soundbite', additionalProperties: false },
);

export const SocialInteract = Type.Object(
  {
    protocol: Type.Enum(['disabled', 'activitypub', 'twitter', 'lightning', 'atproto', 'hive', 'matrix', 'nostr']),
    uri: Type.Optional(shortText(2000)),
    accountId: Type.Optional(shortText(200)),
    accountUrl: Type.Optional(Url),
    priority: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { $id: 'SocialInteract', additionalProperties: false },
);

export const MEDIUMS = ['podcast', 'music', 'video', 'film', 'audiobook', 'newsletter', 'blog', 'course'] as const;

const lists = {
  persons: Type.Array(Person, { maxItems: 100 }),
  locations: Type.Array(Location, { maxItems: 20 }),
  txts: Type.Array(Txt, { maxItems: 20 }),
  funding: Type.Array(Funding, { maxItems: 20 }),
  license: Type.Union([License, Type.Null()]),
};

/** What a show has beside its columns; all of it optional, and none of it looked for by a query. */
export const ShowDetails = Type.Partial(
  Type.Object({
    ...lists,
    ownerName: Type.Union([shortText(200), Type.Null()]),
    ownerEmail: Type.Union([Type.String({ format: 'email', maxLength: 320 }), Type.Null()]),
    medium: Type.Enum([...MEDIUMS]),
    locked: Type.Boolean({ description: 'Other hosts may not import this show (podcast:locked).' }),
    updateFrequency: Type.Union([UpdateFrequency, Type.Null()]),
    podping: Type.Boolean(),
    block: Type.Boolean({ description: 'Keep the show out of directories (itunes:block).' }),
    blockedPlatforms: Type.Array(shortText(64), { maxItems: 100, description: 'podcast:block by platform.' }),
    complete: Type.Boolean({ description: 'No more episodes will come (itunes:complete).' }),
  }),
);
export type ShowDetails = Type.Static<typeof ShowDetails>;

export const EpisodeDetails = Type.Partial(
  Type.Object({
    ...lists,
    seasonName: Type.Union([shortText(128), Type.Null()]),
    episodeDisplay: Type.Union([shortText(32), Type.Null()]),
    soundbites: Type.Array(Soundbite, { maxItems: 50 }),
    socialInteracts: Type.Array(SocialInteract, { maxItems: 20 }),
  }),
);
export type EpisodeDetails = Type.Static<typeof EpisodeDetails>;

export const Chapter = Type.Object(
  {
    startSeconds: Type.Number({ minimum: 0, maximum: MAX_SECONDS }),
    endSeconds: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: MAX_SECONDS })),
    title: shortText(500),
    url: Type.Optional(Url),
    img: Type.Optional(Url),
    hidden: Type.Optional(Type.Boolean({ description: 'Not in the table of contents (toc: false).' })),
  },
  { $id: 'Chapter', additionalProperties: false },
);
export type Chapter = Type.Static<typeof Chapter>;

/** A line of a transcript: what is said from `startSeconds` to `endSeconds`, and by whom. */
export const Cue = Type.Object(
  {
    startSeconds: Type.Number({ minimum: 0 }),
    endSeconds: Type.Number({ minimum: 0 }),
    speaker: Type.Optional(shortText(200)),
    text: Type.String({ minLength: 1, maxLength: 10_000 }),
  },
  { $id: 'Cue', additionalProperties: false },
);
export type Cue = Type.Static<typeof Cue>;

export const TRANSCRIPT_FORMATS = ['vtt', 'srt', 'json', 'html'] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];
/** File names below `objectKeys.episodeFile`, by format. */
export type TranscriptFiles = Record<TranscriptFormat, string>;

/**
 * A square picture. Its files are named after `hash` (artworkFileName of podcast-urls.ts) and exist once `isReady`.
 * `isGenerated`: drawn by us because nobody has chosen one.
 */
export interface StoredArtwork {
  readonly hash: string;
  /** Of the largest file: width and height in pixels. */
  readonly sizePx: number;
  readonly isReady: boolean;
  readonly isGenerated: boolean;
}
