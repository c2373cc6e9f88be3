import { createHash } from 'node:crypto';
import { objectKeys } from '../object-storage/object-keys.ts';
import type { ObjectStore } from '../object-storage/object-store.ts';
import type { Chapter } from './podcast-details.ts';
import { renderChaptersJson } from './render-chapters-json.ts';

/** What is behind a name made of its content never changes. */
export const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * Puts an episode's chapters document into the store. The row (`chapters`, `chaptersFile`) is the caller's to write.
 *
 * @param chapters as checkChapters gave them
 * @returns the file's name below `objectKeys.episodeFile`, for `chaptersFile`; null without chapters.
 */
export async function storeChapters(objectStore: ObjectStore, episodeId: string, chapters: readonly Chapter[]): Promise<string | null> {
  if (chapters.length === 0) return null;
  const document = renderChaptersJson(chapters);
  const fileName = `${hashContent(document)}.chapters.json`;
  const contentType = 'application/json+chapters';
  await objectStore.put(objectKeys.episodeFile(episodeId, fileName), document, { contentType, cacheControl: IMMUTABLE });
  return fileName;
}

/** 128 bits of a document's SHA-256, in hex: enough that no two of an episode's documents share a name. */
export function hashContent(document: string): string {
  return createHash('sha256').update(document).digest('hex').slice(0, 32);
}
