import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import { fileErrorCode, nullWhenMissing, publishBody, readHead, writeIncoming } from './folder-files.ts';
import { MAXIMUM_PARTS, MINIMUM_PART_BYTES, type MultipartPart, type PutOptions, type StoredObject } from './object-store.ts';

/**
 * Multipart uploads in a folder:
 *
 *     multipart/{id}/upload.json                       the key and what the object will be stored with
 *     multipart/{id}/{number}-{sizeBytes}-{md5}        a part
 */
const ID = /^[0-9a-f-]{36}$/;
const PART_NAME = /^(\d{5})-(\d+)-([0-9a-f]{32})$/;

const uploadFolder = (root: string, multipartId: string) => join(root, 'multipart', multipartId);
const partName = ({ number, sizeBytes, etag }: MultipartPart) =>
  `${String(number).padStart(5, '0')}-${sizeBytes}-${etag.replaceAll('"', '')}`;

export async function createFolderMultipart(root: string, key: string, options: PutOptions): Promise<string> {
  const multipartId = randomUUID();
  const folder = uploadFolder(root, multipartId);
  const { path } = await writeIncoming(root, JSON.stringify({ key, ...options }));
  await mkdir(folder, { recursive: true });
  await rename(path, join(folder, 'upload.json'));
  return multipartId;
}

export async function putFolderPart(
  root: string,
  key: string,
  multipartId: string,
  number: number,
  body: Uint8Array,
): Promise<MultipartPart> {
  await readUpload(root, key, multipartId);
  if (!Number.isInteger(number) || number < 1 || number > MAXIMUM_PARTS) throw new AppError('bad_request', 'That is not a part number.');
  const { path, sizeBytes, md5 } = await writeIncoming(root, body);
  const part = { number, etag: `"${md5}"`, sizeBytes };
  const former = (await readParts(root, multipartId)).filter((other) => other.number === number && partName(other) !== partName(part));
  await rename(path, join(uploadFolder(root, multipartId), partName(part))).catch(goneWhenMissing);
  for (const other of former) await rm(join(uploadFolder(root, multipartId), partName(other)), { force: true });
  return part;
}

export async function listFolderParts(root: string, key: string, multipartId: string): Promise<MultipartPart[]> {
  await readUpload(root, key, multipartId);
  return readParts(root, multipartId);
}

/** The parts stay until the object is visible, so that a completion cut short can be repeated. */
export async function completeFolderMultipart(
  root: string,
  key: string,
  multipartId: string,
  parts: readonly MultipartPart[],
): Promise<StoredObject> {
  const upload = await readUpload(root, key, multipartId).catch(nullWhenGone);
  if (!upload) return requireObject(root, key);
  requireJoinable(parts, await readParts(root, multipartId));
  const paths = parts.map((part) => join(uploadFolder(root, multipartId), partName(part)));
  const incoming = await writeIncoming(root, Readable.from(readInOrder(paths), { objectMode: false }));
  const etag = multipartETag(parts);
  const { contentType, cacheControl = null } = upload;
  await publishBody(root, key, incoming.path, { etag, sizeBytes: incoming.sizeBytes, contentType, cacheControl });
  await abortFolderMultipart(root, key, multipartId);
  return { key, etag };
}

export async function abortFolderMultipart(root: string, key: string, multipartId: string): Promise<void> {
  const upload = await readUpload(root, key, multipartId).catch(nullWhenGone);
  if (upload) await rm(uploadFolder(root, multipartId), { recursive: true, force: true });
}

async function readUpload(root: string, key: string, multipartId: string): Promise<PutOptions> {
  const path = join(uploadFolder(root, multipartId), 'upload.json');
  const text = ID.test(multipartId) ? await readFile(path, 'utf8').catch(nullWhenMissing) : null;
  const upload = text === null ? null : (JSON.parse(text) as PutOptions & { key: string });
  if (upload?.key !== key) throw new AppError('not_found', 'There is no such multipart upload.');
  return upload;
}

async function readParts(root: string, multipartId: string): Promise<MultipartPart[]> {
  const names = (await readdir(uploadFolder(root, multipartId)).catch(nullWhenMissing)) ?? [];
  return names.sort().flatMap((name) => {
    const [, number, sizeBytes, md5] = PART_NAME.exec(name) ?? [];
    return md5 ? { number: Number(number), sizeBytes: Number(sizeBytes), etag: `"${md5}"` } : [];
  });
}

function requireJoinable(parts: readonly MultipartPart[], stored: readonly MultipartPart[]): void {
  const known = new Set(stored.map(partName));
  const ascending = parts.every((part, index) => index === 0 || part.number > (parts[index - 1]?.number ?? 0));
  const largeEnough = parts.slice(0, -1).every((part) => part.sizeBytes >= MINIMUM_PART_BYTES);
  if (parts.length === 0 || !ascending || !largeEnough || !parts.every((part) => known.has(partName(part)))) {
    throw new AppError('precondition_failed', 'The parts are not those that were stored, or too small.');
  }
}

/** As S3 makes it: the MD5 of the parts' MD5s, and how many there were. */
function multipartETag(parts: readonly MultipartPart[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part.etag.replaceAll('"', ''), 'hex');
  return `"${hash.digest('hex')}-${parts.length}"`;
}

async function* readInOrder(paths: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const path of paths) yield* createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Uint8Array>;
}

async function requireObject(root: string, key: string): Promise<StoredObject> {
  const head = await readHead(root, key);
  if (!head) throw new AppError('not_found', 'There is no such multipart upload.');
  return { key, etag: head.etag };
}

function nullWhenGone(error: unknown): null {
  if (error instanceof AppError && error.code === 'not_found') return null;
  throw error;
}

function goneWhenMissing(error: unknown): never {
  throw fileErrorCode(error) === 'ENOENT' ? new AppError('not_found', 'There is no such multipart upload.', { cause: error }) : error;
}
