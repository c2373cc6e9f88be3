import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import { fileErrorCode, linkOrCopy, newIncomingPath, nullWhenMissing, publishBody, readHead, writeIncoming } from './folder-files.ts';
import { createBody, joinInPlace, readParts, readStoredParts, type StoredPart, storePart } from './folder-parts.ts';
import { MAXIMUM_PARTS, MINIMUM_PART_BYTES, type MultipartPart, type PutOptions, type StoredObject } from './object-store.ts';

/**
 * Multipart uploads in a folder: `multipart/{id}/upload.json` says the key and what the object will be stored with,
 * and exists for as long as the upload does. folder-parts.ts says how the parts lie beside it.
 */
const ID = /^[0-9a-f-]{36}$/;

const uploadFolder = (root: string, multipartId: string) => join(root, 'multipart', multipartId);

export async function createFolderMultipart(root: string, key: string, options: PutOptions): Promise<string> {
  const multipartId = randomUUID();
  const folder = uploadFolder(root, multipartId);
  await mkdir(folder, { recursive: true });
  await createBody(folder);
  const { path } = await writeIncoming(root, JSON.stringify({ key, ...options }));
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
  try {
    return await storePart(root, uploadFolder(root, multipartId), number, body);
  } catch (error) {
    // Somebody aborted or completed the upload meanwhile.
    throw fileErrorCode(error) === 'ENOENT' ? unknownUpload(error) : error;
  }
}

export async function listFolderParts(root: string, key: string, multipartId: string): Promise<MultipartPart[]> {
  await readUpload(root, key, multipartId);
  const parts = await readStoredParts(uploadFolder(root, multipartId));
  return parts.map(({ number, etag, sizeBytes }) => ({ number, etag, sizeBytes }));
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
  const folder = uploadFolder(root, multipartId);
  const stored = selectParts(parts, await readStoredParts(folder));
  const incomingPath = await joinParts(root, folder, stored);
  const etag = multipartETag(parts);
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  const { contentType, cacheControl = null } = upload;
  await publishBody(root, key, incomingPath, { etag, sizeBytes, contentType, cacheControl });
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
  if (upload?.key !== key) throw unknownUpload();
  return upload;
}

/** What is stored of the parts that the caller names; S3's rules of what can be joined. */
function selectParts(parts: readonly MultipartPart[], stored: readonly StoredPart[]): StoredPart[] {
  const selected = parts.flatMap((part) =>
    stored.filter(({ number, etag, sizeBytes }) => number === part.number && etag === part.etag && sizeBytes === part.sizeBytes),
  );
  const ascending = parts.every((part, index) => index === 0 || part.number > (parts[index - 1]?.number ?? 0));
  const largeEnough = parts.slice(0, -1).every((part) => part.sizeBytes >= MINIMUM_PART_BYTES);
  if (parts.length === 0 || selected.length !== parts.length || !ascending || !largeEnough) {
    throw new AppError('precondition_failed', 'The parts are not those that were stored, or too small.');
  }
  return selected;
}

/** An incoming file with the parts' bytes: in the blink of an eye where the parts have one size, else by copying. */
async function joinParts(root: string, folder: string, parts: readonly StoredPart[]): Promise<string> {
  const joined = await joinInPlace(folder, parts);
  if (joined === null) return (await writeIncoming(root, Readable.from(readParts(folder, parts), { objectMode: false }))).path;
  const path = newIncomingPath(root);
  await linkOrCopy(joined, path);
  return path;
}

/** As S3 makes it: the MD5 of the parts' MD5s, and how many there were. */
function multipartETag(parts: readonly MultipartPart[]): string {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part.etag.replaceAll('"', ''), 'hex');
  return `"${hash.digest('hex')}-${parts.length}"`;
}

async function requireObject(root: string, key: string): Promise<StoredObject> {
  const head = await readHead(root, key);
  if (!head) throw unknownUpload();
  return { key, etag: head.etag };
}

function nullWhenGone(error: unknown): null {
  if (error instanceof AppError && error.code === 'not_found') return null;
  throw error;
}

const unknownUpload = (cause?: unknown) => new AppError('not_found', 'There is no such multipart upload.', { cause });
