import type { Database, Queryable } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import { makeSlug } from '../../core/podcasts/make-slug.ts';
import type { StoredArtwork } from '../../core/podcasts/podcast-details.ts';
import { findFreeShowSlug, isShowSlugTaken, lockShowSlugs } from '../../core/podcasts/slug-queries.ts';
import { wantFeed } from '../../core/podcasts/wanted-queries.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import type { ReadItem, ReadShow } from './feed-shapes.ts';

/** Milliseconds to wait for a connection, and for a transaction that enters thousands of items. */
const PATIENCE = { maxWait: 10_000, timeout: 60_000 } as const;

const IMPORT = { include: { account: { select: { email: true, quotaBytes: true } } } } as const;
export type ImportRow = Prisma.FeedImportGetPayload<typeof IMPORT>;

export async function findImport(database: Queryable, id: string): Promise<ImportRow | null> {
  return database.feedImport.findUnique({ where: { id }, ...IMPORT });
}

const UNFINISHED = ['WAITING', 'READING', 'IMPORTING'] as const;
const MAX_FOUND = 500;

/** Imports that want work, those that nobody has touched for longest first. */
export async function findUnfinishedImports(database: Queryable): Promise<string[]> {
  const where = { state: { in: [...UNFINISHED] } };
  const rows = await database.feedImport.findMany({ where, select: { id: true }, orderBy: { updatedAt: 'asc' }, take: MAX_FOUND });
  return rows.map(({ id }) => id);
}

export async function markReading(database: Queryable, id: string): Promise<void> {
  await database.feedImport.updateMany({ where: { id, state: 'WAITING' }, data: { state: 'READING' } });
}

/** A deleted one, too: its guid stays its own. */
export async function findShowByGuid(database: Queryable, guid: string) {
  return database.show.findUnique({ where: { guid }, select: { id: true, ownerId: true, title: true, deletedAt: true } });
}

/** What a feed becomes: a new show or more of an old one. */
export interface ImportPlan {
  readonly showId: string;
  readonly guid: string;
  readonly isNew: boolean;
  readonly show: ReadShow;
  readonly artwork: StoredArtwork | null;
  readonly items: readonly ReadItem[];
  readonly warnings: string[];
}

/**
 * Enters the show, private as yet, and the items that it does not have, all at once or not at all.
 * @returns false when the import was cancelled, or somebody else was faster. @throws AppError slug_taken
 */
export async function recordReading(database: Database, work: ImportRow, plan: ImportPlan): Promise<boolean> {
  return database.$transaction(async (transaction) => {
    const locked = await transaction.$queryRaw<
      unknown[]
    >`SELECT 1 FROM "FeedImport" WHERE "id" = ${work.id} AND "state" = 'READING' FOR UPDATE`;
    if (locked.length === 0) return false;
    if (plan.isNew) await insertShow(transaction, work, plan);
    const known = await transaction.episode.findMany({ where: { showId: plan.showId }, select: { guid: true } });
    const guids = new Set(known.map(({ guid }) => guid));
    const rows = plan.items.flatMap((item, position) => {
      const { guid, title } = item;
      return guids.has(guid) ? [] : [{ importId: work.id, guid, position, title, item: item as object }];
    });
    const { warnings, showId, isNew: opensShow } = plan;
    const data = { state: 'IMPORTING' as const, showId, opensShow, itemsTotal: rows.length, warnings };
    await transaction.feedImport.update({ where: { id: work.id }, data, select: { id: true } });
    await transaction.importedItem.createMany({ data: rows });
    return true;
  }, PATIENCE);
}

async function insertShow(transaction: Queryable, work: ImportRow, { showId: id, guid, show, artwork }: ImportPlan): Promise<void> {
  await lockShowSlugs(transaction);
  if (work.slug !== null && (await isShowSlugTaken(transaction, work.slug))) {
    throw new AppError('slug_taken', `The address ${work.slug} is taken; begin the import again with another one.`);
  }
  const slug = work.slug ?? (await findFreeShowSlug(transaction, makeSlug(show.title, 'show')));
  const { title, description, mode, type, language, author, link, copyright, explicit, categories, details } = show;
  await transaction.show.create({
    data: {
      ...{ id, guid, slug, title, description, mode, type, language, author, link, copyright, explicit, categories },
      ownerId: work.accountId,
      channelId: work.channelId,
      visibility: 'PRIVATE',
      details: details as Prisma.InputJsonObject,
      ...(artwork ? { artwork: artwork as object } : {}),
    },
    select: { id: true },
  });
}

