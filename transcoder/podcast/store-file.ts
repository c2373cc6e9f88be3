import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ObjectStore } from '../../core/object-storage/object-store.ts';

const IMMUTABLE = 'public, max-age=31536000, immutable';
const NAME_LENGTH = 24;

/** The first 24 hexadecimal digits of a file's SHA-256: its name in the store. */
export async function nameFile(path: string): Promise<string> {
  return cutName((await digestFile(path, 'sha256')).toString('hex'));
}

/** Subresource integrity of a file: `sha384-...` */
export async function sealFile(path: string): Promise<string> {
  return `sha384-${(await digestFile(path, 'sha384')).toString('base64')}`;
}

async function digestFile(path: string, algorithm: string): Promise<Buffer> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(chunk);
  return hash.digest();
}

const cutName = (hex: string) => hex.slice(0, NAME_LENGTH);

/** What bytes are called, as nameFile says it. */
export function nameContent(bytes: Uint8Array | string): string {
  return cutName(createHash('sha256').update(bytes).digest('hex'));
}

/** Puts what never changes: its name is made of its content. */
export async function storeFile(store: ObjectStore, key: string, path: string, contentType: string): Promise<void> {
  await store.put(key, createReadStream(path, { highWaterMark: 2 ** 20 }), { contentType, cacheControl: IMMUTABLE });
}

export async function storeBytes(store: ObjectStore, key: string, bytes: Uint8Array | string, contentType: string): Promise<void> {
  await store.put(key, bytes, { contentType, cacheControl: IMMUTABLE });
}
