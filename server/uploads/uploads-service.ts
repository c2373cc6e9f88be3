import type { Readable } from 'node:stream';
import { AppError } from '../../core/errors.ts';
import { createId } from '../../core/identifiers.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import { type Caller, isAdministrator, type ServerDependencies } from '../app.ts';
import { completeUpload } from './complete-upload.ts';
import { endUpload } from './end-upload.ts';
import { type BodyEnding, openUploadBody } from './open-upload-body.ts';
import { parseUploadMetadata } from './parse-upload-metadata.ts';
import { receiveBytes } from './receive-bytes.ts';
import { acquireLock, type Lock } from './redis-lock.ts';
import type { Checksum } from './tus-headers.ts';
import { insertUploadWithinQuota, readUpload, type UploadRecord } from './uploads-queries.ts';

export type UploadDependencies = Pick<ServerDependencies, 'config' | 'database' | 'redis' | 'objectStore' | 'transcodeQueue'>;

/** Bytes that a request brings. */
export interface IncomingBytes {
  readonly body: Readable;
  /** null when the client does not say. */
  readonly contentLength: number | null;
  readonly checksum: Checksum | null;
  /** Aborts when the server is about to stop. */
  readonly stopping: AbortSignal;
}

const lockName = (uploadId: string) => `upload:${uploadId}`;

/**
 * Begins an upload; one of no bytes is complete at once.
 * @throws AppError forbidden (viewers do not upload), upload_too_large, quota_exceeded, bad_request (metadata).
 */
export async function createUpload(
  dependencies: UploadDependencies,
  caller: Caller,
  { sizeBytes, metadata }: { sizeBytes: number; metadata: string },
): Promise<UploadRecord> {
  const { maxBytes, quotaBytes, expireAfterHours } = dependencies.config.uploads;
  if (caller.role === 'VIEWER') throw new AppError('forbidden', 'This account may watch, not upload.');
  if (sizeBytes > maxBytes) throw new AppError('upload_too_large', `A file may have ${maxBytes} bytes; this one has ${sizeBytes}.`);
  const id = createId();
  const expiresAt = new Date(Date.now() + expireAfterHours * 3_600_000);
  const objectKey = objectKeys.uploadSource(id);
  const described = { id, accountId: caller.accountId, ...parseUploadMetadata(metadata), metadata, sizeBytes, objectKey, expiresAt };
  const upload = await insertUploadWithinQuota(dependencies.database, described, quotaBytes);
  return sizeBytes === 0 ? finishIfWhole(dependencies, upload) : upload;
}

/**
 * Stores the bytes that came along with the request that created the upload. When that fails the upload is ended: the
 * client never learned where it is.
 */
export async function receiveFirstBytes(
  dependencies: UploadDependencies,
  upload: UploadRecord,
  incoming: IncomingBytes,
): Promise<UploadRecord> {
  await using lock = await acquireLock(dependencies.redis, lockName(upload.id));
  try {
    return await receiveUnderLock(dependencies, upload, incoming, lock);
  } catch (error) {
    await endUpload(dependencies, await readUpload(dependencies.database, upload.id), 'TERMINATED');
    throw error;
  }
}

/**
 * Appends bytes at an offset, and completes the upload with the last of them.
 * @throws AppError not_found, upload_gone, conflict (the offset is another), body_too_large, checksum_mismatch,
 *   upload_locked (someone else asked for the upload meanwhile; what had come is kept), unavailable (we stop).
 */
export async function appendToUpload(
  dependencies: UploadDependencies,
  caller: Caller,
  id: string,
  { offsetBytes, ...incoming }: IncomingBytes & { readonly offsetBytes: number },
): Promise<UploadRecord> {
  await findUpload(dependencies, caller, id);
  await using lock = await acquireLock(dependencies.redis, lockName(id));
  const upload = await readUpload(dependencies.database, id);
  requireNotGone(upload);
  if (offsetBytes !== upload.offsetBytes) {
    throw new AppError('conflict', `The upload has ${upload.offsetBytes} bytes, and the request begins at ${offsetBytes}.`);
  }
  // Awaited here, because the lock falls when this function is left.
  return await receiveUnderLock(dependencies, upload, incoming, lock);
}

/**
 * Says how far an upload came, for a client that is about to go on with it: whoever still writes to it gives way first,
 * so that the offset stands. Completes an upload that lacks nothing but that.
 */
export async function settleUpload(dependencies: UploadDependencies, caller: Caller, id: string): Promise<UploadRecord> {
  const found = await findUpload(dependencies, caller, id);
  requireNotGone(found);
  if (found.state === 'COMPLETE') return found;
  await using _lock = await acquireLock(dependencies.redis, lockName(id));
  const upload = await readUpload(dependencies.database, id);
  requireNotGone(upload);
  return await finishIfWhole(dependencies, upload);
}

/** Ends an upload and deletes its bytes. @throws AppError conflict when it has become an asset. */
export async function terminateUpload(dependencies: UploadDependencies, caller: Caller, id: string): Promise<void> {
  await findUpload(dependencies, caller, id);
  await using _lock = await acquireLock(dependencies.redis, lockName(id));
  const upload = await readUpload(dependencies.database, id);
  requireNotGone(upload);
  if (await endUpload(dependencies, upload, 'TERMINATED')) return;
  throw new AppError('conflict', 'This upload is finished and has become a film; delete that instead.');
}

/** @throws AppError not_found, also for uploads of others: nobody learns that they exist. */
export async function findUpload({ database }: Pick<UploadDependencies, 'database'>, caller: Caller, id: string): Promise<UploadRecord> {
  const upload = await readUpload(database, id);
  if (upload.accountId === caller.accountId || isAdministrator(caller)) return upload;
  throw new AppError('not_found', 'There is no such upload.');
}

async function receiveUnderLock(
  dependencies: UploadDependencies,
  upload: UploadRecord,
  { body: source, contentLength, checksum, stopping }: IncomingBytes,
  lock: Lock,
): Promise<UploadRecord> {
  if (upload.offsetBytes + (contentLength ?? 0) > upload.sizeBytes) {
    throw new AppError('body_too_large', "The body goes beyond the upload's length.");
  }
  if (upload.state !== 'RECEIVING') return upload;
  using body = openUploadBody(source, [lock.giveWay, stopping]);
  await receiveBytes(dependencies, { upload, body, checksum, lock });
  const received = await finishIfWhole(dependencies, await readUpload(dependencies.database, upload.id));
  if (received.state === 'RECEIVING') requireWhole(body.ending(), stopping);
  return received;
}

async function finishIfWhole(dependencies: UploadDependencies, upload: UploadRecord): Promise<UploadRecord> {
  if (upload.state !== 'RECEIVING' || upload.offsetBytes < upload.sizeBytes) return upload;
  await completeUpload(dependencies, upload);
  return readUpload(dependencies.database, upload.id);
}

function requireNotGone({ state, expiresAt, offsetBytes, sizeBytes }: UploadRecord): void {
  const expired = state === 'RECEIVING' && offsetBytes < sizeBytes && expiresAt < new Date();
  if (expired || state === 'EXPIRED' || state === 'TERMINATED') throw new AppError('upload_gone');
}

/** What had come is stored; the client learns that it was not all. */
function requireWhole(ending: BodyEnding, stopping: AbortSignal): void {
  if (ending === 'whole') return;
  if (ending !== 'stopped') throw new AppError('bad_request', 'The body ended early.');
  if (stopping.aborted) throw new AppError('unavailable', 'This server is stopping; go on with the upload in a moment.');
  throw new AppError('upload_locked', 'Another request has taken over this upload.');
}
