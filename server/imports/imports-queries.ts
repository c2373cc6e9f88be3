import type { Database, Queryable } from '../../core/database.ts';
import { isShowSlugTaken } from '../../core/podcasts/slug-queries.ts';
import type { Prisma } from '../../prisma/generated/client.ts';

const IMPORT = { include: { show: { select: { slug: true, title: true } } } } as const;
export type ImportRow = Prisma.FeedImportGetPayload<typeof IMPORT>;

const RUNNING: Prisma.FeedImportWhereInput = { state: { in: ['WAITING', 'READING', 'IMPORTING'] } };

export async function findImport(database: Queryable, id: string): Promise<ImportRow | null> {
  return database.feedImport.findUnique({ where: { id }, ...IMPORT });
}

/** Newest first. */
export async function listImports(
  database: Queryable,
  accountId: string,
  { after, limit }: { readonly after: { readonly createdAt: Date; readonly id: string } | null; readonly limit: number },
): Promise<ImportRow[]> {
  const beyond = after && { OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] };
  const where = { accountId, ...beyond };
  return database.feedImport.findMany({ where, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: limit, ...IMPORT });
}

export interface NewImport {
  readonly id: string;
  readonly accountId: string;
  readonly url: string;
  readonly slug: string | null;
  readonly channelId: string | null;
}

/**
 * Enters an import, unless the account has one of this address under way. One account's requests are decided one after
 * the other.
 * @returns the id of the one that runs; null when too many run already.
 */
