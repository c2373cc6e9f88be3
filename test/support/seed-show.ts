import { createHash } from 'node:crypto';
import { createId } from '../../core/identifiers.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { TestEnvironment } from './environment.ts';

type Seeding = Pick<TestEnvironment, 'database' | 'objectStore'>;
type ShowRow = NonNullable<Awaited<ReturnType<TestEnvironment['database']['show']['findUnique']>>>;
type ShowColumns = Partial<Omit<ShowRow, 'details' | 'artwork'>> & { readonly details?: object; readonly artwork?: object };
type EpisodeRow = NonNullable<Awaited<ReturnType<TestEnvironment['database']['episode']['findUnique']>>>;
type EpisodeColumns = Partial<Omit<EpisodeRow, 'details' | 'artwork' | 'chapters'>> & { readonly details?: object };

/** Puts a show straight into the tables. */
export async function seedShow({ database }: Seeding, ownerId: string, columns: ShowColumns = {}): Promise<ShowRow> {
  const id = createId();
  const data = { id, ownerId, slug: `show-${id}`, guid: uuidOf(id), title: 'A show', author: 'Its maker', ...columns };
  return database.show.create({ data });
}

/** An episode that is out: published a minute ago, with an MP3 whose bytes lie in the store. */
export async function seedEpisode(
  { database, objectStore }: Seeding,
  showId: string,
  columns: EpisodeColumns = {},
  bytes: Buffer = Buffer.alloc(20_000, 7),
): Promise<EpisodeRow & { readonly fileName: string }> {
  const id = createId();
  const publishAt = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000);
  const episode = await database.episode.create({
    data: { id, showId, guid: uuidOf(id), slug: `episode-${id}`, title: `Episode ${id}`, state: 'PUBLISHED', publishAt, ...columns },
  });
  const fileName = `${createHash('sha256').update(bytes).digest('hex').slice(0, 24)}.mp3`;
  await objectStore.put(objectKeys.episodeFile(episode.id, fileName), bytes, {
    contentType: 'audio/mpeg',
    cacheControl: 'public, max-age=31536000, immutable',
  });
  await database.episodeFile.create({
    data: {
      episodeId: episode.id,
      fileName,
      kind: 'MP3',
      isCurrent: true,
      contentType: 'audio/mpeg',
      sizeBytes: bytes.length,
      headBytes: 0,
      durationSeconds: bytes.length / 16_000,
      bitrateBps: 128_000,
      codecs: 'mp3',
      integrity: `sha384-${createHash('sha384').update(bytes).digest('base64')}`,
    },
  });
  return { ...episode, fileName };
}

/** A version 5 UUID in looks, from anything. */
function uuidOf(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