/** In the feed's order: the newest comes first almost everywhere. */
export async function listWaitingItems(database: Queryable, importId: string): Promise<string[]> {
  const where = { importId, state: 'WAITING' as const };
  return (await database.importedItem.findMany({ where, select: { guid: true }, orderBy: { position: 'asc' } })).map(({ guid }) => guid);
}

export interface WaitingItem {
  readonly position: number;
  readonly item: ReadItem;
}

/** Null when it is done, or the import was cancelled. */
export async function findWaitingItem(database: Queryable, importId: string, guid: string): Promise<WaitingItem | null> {
  const where = { importId, guid, state: 'WAITING' as const, import: { state: 'IMPORTING' as const } };
  const row = await database.importedItem.findFirst({ where, select: { position: true, item: true } });
  return row && { position: row.position, item: row.item as unknown as ReadItem };
}

export async function failItem(database: Queryable, importId: string, guid: string, { code, message }: AppError): Promise<void> {
  const data = { state: 'FAILED' as const, failureCode: code, failureDetail: message };
  await database.importedItem.updateMany({ where: { importId, guid, state: 'WAITING' }, data });
}

/** Nothing of it is left to be done; what it has entered stays as it is. */
export async function recordFailure(database: Queryable, id: string, { code, message }: AppError): Promise<void> {
  const data = { state: 'FAILED' as const, failureCode: code, failureDetail: message, finishedAt: new Date() };
  await database.feedImport.updateMany({ where: { id, state: { in: [...UNFINISHED] } }, data });
}

/** A day after its last file was fetched an import no longer waits for what is made of it. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/**
 * How many items are still on their way: waiting, or fetched and not yet to be heard. An episode is there when it has
 * the files that its show's feed carries, or when it is known that it will not get them.
 */
export async function countUnsettled(database: Queryable, importId: string, now: Date): Promise<number> {
  const waitedSince = new Date(now.getTime() - LONGEST_WAIT_MS);
  const [row] = await database.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS "count"
    FROM "ImportedItem" i
    LEFT JOIN "Episode" e ON e."id" = i."episodeId"
    LEFT JOIN "Show" s ON s."id" = e."showId"
    LEFT JOIN "Asset" a ON a."id" = e."assetId"
    WHERE i."importId" = ${importId} AND (i."state" = 'WAITING' OR (
      i."state" = 'DONE' AND i."updatedAt" > ${waitedSince}::timestamp AND e."deletedAt" IS NULL AND e."failureCode" IS NULL AND NOT EXISTS (
        SELECT 1 FROM "EpisodeFile" f WHERE f."episodeId" = e."id" AND f."isCurrent"
          AND (s."mode" = 'AUDIO' OR f."kind" = 'MP4' OR a."height" IS NULL OR a."state" = 'FAILED'))))`;
  return row?.count ?? 0;
}

/**
 * The first of the items that failed, where not a single one came through: neither those that could not be fetched
 * count as one, nor those whose file was fetched and cannot be heard.
 */
export async function findTotalFailure(
  database: Queryable,
  importId: string,
): Promise<{ title: string; code: string; detail: string } | null> {
  const [first] = await database.$queryRaw<{ title: string; code: string | null; detail: string | null }[]>`
    SELECT i."title", COALESCE(i."failureCode", e."failureCode") AS "code", COALESCE(i."failureDetail", e."failureDetail") AS "detail"
    FROM "ImportedItem" i LEFT JOIN "Episode" e ON e."id" = i."episodeId"
    WHERE i."importId" = ${importId}
    ORDER BY i."state" = 'FAILED' OR e."failureCode" IS NOT NULL, i."position" LIMIT 1`;
  return first?.code ? { title: first.title, code: first.code, detail: first.detail ?? '' } : null;
}

/** The import is over; the show that it made is there for all, whole at once. @returns false when somebody was faster. */
export async function recordDone(database: Database, { id, showId }: ImportRow): Promise<boolean> {
  return database.$transaction(async (transaction) => {
    const found = await transaction.feedImport.findUnique({ where: { id }, select: { opensShow: true } });
    const data = { state: 'DONE' as const, finishedAt: new Date(), opensShow: false, failureCode: null, failureDetail: null };
    const { count } = await transaction.feedImport.updateMany({ where: { id, state: 'IMPORTING' }, data });
    if (count === 0 || showId === null) return false;
    if (found?.opensShow) await transaction.show.updateMany({ where: { id: showId }, data: { visibility: 'PUBLIC' } });
    await wantFeed(transaction, showId);
    return true;
  });
}

export async function findShowLanguage(database: Queryable, showId: string): Promise<string> {
  return (await database.show.findUniqueOrThrow({ where: { id: showId }, select: { language: true } })).language;
}
