import { Type } from 'typebox';
import { Chapter, Cue, Funding, License, Location, Person } from '../../core/podcasts/podcast-details.ts';
import { Artwork } from '../podcasts/shows-schemas.ts';

/**
 * What a page of the web app says, as data: the server renders it into HTML, the browser makes the same page of it.
 * Addresses are paths of this instance, notes are HTML that is safe to show (core/podcasts/render-notes.ts).
 */

const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Html = Type.String({ description: 'Safe HTML: paragraphs, lists, emphasis, links.' });

/** A show as lists have it. */
export const ShowCard = Type.Object(
  {
    slug: Type.String(),
    title: Type.String(),
    author: Type.String(),
    language: Type.String(),
    path: Type.String(),
    feed: Type.String(),
    artwork: Nullable(Artwork),
  },
  { $id: 'ShowCard' },
);
export type ShowCard = Type.Static<typeof ShowCard>;

/** An episode as lists have it. */
export const EpisodeCard = Type.Object(
  {
    id: Type.String(),
    path: Type.String(),
    title: Type.String(),
    summary: Type.String({ description: 'The first words of its notes, without markup.' }),
    date: Type.String({ format: 'date-time' }),
    durationSeconds: Nullable(Type.Number()),
    type: Type.Enum(['FULL', 'TRAILER', 'BONUS']),
    season: Nullable(Type.Integer()),
    seasonName: Nullable(Type.String()),
    label: Nullable(Type.String({ description: 'Its number, as the show writes it.' })),
    isExplicit: Type.Boolean(),
    hasFilm: Type.Boolean(),
  },
  { $id: 'EpisodeCard' },
);
export type EpisodeCard = Type.Static<typeof EpisodeCard>;

const Paging = Type.Object({ page: Type.Integer(), pageCount: Type.Integer() });

export const PodcastsPage = Type.Object(
  { kind: Type.Literal('podcasts'), path: Type.String(), shows: Type.Array(ShowCard), paging: Paging },
  { $id: 'PodcastsPage' },
);
export type PodcastsPage = Type.Static<typeof PodcastsPage>;

const more = {
  people: Type.Array(Person),
  funding: Type.Array(Funding),
  license: Nullable(License),
  locations: Type.Array(Location),
};

/** A square of dark and light modules as one SVG path, one unit a module. */
export const QrCode = Type.Object({ sizeModules: Type.Integer(), path: Type.String() }, { $id: 'QrCode' });
export type QrCode = Type.Static<typeof QrCode>;

export const ShowDetailsOfPage = Type.Object(
  {
    ...ShowCard.properties,
    notes: Html,
    summary: Type.String(),
    categories: Type.Array(Type.String()),
    isExplicit: Type.Boolean(),
    isComplete: Type.Boolean(),
    isSerial: Type.Boolean(),
    link: Nullable(Type.String()),
    copyright: Nullable(Type.String()),
    updates: Nullable(Type.String()),
    channel: Nullable(Type.Object({ handle: Type.String(), title: Type.String() })),
    feedUrl: Type.String({ description: 'The absolute address, for apps.' }),
    feedQr: QrCode,
    episodeCount: Type.Integer(),
    ...more,
  },
  { $id: 'ShowDetailsOfPage' },
);
export type ShowDetailsOfPage = Type.Static<typeof ShowDetailsOfPage>;

const Season = Type.Object({ number: Type.Integer(), name: Nullable(Type.String()) });

export const ShowEpisodesPage = Type.Object(
  {
    kind: Type.Literal('show'),
    path: Type.String(),
    show: ShowDetailsOfPage,
    seasons: Type.Array(Season),
    season: Nullable(Type.Integer({ description: 'Only this season is listed.' })),
    episodes: Type.Array(EpisodeCard),
    paging: Paging,
  },
  { $id: 'ShowEpisodesPage' },
);
export type ShowEpisodesPage = Type.Static<typeof ShowEpisodesPage>;

const MediaFile = Type.Object({ src: Type.String(), type: Type.String(), sizeBytes: Type.Integer() });

export const TranscriptOfPage = Type.Object(
  {
    language: Type.String(),
    cues: Type.Array(Cue, { description: 'Of a long transcript the first ones; the JSON document has all.' }),
    isWhole: Type.Boolean({ description: 'Whether these are all cues.' }),
    documents: Type.Array(Type.Object({ language: Type.String(), format: Type.String(), href: Type.String() })),
  },
  { $id: 'TranscriptOfPage' },
);
export type TranscriptOfPage = Type.Static<typeof TranscriptOfPage>;

export const EpisodeOfPage = Type.Object(
  {
    ...EpisodeCard.properties,
    artwork: Nullable(Artwork),
    notes: Html,
    audio: Nullable(MediaFile),
    peaks: Type.Array(Type.Integer({ minimum: 0, maximum: 100 }), { description: 'The waveform; empty where there is none.' }),
    film: Nullable(
      Type.Object({
        hls: Nullable(Type.String()),
        mp4: Nullable(MediaFile),
        poster: Nullable(Type.String()),
        watchPath: Nullable(Type.String({ description: 'Its page, where the film is public in the catalog too.' })),
        isEnclosure: Type.Boolean({ description: 'The show is one of films: this is what the episode is.' }),
      }),
    ),
    chapters: Type.Array(Chapter),
    transcript: Nullable(TranscriptOfPage),
    ...more,
  },
  { $id: 'EpisodeOfPage' },
);
export type EpisodeOfPage = Type.Static<typeof EpisodeOfPage>;

export const EpisodePageData = Type.Object(
  { kind: Type.Literal('episode'), path: Type.String(), show: ShowCard, episode: EpisodeOfPage },
  { $id: 'EpisodePageData' },
);
export type EpisodePageData = Type.Static<typeof EpisodePageData>;

/** What an embedded film needs. */
export const EmbeddedFilm = Type.Object(
  {
    kind: Type.Literal('film'),
    path: Type.String(),
    title: Type.String(),
    author: Nullable(Type.String()),
    hls: Type.String(),
    poster: Nullable(Type.String()),
    durationSeconds: Nullable(Type.Number()),
    isGrowing: Type.Boolean(),
  },
  { $id: 'EmbeddedFilm' },
);
export type EmbeddedFilm = Type.Static<typeof EmbeddedFilm>;

/** An address that leads nowhere (404), or not any more (410). */
export interface MissingPage {
  readonly kind: 'missing';
  readonly path: string;
  readonly status: 404 | 410;
}

/** What the server renders; `embed` leaves out the site around it. */
export type PageData =
  | PodcastsPage
  | ShowEpisodesPage
  | EpisodePageData
  | (Omit<EpisodePageData, 'kind'> & { readonly kind: 'embed-episode' })
  | EmbeddedFilm
  | MissingPage;

/** Names a page's place in a list, from 1. */
export const PageQuery = Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) });
export const ShowPageQuery = Type.Object({ ...PageQuery.properties, season: Type.Optional(Type.Integer({ minimum: 1 })) });
