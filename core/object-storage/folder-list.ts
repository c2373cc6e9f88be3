import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HEAD_SUFFIX, nullWhenMissing, objectsFolder, readHead } from './folder-files.ts';
import { decodeListCursor, encodeListCursor, requireKeyPrefix } from './object-key-rules.ts';
import type { ObjectPage } from './object-store.ts';

const MAXIMUM_PAGE = 1000;
const HEADS_AT_ONCE = 50;

/** One page of the keys with a prefix, in byte order. */
export async function listFolder(
  root: string,
  prefix: string,
  options: { cursor?: string | undefined; limit?: number | undefined } = {},
): Promise<ObjectPage> {
  requireKeyPrefix(prefix);
  const limit = Math.min(options.limit ?? MAXIMUM_PAGE, MAXIMUM_PAGE);
  const after = options.cursor ? decodeListCursor(options.cursor) : '';
  const keys: string[] = [];
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  for await (const key of walkKeys(root, folder, { prefix, after })) {
    if (keys.push(key) > limit) break;
  }
  const page = keys.slice(0, limit);
  const last = page.at(-1);
  return { objects: await readHeads(root, page), nextCursor: keys.length > limit && last ? encodeListCursor(last) : null };
}

interface Wanted {
  readonly prefix: string;
  readonly after: string;
}

/** Keys are plain ASCII, so that comparing JavaScript strings is comparing bytes. */
async function* walkKeys(root: string, folder: string, wanted: Wanted): AsyncGenerator<string> {
  const entries = (await readdir(join(objectsFolder(root), folder), { withFileTypes: true }).catch(nullWhenMissing)) ?? [];
  const names = entries.flatMap((entry) => {
    if (entry.isDirectory()) return `${folder}${entry.name}/`;
    return entry.name.endsWith(HEAD_SUFFIX) ? folder + entry.name.slice(0, -HEAD_SUFFIX.length) : [];
  });
  for (const name of names.filter((candidate) => mayHold(candidate, wanted)).sort(compareBytes)) {
    if (name.endsWith('/')) yield* walkKeys(root, name, wanted);
    else yield name;
  }
}

function mayHold(name: string, { prefix, after }: Wanted): boolean {
  if (!name.endsWith('/')) return name.startsWith(prefix) && name > after;
  return (name.startsWith(prefix) || prefix.startsWith(name)) && (name > after || after.startsWith(name));
}

const compareBytes = (a: string, b: string) => (a < b ? -1 : 1);

/** A key deleted since it was seen is left out. */
async function readHeads(root: string, keys: readonly string[]): Promise<ObjectPage['objects']> {
  const objects: ObjectPage['objects'][number][] = [];
  for (let start = 0; start < keys.length; start += HEADS_AT_ONCE) {
    const batch = keys.slice(start, start + HEADS_AT_ONCE);
    const found = await Promise.all(batch.map(async (key) => ({ key, head: await readHead(root, key) })));
    objects.push(
      ...found.flatMap(({ key, head }) => (head ? { key, sizeBytes: head.sizeBytes, lastModified: new Date(head.lastModified) } : [])),
    );
  }
  return objects;
}
