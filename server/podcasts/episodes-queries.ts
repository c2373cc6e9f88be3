import type { Queryable } from '../../core/database.ts';
import type { Chapter, EpisodeDetails, StoredArtwork, TranscriptFiles } from '../../core/podcasts/podcast-details.ts';
import { Prisma } from '../../prisma/generated/client.ts';

const EPISODE = {
  include: {
    show: { select: { id: true, ownerId: true, slug: true, title: true, mode: true, visibility: true, deletedAt: true } },
    files: { where: { isCurrent: true } },
    transcripts: { select: { language: true, files: true }, orderBy: { language: 'asc' } },
    asset: {
      select: {
        id: true,
        state: true,
        version: true,
        durationSeconds: true,
        height: true,
        failureCode: true,
        failureDetail: true,
        videos: { select: { visibility: true, publishAt: true } },
        master: {
          select: { state: true, progress: true, durationSeconds: true, peaksKey: true, failureCode: true, failureDetail: true },
        },
      },
    },
  },
} as const satisfies Prisma.EpisodeDefaultArgs;
type StoredEpisode = Prisma.EpisodeGetPayload<typeof EPISODE>;
export type EpisodeFileRow = StoredEpisode['files'][number];

/** An episode with all that is said of it, its JSON columns by their shapes. A fixed number of queries, however many. */
export interface EpisodeRow extends Omit<StoredEpisode, 'details' | 'artwork' | 'chapters' | 'transcripts'> {
  readonly details: EpisodeDetails;
  readonly artwork: StoredArtwork | null;
  readonly chapters: Chapter[];
  readonly transcripts: { readonly language: string; readonly files: TranscriptFiles }[];
}

const readEpisode = ({ details, artwork, chapters, transcripts, ...row }: StoredEpisode): EpisodeRow => ({
  ...row,
  details: details as EpisodeDetails,
  artwork: artwork as unknown as StoredArtwork | null,
  chapters: chapters as unknown as Chapter[],
  transcripts: transcripts.map(({ language, files }) => ({ language, files: files as TranscriptFiles })),
});

/** By its id, or by its slug within the show. */
export async function findEpisode(database: Queryable, showId: string, idOrSlug: string): Promise<EpisodeRow | null> {
  const rows = await database.episode.findMany({ where: { showId, OR: [{ id: idOrSlug }, { slug: idOrSlug }] }, ...EPISODE });
  const row = rows.find(({ id }) => id === idOrSlug) ?? rows[0];
  return row ? readEpisode(row) : null;
}

export interface EpisodeFilter {
  readonly showId: string;
  readonly mode: 'AUDIO' | 'VIDEO';
  readonly season: number | null;
  /** `everyone`: out, for all. `out`: out, for subscribers too. `all`: drafts and scheduled ones too. */
  readonly which: 'everyone' | 'out' | 'all' | 'deleted';
}

/** The place of an episode in its show's list. */
export interface EpisodePlace {
  readonly id: string;
  readonly createdAt: Date;
}

/**
 * Newest first, by the date that the feed shows. Drafts have none: they sort as if they came two thousand years after
 * they were made, which is on top of everything that can be scheduled.
 */
const PLACE = Prisma.sql`CASE e."state" WHEN 'DRAFT' THEN e."createdAt" + interval '2000 years' ELSE COALESCE(e."pubDate", e."publishAt") END`;

export async function listEpisodePlaces(
  database: Queryable,
  filter: EpisodeFilter,
  { after, limit }: { readonly after: EpisodePlace | null; readonly limit: number },
  now: Date,
): Promise<EpisodePlace[]> {
  const conditions = [Prisma.sql`e."showId" = ${filter.showId}`, whichEpisodes(filter, now)];
  if (filter.season !== null) conditions.push(Prisma.sql`e."season" = ${filter.season}`);
  if (after) conditions.push(Prisma.sql`(${PLACE}, e."id") < (${after.createdAt}::timestamp, ${after.id})`);
  return database.$queryRaw<EpisodePlace[]>`
    SELECT e."id", ${PLACE} AS "createdAt" FROM "Episode" e
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY 2 DESC, 1 DESC LIMIT ${limit}`;
}

function whichEpisodes({ which, mode }: EpisodeFilter, now: Date): Prisma.Sql {
  if (which === 'deleted') return Prisma.sql`e."deletedAt" IS NOT NULL`;
  if (which === 'all') return Prisma.sql`e."deletedAt" IS NULL`;
  const kind = mode === 'VIDEO' ? 'MP4' : 'MP3';
  const audience = which === 'everyone' ? Prisma.sql`AND e."audience" = 'EVERYONE'` : Prisma.empty;
  return Prisma.sql`e."deletedAt" IS NULL AND e."state" = 'PUBLISHED' AND e."publishAt" <= ${now}::timestamp ${audience}
    AND EXISTS (SELECT 1 FROM "EpisodeFile" f
                WHERE f."episodeId" = e."id" AND f."isCurrent" AND f."kind" = ${kind}::"EpisodeFileKind")`;
}

/** In the order of the ids. */
export async function findEpisodes(database: Queryable, ids: string[]): Promise<EpisodeRow[]> {
  const rows = await database.episode.findMany({ where: { id: { in: ids } }, ...EPISODE });
  const byId = new Map(rows.map((row) => [row.id, readEpisode(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export async function findVideoToPublish(database: Queryable, ownerId: string, id: string) {
  return database.video.findUnique({ where: { id, ownerId }, select: { title: true, description: true, assetId: true } });
}

export async function findAssetToPublish(database: Queryable, ownerId: string, id: string) {
  return database.asset.findUnique({
    where: { id, ownerId },
    select: { state: true, height: true, failureCode: true, failureDetail: true },
  });
}
