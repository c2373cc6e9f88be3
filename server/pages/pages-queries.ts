import type { Queryable } from '../../core/database.ts';
import type { Chapter, Cue, EpisodeDetails, ShowDetails, StoredArtwork, TranscriptFiles } from '../../core/podcasts/podcast-details.ts';
import { Prisma } from '../../prisma/generated/client.ts';

/**
 * What pages show: only what everybody may see. An episode is out when it is PUBLISHED for everyone, its time has come
 * and the file is there that its show is made of (MP3, or MP4 in a show of films).
 */

export interface PageShowRow {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly author: string;
  readonly description: string;
  readonly language: string;
  readonly mode: 'AUDIO' | 'VIDEO';
  readonly type: 'EPISODIC' | 'SERIAL';
  readonly explicit: boolean;
  readonly categories: readonly string[];
  readonly link: string | null;
  readonly copyright: string | null;
  readonly details: ShowDetails;
  readonly artwork: StoredArtwork | null;
  readonly channel: { readonly handle: string; readonly title: string } | null;
  readonly deletedAt: Date | null;
}

const SHOW = {
  id: true,
  slug: true,
  title: true,
  author: true,
  description: true,
  language: true,
  mode: true,
  type: true,
  explicit: true,
  categories: true,
  link: true,
  copyright: true,
  details: true,
  artwork: true,
  channel: { select: { handle: true, title: true } },
  deletedAt: true,
} as const;

const toShow = (row: object): PageShowRow => row as PageShowRow;

/** The public show that has this slug, or had it. */
export async function findPageShow(database: Queryable, slug: string): Promise<PageShowRow | null> {
  const row = await database.show.findFirst({
    where: { visibility: 'PUBLIC', OR: [{ slug }, { oldSlugs: { some: { slug } } }] },
    select: SHOW,
  });
  return row && toShow(row);
}

/** Public shows, the one with the newest episode first; shows without any come last. */
export async function listPageShows(database: Queryable, slice: Slice, now: Date): Promise<PageShowRow[]> {
  const order = await database.$queryRaw<{ id: string }[]>`
    SELECT s."id" FROM "Show" s
    LEFT JOIN LATERAL (
      SELECT max(e."publishAt") AS "newest" FROM "Episode" e
      WHERE e."showId" = s."id" AND e."state" = 'PUBLISHED' AND e."publishAt" <= ${now}::timestamp
        AND e."audience" = 'EVERYONE' AND e."deletedAt" IS NULL) e ON true
    WHERE s."visibility" = 'PUBLIC' AND s."deletedAt" IS NULL
    ORDER BY e."newest" DESC NULLS LAST, s."createdAt" DESC, s."id" LIMIT ${slice.limit} OFFSET ${slice.offset}`;
  const rows = await database.show.findMany({ where: { id: { in: order.map(({ id }) => id) } }, select: SHOW });
  const byId = new Map(rows.map((row) => [row.id, toShow(row)]));
  return order.flatMap(({ id }) => byId.get(id) ?? []);
}

export async function countPageShows(database: Queryable): Promise<number> {
  return database.show.count({ where: { visibility: 'PUBLIC', deletedAt: null } });
}

export interface Slice {
  readonly limit: number;
  readonly offset: number;
}

/** An episode as lists have it. */
export interface PageEpisodeRow {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly type: 'FULL' | 'TRAILER' | 'BONUS';
  readonly season: number | null;
  readonly number: number | null;
  readonly explicit: boolean | null;
  readonly publishedAt: Date;
  readonly durationSeconds: number | null;
  readonly hasFilm: boolean;
  readonly details: EpisodeDetails;
}

/** Of long notes this much is enough for a few lines. */
const NOTES_IN_LISTS = 1000;

const fileKind = (mode: PageShowRow['mode']) => (mode === 'VIDEO' ? 'MP4' : 'MP3');

function isOut(show: Pick<PageShowRow, 'id' | 'mode'>, now: Date): Prisma.Sql {
  return Prisma.sql`e."showId" = ${show.id} AND e."state" = 'PUBLISHED' AND e."publishAt" <= ${now}::timestamp
    AND e."audience" = 'EVERYONE' AND e."deletedAt" IS NULL
    AND f."kind" = ${fileKind(show.mode)}::"EpisodeFileKind" AND f."isCurrent"`;
}

export interface EpisodeList extends Slice {
  readonly season: number | null;
}

/** A show's episodes that are out: the newest first, serial ones in the order in which they are told. */
export async function listPageEpisodes(database: Queryable, show: PageShowRow, list: EpisodeList, now: Date): Promise<PageEpisodeRow[]> {
  const inSeason = list.season === null ? Prisma.empty : Prisma.sql`AND e."season" = ${list.season}`;
  const order =
    show.type === 'SERIAL' ? Prisma.sql`"publishedAt", e."createdAt", e."id"` : Prisma.sql`"publishedAt" DESC, e."createdAt" DESC, e."id"`;
  return database.$queryRaw<PageEpisodeRow[]>`
    SELECT e."id", e."slug", e."title", left(e."description", ${NOTES_IN_LISTS}) AS "description", e."type"::text, e."season", e."number",
           e."explicit", COALESCE(e."pubDate", e."publishAt") AS "publishedAt", f."durationSeconds", e."details",
           a."height" IS NOT NULL AS "hasFilm"
    FROM "Episode" e JOIN "EpisodeFile" f ON f."episodeId" = e."id" LEFT JOIN "Asset" a ON a."id" = e."assetId"
    WHERE ${isOut(show, now)} ${inSeason}
    ORDER BY ${order} LIMIT ${list.limit} OFFSET ${list.offset}`;
}

