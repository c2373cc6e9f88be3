import type { Database, Queryable } from '../../core/database.ts';
import type { ShowDetails, StoredArtwork } from '../../core/podcasts/podcast-details.ts';
import type { Prisma } from '../../prisma/generated/client.ts';

/** As much as deciding who may do what takes. */
const KEY = { id: true, ownerId: true, slug: true, title: true, mode: true, visibility: true, deletedAt: true } as const;
export type ShowKey = Prisma.ShowGetPayload<{ select: typeof KEY }>;

const SHOW = {
  include: {
    channel: { select: { handle: true, title: true } },
    feeds: { where: { name: 'video' }, select: { name: true } },
  },
} as const;
type StoredShow = Prisma.ShowGetPayload<typeof SHOW>;

/** A show with what it shows of its channel, its JSON columns by their shapes. */
export interface ShowRow extends Omit<StoredShow, 'details' | 'artwork'> {
  readonly details: ShowDetails;
  readonly artwork: StoredArtwork | null;
}

/** By its slug, or by one that it had before. */
export async function findShowKey(database: Queryable, slug: string): Promise<ShowKey | null> {
  const today = await database.show.findUnique({ where: { slug }, select: KEY });
  return today ?? findRenamedShow(database, slug);
}

/** The show that had this slug and has another one now. */
export async function findRenamedShow(database: Queryable, slug: string): Promise<ShowKey | null> {
  const former = await database.showSlug.findUnique({ where: { slug }, select: { show: { select: KEY } } });
  return former?.show ?? null;
}

export async function findShow(database: Queryable, id: string): Promise<ShowRow | null> {
  const row = await database.show.findUnique({ where: { id }, ...SHOW });
  return row && readShow(row);
}

export interface ShowFilter {
  /** Only this account's, whatever their visibility; null for what the public sees. */
  readonly ownerId: string | null;
  readonly isDeleted: boolean;
}

/** Newest first. */
export async function listShows(
  database: Queryable,
  { ownerId, isDeleted }: ShowFilter,
  { after, limit }: { readonly after: { readonly createdAt: Date; readonly id: string } | null; readonly limit: number | null },
): Promise<ShowRow[]> {
  const rows = await database.show.findMany({
    where: {
      ...(ownerId === null ? { visibility: 'PUBLIC' } : { ownerId }),
      deletedAt: isDeleted ? { not: null } : null,
      ...(after ? { OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] } : {}),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    ...(limit === null ? {} : { take: limit }),
    ...SHOW,
  });
  return rows.map(readShow);
}

const readShow = ({ details, artwork, ...row }: StoredShow): ShowRow => ({
  ...row,
  details: details as ShowDetails,
  artwork: artwork as unknown as StoredArtwork | null,
});

/** How many episodes of a show are out: for everybody, and for subscribers too. */
export interface EpisodeCounts {
  readonly everyone: number;
  readonly all: number;
}

/**
 * One query for the shows of each mode: with the kind of file as a constant the planner joins thousands of episodes at
 * once; with one that depends on the show it took twenty-five times as long.
 */
export async function countEpisodesOut(
  database: Queryable,
  shows: readonly Pick<ShowKey, 'id' | 'mode'>[],
  now: Date,
): Promise<Map<string, EpisodeCounts>> {
  const idsOf = (mode: ShowKey['mode']) => shows.filter((show) => show.mode === mode).map(({ id }) => id);
  const counts = [await countWithFile(database, idsOf('AUDIO'), 'MP3', now), await countWithFile(database, idsOf('VIDEO'), 'MP4', now)];
  return new Map(counts.flat().map(({ showId, ...count }) => [showId, count]));
}

async function countWithFile(database: Queryable, showIds: string[], kind: 'MP3' | 'MP4', now: Date) {
  if (showIds.length === 0) return [];
  return database.$queryRaw<(EpisodeCounts & { showId: string })[]>`
    SELECT e."showId", count(*)::int AS "all", (count(*) FILTER (WHERE e."audience" = 'EVERYONE'))::int AS "everyone"
    FROM "Episode" e
    WHERE e."showId" = ANY(${showIds}) AND e."state" = 'PUBLISHED' AND e."publishAt" <= ${now}::timestamp AND e."deletedAt" IS NULL
      AND EXISTS (SELECT 1 FROM "EpisodeFile" f
                  WHERE f."episodeId" = e."id" AND f."isCurrent" AND f."kind" = ${kind}::"EpisodeFileKind")
    GROUP BY e."showId"`;
}

/** Columns that the API changes. */
export type ShowColumns = Partial<
  Omit<
    Prisma.ShowUncheckedCreateInput,
    'id' | 'ownerId' | 'slug' | 'guid' | 'details' | 'artwork' | 'createdAt' | 'updatedAt' | 'deletedAt' | 'episodes' | 'subscribers'
  >
>;

export interface NewShow extends ShowColumns {
  readonly id: string;
  readonly ownerId: string;
  readonly slug: string;
  readonly guid: string;
  readonly title: string;
  readonly author: string;
  readonly details: ShowDetails;
}

export async function insertShow(transaction: Queryable, { details, ...columns }: NewShow): Promise<void> {
  await transaction.show.create({ data: { ...columns, details: details as Prisma.InputJsonObject }, select: { id: true } });
}

const CHANGE = { waitMs: 10_000, timeoutMs: 10_000 };

/** Runs changes that stand or fall together. Many may wait for the same row, so waiting is given time. */
export async function inTransaction<T>(database: Database, change: (transaction: Queryable) => Promise<T>): Promise<T> {
  return database.$transaction(change, { maxWait: CHANGE.waitMs, timeout: CHANGE.timeoutMs });
}

/** A show's row for changing it; nobody else changes it before the transaction ends. */
export async function lockShow(transaction: Queryable, id: string) {
  await transaction.$queryRaw`SELECT 1 FROM "Show" WHERE "id" = ${id} FOR UPDATE`;
  const { details, ...row } = await transaction.show.findUniqueOrThrow({
    where: { id },
    select: { slug: true, details: true, mode: true, newFeedUrl: true, redirects: true, oldSlugs: { select: { slug: true } } },
  });
  return { ...row, details: details as ShowDetails };
}

export async function updateShow(
  transaction: Queryable,
  id: string,
  columns: ShowColumns & { slug?: string },
  details: ShowDetails,
): Promise<void> {
  await transaction.show.updateMany({ where: { id }, data: { ...columns, details: details as Prisma.InputJsonObject } });
}

/** Keeps the slug that a show has now as a former one; the one it takes may be a former one of its own. */
export async function keepFormerSlug(transaction: Queryable, showId: string, former: string, next: string): Promise<void> {
  await transaction.showSlug.deleteMany({ where: { slug: next, showId } });
  await transaction.showSlug.create({ data: { slug: former, showId } });
}

export async function isGuidTaken(transaction: Queryable, guid: string): Promise<boolean> {
  return (await transaction.show.count({ where: { guid } })) > 0;
}

export async function markShowDeleted(transaction: Queryable, id: string, deletedAt: Date | null): Promise<void> {
  await transaction.show.updateMany({ where: { id }, data: { deletedAt } });
}

export async function findChannelId(database: Queryable, ownerId: string, handle: string): Promise<string | null> {
  return (await database.channel.findUnique({ where: { handle, ownerId }, select: { id: true } }))?.id ?? null;
}

export async function findDisplayName(database: Queryable, accountId: string): Promise<string> {
  return (await database.account.findUniqueOrThrow({ where: { id: accountId }, select: { displayName: true } })).displayName;
}
