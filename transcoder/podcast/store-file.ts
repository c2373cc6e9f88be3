import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ObjectStore } from '../../core/object-storage/object-store.ts';

const IMMUTABLE = 'public, max-age=31536000, immutable';
const NAME_LENGTH = 24;

export interface HashedFile {
  /** For file names: the first 24 hexadecimal digits of its SHA-256. */
  readonly name: string;
  /** Subresource integrity: `sha384-...` */
  readonly integrity: string;
  readonly sizeBytes: number;
}

/** Reads a file through to learn what its content is called. */
export async function hashFile(path: string): Promise<HashedFile> {
  const sha256 = createHash('sha256');
  const sha384 = createHash('sha384');
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    sha256.update(chunk);
    sha384.update(chunk);
  }
  const { size } = await stat(path);
  return { name: sha256.digest('hex').slice(0, NAME_LENGTH), integrity: `sha384-${sha384.digest('base64')}`, sizeBytes: size };
}

/** What bytes are called, as hashFile says it. */
export function nameContent(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, NAME_LENGTH);
}

/** Puts what never changes: its name is made of its content. */
export async function storeFile(store: ObjectStore, key: string, path: string, contentType: string): Promise<void> {
  await store.put(key, createReadStream(path, { highWaterMark: 2 ** 20 }), { contentType, cacheControl: IMMUTABLE });
}

export async function storeBytes(store: ObjectStore, key: string, bytes: Uint8Array | string, contentType: string): Promise<void> {
  await store.put(key, bytes, { contentType, cacheControl: IMMUTABLE });
}
