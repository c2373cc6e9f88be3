import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { wantFeed } from '../../../core/podcasts/wanted-queries.ts';
import { buildFeeds } from '../../../transcoder/feeds/build-feeds.ts';
import { openFeedMemory } from '../../../transcoder/feeds/feed-memory.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { seedEpisode, seedShow } from '../../support/seed-show.ts';
import { startTestWorker } from '../../support/start-test-worker.ts';

let environment: TestEnvironment;
let showId: string;

beforeEach(async () => {
  environment = await openTestEnvironment();
  showId = (await seedShow(environment, (await createTestAccount(environment)).accountId)).id;
});

afterEach(async () => {
  await environment[Symbol.asyncDispose]();
});

const findBuild = (name = 'feed') => environment.database.feedBuild.findUnique({ where: { showId_name: { showId, name } } });

async function readFeed(name = 'feed'): Promise<string> {
  const build = await findBuild(name);
  const read = await environment.objectStore.get(objectKeys.feed(showId, build?.hash ?? '', 'identity'));
  if (read.notModified) throw new Error('No condition was asked for.');
  return text(read.body);
}

async function change(title: string): Promise<void> {
  await environment.database.show.update({ where: { id: showId }, data: { title } });
  await wantFeed(environment.database, showId);
  await environment.jobs.feeds.add({ showId });
}

test('a build stores the same feed in three encodings and points at it', async () => {
  const episode = await seedEpisode(environment, showId);
  await buildFeeds(environment, openFeedMemory(), showId);
  const build = await findBuild();
  const read = async (encoding: 'identity' | 'gzip' | 'br') => {
    const answer = await environment.objectStore.get(objectKeys.feed(showId, build?.hash ?? '', encoding));
    if (answer.notModified) throw new Error('No condition was asked for.');
    expect(answer.head.contentType).toBe('application/rss+xml; charset=utf-8');
    return Buffer.concat(await answer.body.toArray());
  };
  const identity = await read('identity');
  expect(identity.toString()).toContain(`<guid isPermaLink="false">${episode.guid}</guid>`);
  expect(gunzipSync(await read('gzip')).equals(identity)).toBe(true);
  expect(brotliDecompressSync(await read('br')).equals(identity)).toBe(true);
  expect(build).toMatchObject({ identityBytes: identity.length, announcedHash: build?.hash });
});

test('building again without a change changes nothing, not even the date', async () => {
  await seedEpisode(environment, showId);
  await buildFeeds(environment, openFeedMemory(), showId);
  const before = await findBuild();
  await delay(1100);
  await wantFeed(environment.database, showId);
  await buildFeeds(environment, openFeedMemory(), showId);
  expect(await findBuild()).toEqual(before);
  const { feedWanted, feedBuilt } = await environment.database.show.findUniqueOrThrow({ where: { id: showId } });
  expect(feedBuilt).toBe(feedWanted);
});

test('a change gives a new version with a later date', async () => {
  await buildFeeds(environment, openFeedMemory(), showId);
  const before = await findBuild();
  await environment.database.show.update({ where: { id: showId }, data: { title: 'Another title' } });
  await buildFeeds(environment, openFeedMemory(), showId);
  const after = await findBuild();
  expect(after?.hash).not.toBe(before?.hash);
  expect(after?.lastModified.getTime()).toBeGreaterThan(before?.lastModified.getTime() ?? 0);
  expect(await readFeed()).toContain(`<lastBuildDate>${after?.lastModified.toUTCString()}</lastBuildDate>`);
});

test('changes that come together are one build, and the last one shows', async () => {
  await using _worker = await startTestWorker(environment);
  await vi.waitUntil(() => findBuild(), { timeout: 10_000 });
  const versions = new Set<string>();
  for (let index = 0; index < 30; index += 1) await change(`Title ${index}`);
  await vi.waitUntil(
    async () => {
      versions.add((await findBuild())?.hash ?? '');
      return (await readFeed()).includes('<title>Title 29</title>');
    },
    { timeout: 10_000, interval: 5 },
  );
  // The feed before, and at most a few: thirty changes were no thirty builds.
  expect(versions.size).toBeLessThan(12);
});