export interface SeasonCount {
  readonly season: number | null;
  readonly episodes: number;
  readonly name: string | null;
}

/** How many episodes are out, by season. */
export async function countPageEpisodes(database: Queryable, show: PageShowRow, now: Date): Promise<SeasonCount[]> {
  return database.$queryRaw<SeasonCount[]>`
    SELECT e."season", count(*)::int AS "episodes", max(e."details"->>'seasonName') AS "name"
    FROM "Episode" e JOIN "EpisodeFile" f ON f."episodeId" = e."id"
    WHERE ${isOut(show, now)} GROUP BY e."season" ORDER BY e."season"`;
}

export interface PageFileRow {
  readonly kind: 'MP3' | 'M4A' | 'MP4';
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: bigint;
  readonly durationSeconds: number;
}

export interface WholeEpisodeRow extends Omit<PageEpisodeRow, 'durationSeconds' | 'hasFilm'> {
  readonly artwork: StoredArtwork | null;
  readonly chapters: readonly Chapter[];
  readonly deletedAt: Date | null;
  readonly files: readonly PageFileRow[];
  readonly transcripts: readonly PageTranscriptRow[];
  readonly peaksKey: string | null;
  readonly asset: PageAssetRow | null;
  /** The film's own entry in the catalog, where everybody may see that. */
  readonly watchableVideoId: string | null;
}

/** Without its cues, which can be many: read-opening-cues.ts has those that a page begins with. */
export interface PageTranscriptRow {
  readonly language: string;
  readonly files: TranscriptFiles;
}

export interface PageAssetRow {
  readonly id: string;
  readonly state: 'PROCESSING' | 'PLAYABLE' | 'READY' | 'FAILED';
  readonly version: number;
  readonly height: number | null;
  readonly posterKey: string | null;
  readonly durationSeconds: number | null;
}

const ASSET = { id: true, state: true, version: true, height: true, posterKey: true, durationSeconds: true } as const;

/** One episode of a show by its slug, whether it is out or was deleted: `isEpisodeOut` says what a page may tell of it. */
export async function findPageEpisode(database: Queryable, showId: string, slug: string, now: Date): Promise<WholeEpisodeRow | null> {
  const row = await database.episode.findUnique({
    where: { showId_slug: { showId, slug }, state: 'PUBLISHED', publishAt: { lte: now }, audience: 'EVERYONE' },
    select: {
      id: true,
      slug: true,
      title: true,
      description: true,
      type: true,
      season: true,
      number: true,
      explicit: true,
      pubDate: true,
      publishAt: true,
      details: true,
      artwork: true,
      chapters: true,
      deletedAt: true,
      files: {
        where: { isCurrent: true },
        select: { kind: true, fileName: true, contentType: true, sizeBytes: true, durationSeconds: true },
      },
      transcripts: { select: { language: true, files: true }, orderBy: { language: 'asc' } },
      asset: { select: { ...ASSET, master: { select: { peaksKey: true } } } },
      video: { select: { id: true, visibility: true, publishAt: true } },
    },
  });
  if (!row) return null;
  const { pubDate, publishAt, asset, video, ...episode } = row;
  const isWatchable = video?.visibility === 'PUBLIC' && (video.publishAt === null || video.publishAt <= now);
  return {
    ...episode,
    details: episode.details as EpisodeDetails,
    artwork: episode.artwork as unknown as StoredArtwork | null,
    chapters: episode.chapters as unknown as Chapter[],
    transcripts: episode.transcripts as unknown as WholeEpisodeRow['transcripts'],
    publishedAt: pubDate ?? publishAt ?? now,
    peaksKey: asset?.master?.peaksKey ?? null,
    asset,
    watchableVideoId: isWatchable ? video.id : null,
  };
}

/** A transcript's first cues; one more than `limit` where there are more. */
export async function findFirstCues(database: Queryable, episodeId: string, language: string, limit: number): Promise<readonly Cue[]> {
  const rows = await database.$queryRaw<{ cues: Cue[] }[]>`
    SELECT jsonb_path_query_array("cues", ${`$[0 to ${limit}]`}::jsonpath) AS "cues"
    FROM "Transcript" WHERE "episodeId" = ${episodeId} AND "language" = ${language}`;
  return rows[0]?.cues ?? [];
}

/** Whether the file is there that the show is made of. */
export function hasEnclosure(show: Pick<PageShowRow, 'mode'>, episode: Pick<WholeEpisodeRow, 'files'>): boolean {
  return episode.files.some(({ kind }) => kind === fileKind(show.mode));
}

/** Where an episode's page is: its show's slug and its own; null for what is not public. */
export async function findEpisodePlace(database: Queryable, episodeId: string): Promise<{ show: string; episode: string } | null> {
  const row = await database.episode.findUnique({
    where: { id: episodeId, show: { visibility: 'PUBLIC' } },
    select: { slug: true, show: { select: { slug: true } } },
  });
  return row && { show: row.show.slug, episode: row.slug };
}

/** A film of the catalog as others' pages may show it. */
export interface FilmRow {
  readonly id: string;
  readonly title: string;
  readonly visibility: string;
  readonly publishAt: Date | null;
  readonly channel: { readonly title: string; readonly handle: string } | null;
  readonly asset: (PageAssetRow & { readonly width: number | null }) | null;
}

export async function findFilm(database: Queryable, videoId: string): Promise<FilmRow | null> {
  return database.video.findUnique({
    where: { id: videoId },
    select: {
      id: true,
      title: true,
      visibility: true,
      publishAt: true,
      channel: { select: { title: true, handle: true } },
      asset: { select: { ...ASSET, width: true } },
    },
  });
}
