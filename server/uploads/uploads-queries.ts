import { sumStoredBytes } from '../../core/accounts/stored-bytes-queries.ts';
import type { Database, Queryable } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import { createId } from '../../core/identifiers.ts';
import type { MultipartPart } from '../../core/object-storage/object-store.ts';
import type { Upload as UploadRow } from '../../prisma/generated/client.ts';

/** An upload as the database knows it; `parts` and `tail` together hold exactly `offsetBytes` bytes, unless it was small enough for one put. */
export interface UploadRecord extends Omit<UploadRow, 'sizeBytes' | 'offsetBytes' | 'parts' | 'tail'> {
  readonly sizeBytes: number;
  readonly offsetBytes: number;
  readonly parts: readonly MultipartPart[];
  readonly tail: UploadTail | null;
}

export interface UploadTail {
  readonly key: string;
  readonly sizeBytes: number;
}

export interface NewUpload {
  readonly id: string;
  readonly accountId: string;
  readonly filename: string;
  readonly filetype: string;
  readonly title: string | null;
  readonly metadata: string;
  readonly sizeBytes: number;
  readonly objectKey: string;
  readonly expiresAt: Date;
}

/** What a request stored, to be recorded in one step. */
export interface UploadAdvance {
  /** What the row must still say, or someone else has written meanwhile. */
  readonly fromOffsetBytes: number;
  readonly offsetBytes: number;
  readonly newParts: readonly MultipartPart[];
  readonly tail: UploadTail | null;
  readonly expiresAt: Date;
}

/** Milliseconds to wait for a connection, and for a transaction to end: Prisma's own are short for a busy machine. */
const PATIENCE = { maxWait: 10_000, timeout: 15_000 } as const;

/**
 * Writes the row if the upload fits into its account's quota. One account's creations are decided one after the other,
 * so that two at the same time cannot both take the last room.
 * @throws AppError quota_exceeded
 */
