import { Type } from 'typebox';
import { Chapter, EpisodeDetails } from '../../core/podcasts/podcast-details.ts';
import { Artwork } from './shows-schemas.ts';

const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const instant = Type.String({ format: 'date-time' });

/** Long notes are real: whole transcripts have been pasted into them. */
const MAX_NOTES = 500_000;

const columns = {
  title: Type.String({ minLength: 1, maxLength: 300 }),
  description: Type.String({
    maxLength: MAX_NOTES,
    description: 'Text, or a little HTML (p, br, a, lists, emphasis); other tags stand as text.',
  }),
  type: Type.Enum(['FULL', 'TRAILER', 'BONUS']),
  season: Nullable(Type.Integer({ minimum: 1, maximum: 100_000 })),
  number: Nullable(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  explicit: Nullable(Type.Boolean({ description: 'Null: as the show.' })),
  audience: Type.Enum(['EVERYONE', 'SUBSCRIBERS'], { description: 'SUBSCRIBERS: in private feeds only.' }),
  assetId: Nullable(Type.String({ description: 'The sound, or a film whose sound it is.' })),
  publishAt: Nullable(
    Type.String({ format: 'date-time', description: 'When it comes out: now or later. Null takes a draft off the calendar.' }),
  ),
  pubDate: Nullable(
    Type.String({ format: 'date-time', description: 'The date that the feed shows where it is not `publishAt`; may lie in the past.' }),
  ),
  ...EpisodeDetails.properties,
};

/** What a listener fetches. */
const Enclosure = Type.Object(
  {
    url: Type.String(),
    type: Type.String(),
    sizeBytes: Type.Integer(),
    durationSeconds: Type.Number(),
    bitrateBps: Type.Integer(),
  },
  { $id: 'Enclosure' },
);

export const EpisodeTranscript = Type.Object(
  { language: Type.String(), vtt: Type.String(), srt: Type.String(), json: Type.String(), html: Type.String() },
  { $id: 'EpisodeTranscript', description: 'Addresses of the documents.' },
);

export const Episode = Type.Object(
  {
    id: Type.String(),
    slug: Type.String(),
    guid: Type.String({ description: 'Never changes.' }),
    show: Type.Object({ slug: Type.String(), title: Type.String() }),
    ...Type.Required(Type.Object(columns)).properties,
    state: Type.Enum(['DRAFT', 'SCHEDULED', 'PUBLISHED']),
    isOut: Type.Boolean({ description: 'PUBLISHED, and its file is ready: feeds carry it.' }),
    videoId: Nullable(Type.String({ description: 'The video that it was made of.' })),
    artwork: Nullable(Artwork),
    durationSeconds: Nullable(Type.Number()),
    audio: Nullable(Enclosure),
    m4a: Nullable(Enclosure),
    film: Nullable(Enclosure),
    hls: Nullable(Type.String({ description: 'The multivariant playlist, where the asset plays.' })),
    peaks: Nullable(Type.String({ description: 'The waveform: {"peaks": [0..1, ...]}.' })),
    processing: Nullable(Type.Object({ progress: Type.Number({ description: '0 to 1.' }) })),
    failure: Nullable(Type.Object({ code: Type.String(), detail: Type.String() })),
    chapters: Type.Array(Chapter),
    chaptersUrl: Nullable(Type.String()),
    transcripts: Type.Array(EpisodeTranscript),
    page: Type.String(),
    createdAt: instant,
    updatedAt: instant,
    deletedAt: Nullable(instant),
  },
  { $id: 'Episode' },
);
export type Episode = Type.Static<typeof Episode>;

const State = Type.Enum(['DRAFT', 'PUBLISHED'], {
  description: 'PUBLISHED without `publishAt` comes out now; with one to come, then. Giving `publishAt` alone means PUBLISHED.',
});

export const EpisodeCreate = Type.Object(
  {
    ...Type.Partial(Type.Object(columns)).properties,
    state: Type.Optional(State),
    videoId: Type.Optional(Type.String({ description: "A video of yours: its title, description, sound and film become the episode's." })),
    guid: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, description: 'An episode that moves here keeps its own.' })),
  },
  { additionalProperties: false },
);
export type EpisodeCreate = Type.Static<typeof EpisodeCreate>;

export const EpisodePatch = Type.Partial(Type.Object({ ...columns, state: State }), { additionalProperties: false, minProperties: 1 });
export type EpisodePatch = Type.Static<typeof EpisodePatch>;

export const EpisodePage = Type.Object({ items: Type.Array(Episode), nextCursor: Nullable(Type.String()) });
export type EpisodePage = Type.Static<typeof EpisodePage>;

export const EpisodeListQuery = Type.Object({
  cursor: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
  season: Type.Optional(Type.Integer({ minimum: 1 })),
  all: Type.Optional(Type.Boolean({ description: 'Drafts and scheduled ones too: for the owner.' })),
  deleted: Type.Optional(Type.Boolean({ description: 'Deleted ones, which can be restored: for the owner.' })),
});
export type EpisodeListQuery = Type.Static<typeof EpisodeListQuery>;
