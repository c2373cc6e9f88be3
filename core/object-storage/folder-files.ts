import { createHash, randomUUID } from 'node:crypto';
import {
  copyFile,
  type FileHandle,
  constants as fsConstants,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError, hasCode } from '../errors.ts';
import type { ObjectHead } from './object-store.ts';

/**
 * How objects lie in a folder. Each object is two files side by side:
 *
 *     objects/{key}=head      JSON: content type, ETag, size, and the name of the body
 *     objects/{key}={uuid}    the bytes, never changed once a head names them
 *
 * Both are written under incoming/, flushed, and renamed into place, the head last. A reader therefore meets the old
 * object or the new one, whole, at whatever instant a writer is killed; a body that no head names is invisible.
 * `=` is not a character of keys, so no key can name a file of another, and `a` and `a/b` can both be objects.
 */
export const HEAD_SUFFIX = '=head';
const OPEN_ATTEMPTS = 20;
const LEFTOVER_AFTER_MS = 24 * 3600 * 1000;

export interface StoredHead extends Omit<ObjectHead, 'key' | 'lastModified'> {
  /** Suffix of the body's file name. */
  readonly body: string;
  readonly lastModified: string;
}

export const objectsFolder = (root: string) => join(root, 'objects');
const headPath = (root: string, key: string) => join(root, 'objects', key + HEAD_SUFFIX);
export const bodyPath = (root: string, key: string, body: string) => join(root, 'objects', `${key}=${body}`);
export const newIncomingPath = (root: string) => join(root, 'incoming', randomUUID());

export const toObjectHead = (key: string, { body: _, lastModified, ...head }: StoredHead): ObjectHead => ({
  key,
  ...head,
  lastModified: new Date(lastModified),
});

/** The head of an object, or null. */
export async function readHead(root: string, key: string): Promise<StoredHead | null> {
  const text = await readFile(headPath(root, key), 'utf8').catch(nullWhenMissing);
  return text === null ? null : (JSON.parse(text) as StoredHead);
}

/** Opens the body that the head names; when a writer replaces the object in between, the new one. */
export async function openBody(root: string, key: string): Promise<{ head: StoredHead; file: FileHandle }> {
  for (let attempt = 0; attempt < OPEN_ATTEMPTS; attempt += 1) {
    const head = await readHead(root, key);
    if (!head) throw new AppError('not_found');
    const file = await open(bodyPath(root, key, head.body), 'r').catch(nullWhenMissing);
    if (file) return { head, file };
  }
  throw new AppError('object_store_unavailable', 'The object is being replaced without pause.');
}

/** Writes a body to a new incoming file, flushed to the disk. Removes what it wrote when the body fails. */
export async function writeIncoming(root: string, body: Readable | Uint8Array | string) {
  const path = newIncomingPath(root);
  const hash = createHash('md5');
  let sizeBytes = 0;
  const file = await inFolder(dirname(path), () => open(path, 'wx'));
  try {
    for await (const chunk of typeof body === 'string' || body instanceof Uint8Array ? [body] : body) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
      hash.update(bytes);
      await file.writeFile(bytes);
      sizeBytes += bytes.byteLength;
    }
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return { path, sizeBytes, md5: hash.digest('hex') };
}

/** Moves an incoming file into place as the object's body and makes it visible; the body it replaces goes. */
export async function publishBody(
  root: string,
  key: string,
  incomingPath: string,
  head: Omit<StoredHead, 'body' | 'lastModified'>,
): Promise<void> {
  const body = randomUUID();
  const former = await readHead(root, key);
  const target = bodyPath(root, key, body);
  await inFolder(dirname(target), () => rename(incomingPath, target));
  // HTTP dates know whole seconds; S3 tells no more either.
  const lastModified = new Date(Math.floor(Date.now() / 1000) * 1000).toISOString();
  const written = await writeIncoming(root, JSON.stringify({ ...head, body, lastModified } satisfies StoredHead));
  await rename(written.path, headPath(root, key));
  await syncFolder(dirname(target));
  if (former) await rm(bodyPath(root, key, former.body), { force: true });
}

/** Removes an object; the head first, so that nobody finds a head without its body. Emptied folders go as well. */
export async function removeObject(root: string, key: string): Promise<void> {
  const head = await readHead(root, key);
  if (!head) return;
  await rm(headPath(root, key), { force: true });
  await rm(bodyPath(root, key, head.body), { force: true });
  await removeEmptyFolders(objectsFolder(root), dirname(headPath(root, key)));
}

async function removeEmptyFolders(top: string, folder: string): Promise<void> {
  for (let current = folder; current !== top; current = dirname(current)) {
    const removed = await rmdir(current).then(
      () => true,
      () => false,
    );
    if (!removed) return;
  }
}

/** A second name for the same bytes where the file system can, else a copy (sharing blocks where it can). */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  await inFolder(dirname(to), () => link(from, to).catch(() => copyFile(from, to, fsConstants.COPYFILE_FICLONE)));
}

/** Runs an action that makes a file in the folder, and makes the folder as often as someone else removes it. */
async function inFolder<T>(folder: string, action: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      if (attempt === OPEN_ATTEMPTS || fileErrorCode(error) !== 'ENOENT') throw error;
      await mkdir(folder, { recursive: true });
    }
  }
}

/** Removes what writers that were killed have left in incoming/; nobody writes to one file for a day. */
export async function removeLeftovers(root: string, now = Date.now()): Promise<void> {
  const folder = join(root, 'incoming');
  for (const name of (await readdir(folder).catch(nullWhenMissing)) ?? []) {
    const status = await stat(join(folder, name)).catch(nullWhenMissing);
    if (status && now - status.mtimeMs > LEFTOVER_AFTER_MS) await rm(join(folder, name), { force: true });
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(nullWhenMissing);
  await handle?.sync().finally(() => handle.close());
}

export function nullWhenMissing(error: unknown): null {
  if (['ENOENT', 'ENOTDIR'].includes(fileErrorCode(error) ?? '')) return null;
  throw error;
}

export function fileErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error ? (error as NodeJS.ErrnoException).code : undefined;
}

/** Says a file system's error in the store's words; what is not one (the body's own failure) stays as it is. */
export function translateFileError(error: unknown): unknown {
  const code = fileErrorCode(error);
  if (code === undefined || hasCode(error, 'not_found')) return error;
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) {
    return new AppError('object_store_denied', 'The object folder may not be read or written.', { cause: error });
  }
  return new AppError('object_store_unavailable', `The object folder does not work (${code}).`, { cause: error });
}
