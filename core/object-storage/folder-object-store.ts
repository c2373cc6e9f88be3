import { access, constants as fsConstants, mkdir, rm } from 'node:fs/promises';
import { addAbortSignal, Readable } from 'node:stream';
import type { FolderStoreConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import {
  bodyPath,
  linkOrCopy,
  newIncomingPath,
  objectsFolder,
  openBody,
  publishBody,
  readHead,
  removeLeftovers,
  removeObject,
  type StoredHead,
  toObjectHead,
  translateFileError,
  writeIncoming,
} from './folder-files.ts';
import { listFolder } from './folder-list.ts';
import {
  abortFolderMultipart,
  completeFolderMultipart,
  createFolderMultipart,
  listFolderParts,
  putFolderPart,
} from './folder-multipart.ts';
import { presignObjectUrl } from './folder-presign.ts';
import { requireObjectKey } from './object-key-rules.ts';
import type { GetOptions, ObjectRead, ObjectStore, PutOptions, StoredObject } from './object-store.ts';
import { isUnchanged, resolveRange } from './read-conditions.ts';
import { preferSourceError } from './source-errors.ts';

/**
 * The store in a folder, for one machine. Any number of processes may use the same folder at once. folder-files.ts
 * says how objects lie there; folder-presign.ts how URLs are signed that the server answers.
 */
export function openFolderObjectStore(config: FolderStoreConfig): ObjectStore {
  const { root } = config;
  const onKey =
    <Rest extends unknown[], T>(verb: (root: string, key: string, ...rest: Rest) => Promise<T>) =>
    (key: string, ...rest: Rest) =>
      inStoreWords(async () => {
        requireObjectKey(key);
        return verb(root, key, ...rest);
      });
  const put = onKey(putObject);
  return {
    put: (key, body, options) => put(key, body, options).catch((error) => Promise.reject(preferSourceError(body, error))),
    get: onKey(getObject),
    head: onKey(async (_, key) => toObjectHead(key, await requireHead(root, key))),
    list: (prefix, options) => inStoreWords(() => listFolder(root, prefix, options)),
    deleteMany: (keys) => inStoreWords(() => deleteObjects(root, keys)),
    copy: onKey(copyObject),
    createMultipart: onKey(createFolderMultipart),
    putPart: onKey(putFolderPart),
    listParts: onKey(listFolderParts),
    completeMultipart: onKey(completeFolderMultipart),
    abortMultipart: onKey(abortFolderMultipart),
    locate: onKey(async (_, key, _expiresSeconds: number) => {
      const head = await requireHead(root, key);
      return { kind: 'file', path: bodyPath(root, key, head.body) };
    }),
    presignGet: onKey(async (_, key, expiresSeconds: number) => presignObjectUrl(config, { method: 'GET', key }, expiresSeconds)),
    presignPut: onKey(async (_, key, expiresSeconds: number, put: PutOptions) =>
      presignObjectUrl(config, { method: 'PUT', key, put }, expiresSeconds),
    ),
    check: () => inStoreWords(() => checkFolder(root)),
    // Nothing is held open between calls; leaving is a good moment to tidy up.
    [Symbol.asyncDispose]: () => inStoreWords(() => removeLeftovers(root)),
  };
}

async function putObject(root: string, key: string, body: Readable | Uint8Array | string, options: PutOptions): Promise<StoredObject> {
  const { path, sizeBytes, md5 } = await writeIncoming(root, body);
  const etag = `"${md5}"`;
  const { contentType, cacheControl = null } = options;
  await publishBody(root, key, path, { etag, sizeBytes, contentType, cacheControl });
  return { key, etag };
}

async function getObject(root: string, key: string, options: GetOptions = {}): Promise<ObjectRead> {
  options.signal?.throwIfAborted();
  const { head, file } = await openBody(root, key);
  try {
    const object = toObjectHead(key, head);
    if (options.ifMatch !== undefined && options.ifMatch !== head.etag) throw new AppError('precondition_failed');
    if (isUnchanged(object, options)) {
      await file.close();
      return { notModified: true, etag: head.etag };
    }
    const range = options.range ? resolveRange(options.range, head.sizeBytes) : null;
    // Without bytes there is nothing to stream, and a stream's `end` cannot say so.
    if (head.sizeBytes === 0) await file.close();
    const body = head.sizeBytes === 0 ? Readable.from([]) : file.createReadStream({ ...range, highWaterMark: 256 * 1024 });
    if (options.signal) addAbortSignal(options.signal, body);
    return { notModified: false, head: object, range, body };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** A copy shares the bytes: bodies never change, so a second name for them is as good. */
async function copyObject(root: string, fromKey: string, toKey: string): Promise<StoredObject> {
  requireObjectKey(toKey);
  const { head, file } = await openBody(root, fromKey);
  const path = newIncomingPath(root);
  try {
    await linkOrCopy(bodyPath(root, fromKey, head.body), path);
    const { body: _, lastModified: __, ...kept } = head;
    await publishBody(root, toKey, path, kept);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return { key: toKey, etag: head.etag };
}

async function deleteObjects(root: string, keys: readonly string[]): Promise<void> {
  keys.forEach(requireObjectKey);
  for (const key of keys) await removeObject(root, key);
}

async function requireHead(root: string, key: string): Promise<StoredHead> {
  const head = await readHead(root, key);
  if (!head) throw new AppError('not_found');
  return head;
}

async function checkFolder(root: string): Promise<void> {
  await mkdir(objectsFolder(root), { recursive: true });
  await access(objectsFolder(root), fsConstants.R_OK | fsConstants.W_OK);
}

async function inStoreWords<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw translateFileError(error);
  }
}