export async function insertUploadWithinQuota(database: Database, upload: NewUpload, defaultQuotaBytes: number): Promise<UploadRecord> {
  return database.$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`upload-quota:${upload.accountId}`}, 0))::text`;
    const account = await transaction.account.findUniqueOrThrow({ where: { id: upload.accountId }, select: { quotaBytes: true } });
    const quotaBytes = Number(account.quotaBytes ?? defaultQuotaBytes);
    const freeBytes = quotaBytes - (await sumStoredBytes(transaction, upload.accountId));
    if (upload.sizeBytes > freeBytes) {
      throw new AppError(
        'quota_exceeded',
        `The file has ${upload.sizeBytes} bytes, and ${Math.max(0, freeBytes)} of ${quotaBytes} are free.`,
      );
    }
    return toRecord(await transaction.upload.create({ data: upload }));
  }, PATIENCE);
}

/** @throws AppError not_found */
export async function readUpload(database: Queryable, id: string): Promise<UploadRecord> {
  const row = await database.upload.findUnique({ where: { id } });
  if (!row) throw new AppError('not_found', 'There is no such upload.');
  return toRecord(row);
}

/** An account's uploads under way, newest first, at most 100. */
export async function listUploadsUnderWay(database: Queryable, accountId: string, now: Date): Promise<UploadRecord[]> {
  const where = { accountId, state: 'RECEIVING', expiresAt: { gt: now } } as const;
  const rows = await database.upload.findMany({ where, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: 100 });
  return rows.map(toRecord);
}

/** The draft that was made of the upload, if it is still there. */
export async function findDraftOfAsset(database: Queryable, assetId: string): Promise<string | null> {
  const video = await database.video.findFirst({
    where: { assetId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  return video?.id ?? null;
}

/** @throws AppError conflict when another request has begun a multipart already. */
export async function recordMultipart(database: Queryable, id: string, multipartId: string): Promise<void> {
  const { count } = await database.upload.updateMany({ where: { id, state: 'RECEIVING', multipartId: null }, data: { multipartId } });
  if (count === 0) throw writtenByAnother();
}

/** Appends the parts without reading them back. @throws AppError conflict when the row is not as expected. */
export async function recordAdvance(database: Queryable, id: string, advance: UploadAdvance): Promise<void> {
  const count = await database.$executeRaw`
    UPDATE "Upload" SET
      "offsetBytes" = ${BigInt(advance.offsetBytes)},
      "parts" = "parts" || ${JSON.stringify(advance.newParts)}::jsonb,
      "tail" = ${advance.tail && JSON.stringify(advance.tail)}::jsonb,
      "expiresAt" = ${advance.expiresAt.toISOString()}::timestamptz AT TIME ZONE 'UTC'
    WHERE "id" = ${id} AND "state" = 'RECEIVING' AND "offsetBytes" = ${BigInt(advance.fromOffsetBytes)}`;
  if (count === 0) throw writtenByAnother();
}

/**
 * The upload becomes an asset with a draft video, all at once or not at all.
 * @returns the asset's id, also when it was made before. @throws AppError upload_gone when the upload was ended.
 */
export async function recordCompletion(database: Database, upload: UploadRecord, draftTitle: string): Promise<string> {
  const assetId = createId();
  const { id, accountId: ownerId, filename, sizeBytes } = upload;
  return database
    .$transaction(async (transaction) => {
      await transaction.asset.create({ data: { id: assetId, ownerId, filename, sourceKey: upload.objectKey, sourceBytes: sizeBytes } });
      await transaction.video.create({ data: { id: createId(), ownerId, assetId, title: draftTitle } });
      const where = { id, state: 'RECEIVING', offsetBytes: sizeBytes } as const;
      const data = { state: 'COMPLETE', assetId, completedAt: new Date() } as const;
      if ((await transaction.upload.updateMany({ where, data })).count === 0) throw writtenByAnother();
      return assetId;
    }, PATIENCE)
    .catch(async (error: unknown) => {
      // Someone else was faster; ours was rolled back.
      const { state, assetId: existing } = await readUpload(database, id);
      if (state === 'COMPLETE' && existing) return existing;
      throw state === 'RECEIVING' ? error : new AppError('upload_gone');
    });
}

/** @returns false when the upload is no longer under way. */
export async function recordEnd(database: Queryable, id: string, state: 'TERMINATED' | 'EXPIRED'): Promise<boolean> {
  const { count } = await database.upload.updateMany({ where: { id, state: 'RECEIVING' }, data: { state } });
  return count > 0;
}

/** The bytes of an ended upload are deleted. */
export async function recordFreed(database: Queryable, id: string): Promise<void> {
  await database.upload.updateMany({
    where: { id, state: { in: ['TERMINATED', 'EXPIRED'] } },
    data: { objectKey: '', multipartId: null, parts: [] },
  });
}

const SWEEP_LIMIT = 200;

/** All bytes are there, and the request that brought the last ones did not live to complete the upload. */
export async function listWholeUploads(database: Database): Promise<UploadRecord[]> {
  const where = { state: 'RECEIVING', offsetBytes: { equals: database.upload.fields.sizeBytes } } as const;
  return (await database.upload.findMany({ where, take: SWEEP_LIMIT, orderBy: { expiresAt: 'asc' } })).map(toRecord);
}

export async function listAbandonedUploads(database: Database, now: Date): Promise<UploadRecord[]> {
  const where = { state: 'RECEIVING', expiresAt: { lt: now }, offsetBytes: { lt: database.upload.fields.sizeBytes } } as const;
  return (await database.upload.findMany({ where, take: SWEEP_LIMIT, orderBy: { expiresAt: 'asc' } })).map(toRecord);
}

/** Ended uploads whose bytes are still there, because whoever ended them did not live to delete them. */
export async function listUnfreedUploads(database: Queryable): Promise<UploadRecord[]> {
  const rows = await database.upload.findMany({
    where: { state: { in: ['TERMINATED', 'EXPIRED'] }, objectKey: { not: '' } },
    take: SWEEP_LIMIT,
  });
  return rows.map(toRecord);
}

/** Ended uploads are remembered for a while, so that a late client is told `upload_gone` rather than `not_found`. */
export async function forgetEndedUploads(database: Queryable, endedBefore: Date): Promise<void> {
  await database.upload.deleteMany({ where: { state: { in: ['TERMINATED', 'EXPIRED'] }, objectKey: '', expiresAt: { lt: endedBefore } } });
}

function writtenByAnother(): AppError {
  return new AppError('conflict', 'Another request has written to this upload meanwhile.');
}

function toRecord(row: UploadRow): UploadRecord {
  return {
    ...row,
    sizeBytes: Number(row.sizeBytes),
    offsetBytes: Number(row.offsetBytes),
    parts: row.parts as unknown as MultipartPart[],
    tail: row.tail as unknown as UploadTail | null,
  };
}
