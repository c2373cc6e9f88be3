import { createHash, type Hash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { AppError } from '../../core/errors.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { MultipartPart, ObjectStore } from '../../core/object-storage/object-store.ts';
import type { ServerDependencies } from '../app.ts';
import type { UploadBody } from './open-upload-body.ts';
import type { Lock } from './redis-lock.ts';
import { type Piece, planPartBytes, splitIntoParts } from './split-into-parts.ts';
import type { Checksum } from './tus-headers.ts';
import { recordAdvance, recordMultipart, type UploadRecord, type UploadTail } from './uploads-queries.ts';

/**
 * Takes a request's bytes into the object store, in an order that may be cut at any instant by kill -9: first the
 * object or part, then the row. What the row says is therefore always stored; what is stored beyond it is sent again.
 *
 *     [ part 1 ][ part 2 ][ part 3 ][ tail ]          offsetBytes = parts + tail
 *                                   ^ the next request begins its first part with the tail's bytes
 *
 * Parts lie at fixed places, so that a part sent twice, even by a writer that was thought dead, holds the same bytes.
 * An upload that fits into one part is put whole, without a multipart.
 */
export interface Reception {
  readonly upload: UploadRecord;
  readonly body: UploadBody;
  /** Nothing is recorded before it holds. */
  readonly checksum: Checksum | null;
  readonly lock: Lock;
}

export type ReceptionDependencies = Pick<ServerDependencies, 'config' | 'database' | 'objectStore'>;

/**
 * Stores what the body brings until it ends, in whichever way it ends.
 * @throws AppError checksum_mismatch, body_too_large, conflict (another request has written), or what the store says.
 */
export async function receiveBytes(dependencies: ReceptionDependencies, reception: Reception): Promise<void> {
  const { upload, body, checksum, lock } = reception;
  const { objectStore } = dependencies;
  const hash = checksum && createHash(checksum.algorithm);
  const ledger = openLedger(dependencies, upload, checksum !== null);
  const sender = openSender(dependencies, upload, lock);
  const pieces = splitIntoParts(observe(body, hash), {
    startBytes: upload.offsetBytes - (upload.tail?.sizeBytes ?? 0),
    head: await readTail(objectStore, upload.tail),
    sizeBytes: upload.sizeBytes,
    partBytes: planPartBytes(upload.sizeBytes),
  });

  const rest = await sendWhilstReading(pieces, async (piece) => ledger.add(await sender.sendWhole(piece), endOf(piece)));
  if (checksum && hash) requireChecksum(checksum, hash, body);
  const grown = rest !== null && endOf(rest) > upload.offsetBytes;
  await ledger.close(grown ? await sender.sendTail(rest) : null);
  if (upload.tail && ledger.hasAdvanced()) await objectStore.deleteMany([upload.tail.key]).catch(() => undefined); // Completion tries again.
}

const endOf = ({ startBytes, bytes }: Piece) => startBytes + bytes.length;

/** Sends one piece while the next one is read: two in memory, never more. Gives back the piece that fills no part. */
async function sendWhilstReading(pieces: AsyncIterable<Piece>, send: (piece: Piece) => Promise<void>): Promise<Piece | null> {
  let sending: Promise<void> = Promise.resolve();
  let rest: Piece | null = null;
  try {
    for await (const piece of pieces) {
      await sending;
      if (!piece.whole) rest = piece;
      else sending = send(piece);
      sending.catch(() => undefined); // Told by the await above or below.
    }
    await sending;
  } finally {
    await sending.catch(() => undefined); // No request leaves a part under way behind it.
  }
  return rest;
}

/** What the row is told: after every part, or, when a checksum must hold first, once at the end. */
function openLedger({ database, config }: ReceptionDependencies, upload: UploadRecord, onceAtEnd: boolean) {
  let recordedBytes = upload.offsetBytes;
  let reachedBytes = upload.offsetBytes;
  let newParts: MultipartPart[] = [];

  const record = async (tail: UploadTail | null) => {
    const expiresAt = new Date(Date.now() + config.uploads.expireAfterHours * 3_600_000);
    await recordAdvance(database, upload.id, { fromOffsetBytes: recordedBytes, offsetBytes: reachedBytes, newParts, tail, expiresAt });
    recordedBytes = reachedBytes;
    newParts = [];
  };
  return {
    async add(part: MultipartPart | null, endBytes: number): Promise<void> {
      if (part) newParts.push(part);
      reachedBytes = endBytes;
      if (!onceAtEnd) await record(null);
    },
    async close(tail: (UploadTail & { endBytes: number }) | null): Promise<void> {
      reachedBytes = tail?.endBytes ?? reachedBytes;
      if (reachedBytes > recordedBytes) await record(tail && { key: tail.key, sizeBytes: tail.sizeBytes });
    },
    hasAdvanced: () => recordedBytes > upload.offsetBytes,
  };
}

/** Puts pieces where they belong. The multipart is begun, and recorded, only when the first part is there to be sent. */
function openSender({ database, objectStore }: ReceptionDependencies, upload: UploadRecord, lock: Lock) {
  const { id, objectKey, filetype: contentType } = upload;
  let { multipartId } = upload;
  let partNumber = upload.parts.length;

  const beginMultipart = async (): Promise<string> => {
    const begun = await objectStore.createMultipart(objectKey, { contentType });
    await recordMultipart(database, id, begun);
    multipartId = begun;
    return begun;
  };
  return {
    async sendWhole({ startBytes, bytes }: Piece): Promise<MultipartPart | null> {
      requireHeld(lock);
      if (startBytes > 0 || bytes.length < upload.sizeBytes) {
        partNumber += 1;
        return objectStore.putPart(objectKey, multipartId ?? (await beginMultipart()), partNumber, bytes);
      }
      await objectStore.put(objectKey, bytes, { contentType });
      return null;
    },
    async sendTail(piece: Piece): Promise<UploadTail & { endBytes: number }> {
      requireHeld(lock);
      const endBytes = endOf(piece);
      const key = objectKeys.uploadTail(id, endBytes);
      await objectStore.put(key, piece.bytes, { contentType: 'application/octet-stream' });
      return { key, sizeBytes: piece.bytes.length, endBytes };
    },
  };
}

async function* observe(body: UploadBody, hash: Hash | null): AsyncGenerator<Uint8Array> {
  for await (const chunk of body.chunks) {
    hash?.update(chunk);
    yield chunk;
  }
}

async function readTail(objectStore: ObjectStore, tail: UploadTail | null): Promise<Uint8Array> {
  if (!tail) return Buffer.alloc(0);
  const read = await objectStore.get(tail.key);
  const bytes = read.notModified ? Buffer.alloc(0) : await buffer(read.body);
  if (bytes.length !== tail.sizeBytes)
    throw new AppError('internal', `The tail ${tail.key} has ${bytes.length} bytes, not ${tail.sizeBytes}.`);
  return bytes;
}

function requireChecksum({ algorithm, digest }: Checksum, hash: Hash, body: UploadBody): void {
  if (body.ending() !== 'whole') throw new AppError('bad_request', 'The body ended before its checksum could be held against it.');
  if (!hash.digest().equals(digest))
    throw new AppError('checksum_mismatch', `The ${algorithm} of these bytes is another; they were not kept.`);
}

function requireHeld(lock: Lock): void {
  if (!lock.isHeld()) throw new AppError('upload_locked', 'Another request has taken over this upload.');
}
