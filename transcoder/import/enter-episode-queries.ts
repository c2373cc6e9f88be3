import { sumStoredBytes } from '../../core/accounts/stored-bytes-queries.ts';
import type { Database, Queryable } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import { makeSlug } from '../../core/podcasts/make-slug.ts';
import type { Chapter, Cue, StoredArtwork, TranscriptFiles } from '../../core/podcasts/podcast-details.ts';
import { findFreeEpisodeSlug } from '../../core/podcasts/slug-queries.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import type { ReadItem } from './feed-shapes.ts';
import type { ImportRow } from './import-queries.ts';

/** An item with everything that was fetched for it. */
export interface FetchedItem {
  readonly item: ReadItem;
  readonly position: number;
  readonly episodeId: string;
  readonly assetId: string;
  readonly source: { readonly key: string; readonly sizeBytes: number; readonly filename: string };
  readonly artwork: StoredArtwork | null;
  readonly chapters: readonly Chapter[];
  readonly chaptersFile: string | null;
  readonly transcripts: readonly { readonly language: string; readonly cues: readonly Cue[]; readonly files: TranscriptFiles }[];
  readonly warnings: readonly string[];
}

/** Milliseconds to wait for a connection, and for a transaction: those of one show come one after the other. */
const PATIENCE = { maxWait: 10_000, timeout: 30_000 } as const;
const MOST_WARNINGS = 200;

/**
 * The item becomes an episode with its asset, all at once or not at all, and once, however many try.
 * @returns `entered`; `known` when the show has it already; `cancelled` when the import is no more.
 * @throws AppError quota_exceeded, show_gone
 */
export async function enterEpisode(
  database: Database,
  work: ImportRow & { readonly showId: string },
  fetched: FetchedItem,
  quotaBytes: number,
): Promise<'entered' | 'known' | 'cancelled'> {
  return database.$transaction(async (transaction) => {
    const { id: importId, showId } = work;
    const { guid } = fetched.item;
    const alive = await transaction.$queryRaw<
      unknown[]
    >`SELECT 1 FROM "FeedImport" WHERE "id" = ${importId} AND "state" = 'IMPORTING' FOR SHARE`;
    if (alive.length === 0) return 'cancelled';
    const [show] = await transaction.$queryRaw<
      { deletedAt: Date | null }[]
    >`SELECT "deletedAt" FROM "Show" WHERE "id" = ${showId} FOR UPDATE`;
    if (!show || show.deletedAt) throw new AppError('show_gone', 'The show was deleted meanwhile.');
    const known = await transaction.episode.findUnique({ where: { showId_guid: { showId, guid } }, select: { id: true } });
    if (!known) {
      await checkQuota(transaction, work.accountId, fetched.source.sizeBytes, quotaBytes);
      await insertEpisode(transaction, work, fetched);
    }
    const data = { state: 'DONE' as const, episodeId: known?.id ?? fetched.episodeId, failureCode: null, failureDetail: null };
    await transaction.importedItem.updateMany({ where: { importId, guid, state: 'WAITING' }, data });
    await addWarnings(transaction, importId, fetched.warnings);
    return known ? 'known' : 'entered';
  }, PATIENCE);
}

/** Bytes that the account has room for. */
export async function countFreeBytes(database: Queryable, accountId: string, quotaBytes: number): Promise<number> {
  return Math.max(0, quotaBytes - (await sumStoredBytes(database, accountId)));
}

/** Under the lock that uploads take, so that two at the same time cannot both take the last room. */
async function checkQuota(transaction: Queryable, accountId: string, sizeBytes: number, quotaBytes: number): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`upload-quota:${accountId}`}, 0))::text`;
  const freeBytes = await countFreeBytes(transaction, accountId, quotaBytes);
  if (sizeBytes > freeBytes)
    throw new AppError('quota_exceeded', `The file has ${sizeBytes} bytes, and ${freeBytes} of ${quotaBytes} are free.`);
}

async function insertEpisode(transaction: Queryable, work: ImportRow & { readonly showId: string }, fetched: FetchedItem): Promise<void> {
  const { item, episodeId, assetId, source, artwork, chapters, chaptersFile, transcripts } = fetched;
  const { key: sourceKey, sizeBytes: sourceBytes, filename } = source;
  const { guid, title, description, type, season, number, explicit, details } = item;
  const pubDate = new Date(item.pubDate);
  const { durationSeconds } = item;
  await transaction.asset.create({ data: { id: assetId, ownerId: work.accountId, filename, sourceKey, sourceBytes, durationSeconds } });
  await transaction.audioMaster.create({ data: { assetId } });
  await transaction.episode.create({
    data: {
      ...{ id: episodeId, showId: work.showId, assetId, guid, title, description, type, season, number, explicit, pubDate },
      slug: await findFreeEpisodeSlug(transaction, work.showId, makeSlug(title, 'episode')),
      state: 'PUBLISHED',
      publishAt: pubDate,
      // Episodes of one second stand in the feed's order.
      createdAt: new Date(work.createdAt.getTime() - fetched.position),
      details: details as Prisma.InputJsonObject,
      ...(artwork ? { artwork: artwork as object } : {}),
      ...(chaptersFile ? { chapters: chapters as object[], chaptersFile, chaptersFromSource: false } : {}),
    },
    select: { id: true },
  });
  const rows = transcripts.map(({ language, cues, files }) => ({ episodeId, language, cues: cues as object[], files: files as object }));
  await transaction.transcript.createMany({ data: rows });
}

async function addWarnings(transaction: Queryable, importId: string, warnings: readonly string[]): Promise<void> {
  if (warnings.length === 0) return;
  await transaction.$executeRaw`
    UPDATE "FeedImport" SET "warnings" = "warnings" || ${[...warnings]}::text[]
    WHERE "id" = ${importId} AND cardinality("warnings") < ${MOST_WARNINGS}`;
}

/** Whether somebody else, who did the same work, has entered the asset. */
export async function isAssetEntered(database: Queryable, assetId: string): Promise<boolean> {
  return (await database.asset.count({ where: { id: assetId } })) > 0;
}