test('an episode appears when its time has come, and nowhere before', async () => {
  const publishAt = new Date(Date.now() + 2_500);
  const episode = await seedEpisode(environment, showId, { publishAt });
  await using _worker = await startTestWorker(environment);
  await vi.waitUntil(() => findBuild(), { timeout: 2_000 });
  expect(await readFeed()).not.toContain(episode.guid);
  await vi.waitUntil(async () => (await readFeed()).includes(episode.guid), { timeout: 6_000, interval: 20 });
  const lateMs = Date.now() - publishAt.getTime();
  expect(lateMs).toBeGreaterThanOrEqual(0);
  expect(lateMs).toBeLessThan(2_000);
});

test('a change whose job was lost is found and built', async () => {
  await buildFeeds(environment, openFeedMemory(), showId);
  await environment.database.show.update({ where: { id: showId }, data: { title: 'Nobody asked for this' } });
  await wantFeed(environment.database, showId);
  await using _worker = await startTestWorker(environment);
  await vi.waitUntil(async () => (await readFeed()).includes('Nobody asked for this'), { timeout: 10_000 });
});

test('another public address builds every feed again, and guids stay', async () => {
  const episode = await seedEpisode(environment, showId);
  await buildFeeds(environment, openFeedMemory(), showId);
  const show = await environment.database.show.findUniqueOrThrow({ where: { id: showId } });
  const moved = { ...environment, config: { ...environment.config, publicUrl: 'https://new.example' } };
  await using _worker = await startTestWorker(moved);
  await vi.waitUntil(async () => (await readFeed()).includes(`https://new.example/media/${episode.id}/`), { timeout: 10_000 });
  const feed = await readFeed();
  expect(feed).toContain(`<podcast:guid>${show.guid}</podcast:guid>`);
  expect(feed).toContain(`<guid isPermaLink="false">${episode.guid}</guid>`);
});

test('pages and films that a show no longer has are forgotten', async () => {
  for (let index = 0; index < 12; index += 1) await seedEpisode(environment, showId);
  await environment.database.show.update({ where: { id: showId }, data: { pageSize: 10 } });
  await buildFeeds(environment, openFeedMemory(), showId);
  expect(await findBuild('feed-2')).not.toBeNull();
  await environment.database.show.update({ where: { id: showId }, data: { pageSize: null } });
  await buildFeeds(environment, openFeedMemory(), showId);
  expect(await findBuild('feed-2')).toBeNull();
});

test('a build that is older than the one that stands changes nothing', async () => {
  await buildFeeds(environment, openFeedMemory(), showId);
  const before = await findBuild();
  await environment.database.show.update({ where: { id: showId }, data: { feedBuilt: 1000, title: 'Too late' } });
  await buildFeeds(environment, openFeedMemory(), showId);
  expect(await findBuild()).toEqual(before);
});

test('a show that was deleted builds nothing and is no error', async () => {
  await environment.database.show.update({ where: { id: showId }, data: { deletedAt: new Date() } });
  await buildFeeds(environment, openFeedMemory(), showId);
  expect(await findBuild()).toBeNull();
});

test('the private feed comes with the first subscriber', async () => {
  await buildFeeds(environment, openFeedMemory(), showId);
  expect(await findBuild('private')).toBeNull();
  await environment.database.subscriber.create({ data: { id: 'subscriber000001', showId, name: 'First', tokenHash: 'x'.repeat(64) } });
  await buildFeeds(environment, openFeedMemory(), showId);
  expect(await findBuild('private')).toMatchObject({ gzipBytes: 0, brotliBytes: 0 });
  expect(await readFeed('private')).toContain('<itunes:block>Yes</itunes:block>');
});