export async function insertImport(database: Database, wish: NewImport, mostRunning: number): Promise<string | null> {
  return database.$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`imports:${wish.accountId}`}, 0))::text`;
    const { accountId, url } = wish;
    const running = await transaction.feedImport.findMany({ where: { accountId, ...RUNNING }, select: { id: true, url: true } });
    const same = running.find((other) => other.url === url);
    if (same) return same.id;
    if (running.length >= mostRunning) return null;
    await transaction.feedImport.create({ data: wish, select: { id: true } });
    return wish.id;
  });
}

export interface ItemCounts {
  readonly done: number;
  readonly processing: number;
  readonly failed: number;
}

/** An item that was fetched is done once its episode has a file, and failed when it is known that none can be made. */
export async function countItems(database: Queryable, importIds: string[]): Promise<Map<string, ItemCounts>> {
  const rows = await database.$queryRaw<(ItemCounts & { importId: string })[]>`
    SELECT i."importId",
      (count(*) FILTER (WHERE i."state" = 'FAILED' OR e."failureCode" IS NOT NULL))::int AS "failed",
      (count(*) FILTER (WHERE i."state" = 'DONE' AND e."failureCode" IS NULL AND (e."deletedAt" IS NOT NULL OR f."exists")))::int AS "done",
      (count(*) FILTER (WHERE i."state" = 'DONE' AND e."failureCode" IS NULL AND e."deletedAt" IS NULL AND NOT f."exists"))::int AS "processing"
    FROM "ImportedItem" i
    LEFT JOIN "Episode" e ON e."id" = i."episodeId"
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM "EpisodeFile" f WHERE f."episodeId" = e."id" AND f."isCurrent") AS "exists") f
    WHERE i."importId" = ANY(${importIds}) GROUP BY i."importId"`;
  return new Map(rows.map(({ importId, ...counts }) => [importId, counts]));
}

export interface FailedItem {
  readonly guid: string;
  readonly title: string;
  readonly code: string;
  readonly detail: string;
}

/** In the feed's order: what could not be fetched, and what could not be encoded. */
export async function listFailures(database: Queryable, importId: string, limit: number): Promise<FailedItem[]> {
  return database.$queryRaw<FailedItem[]>`
    SELECT i."guid", i."title", COALESCE(i."failureCode", e."failureCode") AS "code", COALESCE(i."failureDetail", e."failureDetail", '') AS "detail"
    FROM "ImportedItem" i LEFT JOIN "Episode" e ON e."id" = i."episodeId"
    WHERE i."importId" = ${importId} AND (i."state" = 'FAILED' OR e."failureCode" IS NOT NULL)
    ORDER BY i."position" LIMIT ${limit}`;
}

const AGAIN = { failureCode: null, failureDetail: null, finishedAt: null } as const;

/** An import that is over is taken up again: its failed items, or all of it where the feed was never read. @returns whether there is anything to do. */
export async function reviveImport(database: Database, { id, showId, state }: ImportRow): Promise<boolean> {
  return database.$transaction(async (transaction) => {
    const where = { id, state: { in: ['DONE' as const, 'FAILED' as const] } };
    if (showId === null) return (await transaction.feedImport.updateMany({ where, data: { ...AGAIN, state: 'WAITING' } })).count > 0;
    if (state === 'FAILED') await dropFailedEpisodes(transaction, id);
    const items = await transaction.importedItem.updateMany({
      where: { importId: id, state: 'FAILED' },
      data: { state: 'WAITING', failureCode: null, failureDetail: null },
    });
    if (items.count === 0) return false;
    await transaction.feedImport.updateMany({ where, data: { ...AGAIN, state: 'IMPORTING' } });
    return true;
  });
}

/**
 * Where not one episode could be heard, those whose files were fetched in vain are fetched again: their rows make room
 * for new ones of the same ids, and so do their files, whose names follow from those.
 */
async function dropFailedEpisodes(transaction: Queryable, importId: string): Promise<void> {
  const failed = await transaction.$queryRaw<{ id: string; assetId: string | null }[]>`
    SELECT e."id", e."assetId" FROM "ImportedItem" i JOIN "Episode" e ON e."id" = i."episodeId"
    WHERE i."importId" = ${importId} AND i."state" = 'DONE' AND e."failureCode" IS NOT NULL AND e."deletedAt" IS NULL`;
  const episodeIds = failed.map(({ id }) => id);
  const assetIds = failed.flatMap(({ assetId }) => assetId ?? []);
  await transaction.importedItem.updateMany({
    where: { importId, episodeId: { in: episodeIds } },
    data: { state: 'FAILED', episodeId: null },
  });
  await transaction.episode.deleteMany({ where: { id: { in: episodeIds } } });
  await transaction.asset.deleteMany({ where: { id: { in: assetIds }, episodes: { none: {} }, videos: { none: {} } } });
}

/** What lies in the store of a show that is gone. */
export interface Remains {
  readonly showId: string;
  readonly episodeIds: string[];
  readonly assets: { readonly id: string; readonly sourceKey: string }[];
}

/**
 * Forgets the import; a show that it made and that was never opened goes with it, and the assets that only it showed.
 * @returns what is left in the store; null when the show stays.
 */
export async function deleteImport(database: Database, id: string): Promise<Remains | null> {
  return database.$transaction(async (transaction) => {
    await transaction.$queryRaw`SELECT 1 FROM "FeedImport" WHERE "id" = ${id} FOR UPDATE`;
    const row = await transaction.feedImport.findUnique({ where: { id }, select: { showId: true, opensShow: true } });
    await transaction.feedImport.deleteMany({ where: { id } });
    return row?.opensShow && row.showId ? deleteShow(transaction, row.showId) : null;
  });
}

async function deleteShow(transaction: Queryable, showId: string): Promise<Remains> {
  const episodes = await transaction.episode.findMany({ where: { showId }, select: { id: true } });
  const unused = { episodes: { some: { showId }, every: { showId } }, videos: { none: {} } };
  const assets = await transaction.asset.findMany({ where: unused, select: { id: true, sourceKey: true } });
  await transaction.show.deleteMany({ where: { id: showId } });
  await transaction.asset.deleteMany({ where: { id: { in: assets.map((asset) => asset.id) } } });
  return { showId, episodeIds: episodes.map((episode) => episode.id), assets };
}

export async function findChannelId(database: Queryable, ownerId: string, handle: string): Promise<string | null> {
  return (await database.channel.findUnique({ where: { handle, ownerId }, select: { id: true } }))?.id ?? null;
}

/** As far as can be said before the feed was read; the import asks again under a lock. */
export async function isSlugTaken(database: Queryable, slug: string): Promise<boolean> {
  return isShowSlugTaken(database, slug);
}
