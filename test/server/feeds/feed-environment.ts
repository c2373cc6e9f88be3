import { createHash, randomBytes } from 'node:crypto';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { createId } from '../../../core/identifiers.ts';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { announceFeedChange } from '../../../core/queues/feed-events.ts';
import { createTokenText, hashToken } from '../../../core/tokens.ts';
import { createTestAccount } from '../../support/create-account.ts';
import type { TestEnvironment } from '../../support/environment.ts';

export const IMMUTABLE = 'public, max-age=31536000, immutable';

export interface TestShow {
  readonly showId: string;
  readonly slug: string;
}

export interface TestShowOptions {
  readonly slug?: string;
  readonly title?: string;
  readonly visibility?: 'PUBLIC' | 'PRIVATE';
}

/** A show without feeds, as it is before its first build. */
export async function createTestShow(environment: TestEnvironment, options: TestShowOptions = {}): Promise<TestShow> {
  const { accountId } = await createTestAccount(environment);
  const { slug = `show-${createId()}`, title = 'A show', visibility = 'PUBLIC' } = options;
  const showId = createId();
  await environment.database.show.create({
    data: { id: showId, ownerId: accountId, slug, guid: createId(), title, author: 'Somebody', visibility },
  });
  return { showId, slug };
}

/** Puts a version of a feed where the builder would: objects first, then the row. @returns its hash. */
export async function storeFeed(
  { database, objectStore, redis }: TestEnvironment,
  showId: string,
  text: string,
  { name = 'feed', lastModified = new Date() }: { name?: string; lastModified?: Date } = {},
): Promise<string> {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 32);
  const bodies = { identity: Buffer.from(text), gzip: gzipSync(text), br: brotliCompressSync(text) };
  for (const [encoding, body] of Object.entries(bodies)) {
    await objectStore.put(objectKeys.feed(showId, hash, encoding as keyof typeof bodies), body, { contentType: 'application/rss+xml' });
  }
  const built = {
    ...{ hash, contentHash: hash, lastModified, builtAt: new Date() },
    ...{ identityBytes: bodies.identity.length, gzipBytes: bodies.gzip.length, brotliBytes: bodies.br.length },
  };
  await database.feedBuild.upsert({ where: { showId_name: { showId, name } }, create: { showId, name, ...built }, update: built });
  await database.show.update({ where: { id: showId }, data: { feedBuilt: { increment: 1 } } });
  await announceFeedChange(redis, showId);
  return hash;
}

/** About as long as a feed of ten episodes. */
export function renderTestFeed(words: string): string {
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>${words}</title>${'<item><title>An episode</title></item>'.repeat(200)}</channel></rss>`;
}

export interface TestEpisode {
  readonly episodeId: string;
  readonly fileName: string;
  readonly body: Buffer;
}

/** An episode that is out, with an MP3 of random bytes. */
export async function createTestEpisode(
  { database, objectStore }: TestEnvironment,
  showId: string,
  options: { publishAt?: Date; state?: 'DRAFT' | 'PUBLISHED'; audience?: 'EVERYONE' | 'SUBSCRIBERS'; bytes?: number } = {},
): Promise<TestEpisode> {
  const episodeId = createId();
  const { publishAt = new Date(Date.now() - 60_000), state = 'PUBLISHED', audience = 'EVERYONE', bytes = 1000 } = options;
  const row = { id: episodeId, showId, guid: episodeId, slug: episodeId, title: 'An episode', state, publishAt, audience };
  await database.episode.create({ data: row });
  const body = randomBytes(bytes);
  const fileName = `${createHash('sha256').update(body).digest('hex').slice(0, 32)}.mp3`;
  await objectStore.put(objectKeys.episodeFile(episodeId, fileName), body, { contentType: 'audio/mpeg', cacheControl: IMMUTABLE });
  return { episodeId, fileName, body };
}

export interface TestSubscriber {
  readonly subscriberId: string;
  readonly token: string;
}

export async function createTestSubscriber(
  { database }: TestEnvironment,
  showId: string,
  options: { expiresAt?: Date } = {},
): Promise<TestSubscriber> {
  const [subscriberId, token] = [createId(), createTokenText()];
  await database.subscriber.create({ data: { id: subscriberId, showId, name: 'Listener', tokenHash: hashToken(token), ...options } });
  return { subscriberId, token };
}
