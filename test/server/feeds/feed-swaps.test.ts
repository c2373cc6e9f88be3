import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../../core/errors.ts';
import type { ObjectStore } from '../../../core/object-storage/object-store.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { type RawAnswer, rawRequest } from '../../support/raw-request.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { createTestShow, renderTestFeed, storeFeed } from './feed-environment.ts';

let environment: TestEnvironment;
beforeAll(async () => {
  environment = await openTestEnvironment();
});
afterAll(async () => environment?.[Symbol.asyncDispose]());

const feedOf = (server: TestServer, slug: string) => `${server.url}/podcasts/${slug}/feed.xml`;

test('polls ask neither the database nor the store: with both away the feed is served on, in memory as it is', async () => {
  const store = openFailingStore(environment.objectStore);
  let isAway = false;
  const refusing = watchQueries(environment, () => {
    if (isAway) throw new Error('the database is away');
  });
  await using server = await startTestServer({ ...refusing, objectStore: store });
  const { showId, slug } = await createTestShow(environment);
  const hash = await storeFeed(environment, showId, renderTestFeed('Still here'));
  for (const encoding of ['br', 'gzip']) expect((await rawRequest(feedOf(server, slug), { 'accept-encoding': encoding })).status).toBe(200);
  [isAway, store.isAway] = [true, true];
  // Longer than the background looks are apart.
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; await sleep(100)) {
    expect((await rawRequest(feedOf(server, slug), { 'accept-encoding': 'br' })).headers.etag).toBe(`"${hash}-br"`);
    expect((await rawRequest(feedOf(server, slug), { 'if-none-match': `"${hash}"` })).status).toBe(304);
  }
  const other = await rawRequest(`${server.url}/podcasts/not-in-memory/feed.xml`);
  expect([other.status, other.headers['retry-after']]).toEqual([503, '5']);
});

test('polls do no query, whatever they are answered', async () => {
  const queries: string[] = [];
  const counting = watchQueries(environment, (name) => queries.push(name));
  await using server = await startTestServer(counting);
  const { showId, slug } = await createTestShow(environment);
  const hash = await storeFeed(environment, showId, renderTestFeed('Counted'));
  await rawRequest(feedOf(server, slug));
  await rawRequest(`${server.url}/podcasts/nobody/feed.xml`);
  expect(queries).toContain('show.findFirst');
  await sleep(300);
  // The look for all shows comes every two seconds, whoever polls.
  const countPolls = () => queries.filter((name) => name !== 'show.findMany' && name !== 'feedBuild.findMany').length;
  queries.length = 0;
  for (let round = 0; round < 100; round += 1) {
    await rawRequest(feedOf(server, slug));
    await rawRequest(feedOf(server, slug), { 'if-none-match': `"${hash}"` }, 'HEAD');
  }
  expect(countPolls()).toBe(0);
  const startedAt = performance.now();
  for (let round = 0; round < 100; round += 1) await rawRequest(`${server.url}/podcasts/nobody/feed.xml`);
  // A slug that nobody has is asked for once in two seconds.
  expect(countPolls()).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - startedAt) / 2_000));
});

test('a new version is there within a second, and while versions change under load nobody sees a fault', async () => {
  await using server = await startTestServer(environment);
  const { showId, slug } = await createTestShow(environment);
  const hashes = new Set([await storeFeed(environment, showId, renderTestFeed('Version 0'))]);
  const answers: RawAnswer[] = [];
  let polling = true;
  const pollers = ['br', 'gzip', 'identity', ''].map(async (encoding) => {
    while (polling) answers.push(await rawRequest(feedOf(server, slug), { 'accept-encoding': encoding }));
  });
  for (let version = 1; version <= 5; version += 1) {
    const hash = await storeFeed(environment, showId, renderTestFeed(`Version ${version}`));
    const announcedAt = performance.now();
    hashes.add(hash);
    while (!answers.at(-1)?.headers.etag?.includes(hash)) await sleep(5);
    expect(performance.now() - announcedAt).toBeLessThan(1_000);
  }
  polling = false;
  await Promise.all(pollers);
  expect(answers.length).toBeGreaterThan(100);
  for (const { status, headers } of answers) {
    expect(status).toBe(200);
    expect(hashes).toContain(/^"([0-9a-f]+)/.exec(headers.etag ?? '')?.[1]);
  }
});

test('a change whose message was lost is found within a few seconds', async () => {
  await using server = await startTestServer(environment);
  const { showId, slug } = await createTestShow(environment);
  await storeFeed(environment, showId, renderTestFeed('Before'));
  await rawRequest(feedOf(server, slug));
  const deaf = { ...environment, redis: { publish: async () => 0 } as unknown as TestEnvironment['redis'] };
  const hash = await storeFeed(deaf, showId, renderTestFeed('After'));
  const deadline = Date.now() + 4_000;
  while ((await rawRequest(feedOf(server, slug))).headers.etag !== `"${hash}"`) {
    expect(Date.now()).toBeLessThan(deadline);
    await sleep(50);
  }
});

test('with the store away a new version waits, and what is not in memory is asked for again soon', async () => {
  const store = openFailingStore(environment.objectStore);
  await using server = await startTestServer({ ...environment, objectStore: store });
  const { showId, slug } = await createTestShow(environment);
  const before = await storeFeed(environment, showId, renderTestFeed('Before the fault'));
  await rawRequest(feedOf(server, slug), { 'accept-encoding': 'gzip' });
  store.isAway = true;
  const after = await storeFeed(environment, showId, renderTestFeed('After the fault'));
  await sleep(300);
  const stale = await rawRequest(feedOf(server, slug), { 'accept-encoding': 'gzip' });
  expect([stale.status, stale.headers.etag]).toEqual([200, `"${before}-gz"`]);
  // Brotli is not in memory, gzip is.
  const other = await rawRequest(feedOf(server, slug), { 'accept-encoding': 'br, gzip' });
  expect([other.status, other.headers['content-encoding']]).toEqual([200, 'gzip']);
  const missing = await rawRequest(feedOf(server, slug), { 'accept-encoding': 'br' });
  expect([missing.status, missing.headers['retry-after'], missing.headers['content-type']]).toEqual([
    503,
    '5',
    'application/problem+json; charset=utf-8',
  ]);
  expect((await rawRequest(feedOf(server, slug), { 'accept-encoding': 'br' }, 'HEAD')).status).toBe(200);
  store.isAway = false;
  const deadline = Date.now() + 4_000;
  while ((await rawRequest(feedOf(server, slug), { 'accept-encoding': 'gzip' })).headers.etag !== `"${after}-gz"`) {
    expect(Date.now()).toBeLessThan(deadline);
    await sleep(50);
  }
});

/** The environment with a database that tells of each query, as `model.verb`, before it is made. */
function watchQueries(parts: TestEnvironment, onQuery: (name: string) => unknown): TestEnvironment {
  const note = <T extends object>(model: T, name: string) =>
    new Proxy(model, {
      get(target, verb) {
        const value = Reflect.get(target, verb);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          onQuery(`${name}.${String(verb)}`);
          return value.apply(target, args);
        };
      },
    });
  const database = new Proxy(parts.database, {
    get(target, name) {
      const value = Reflect.get(target, name);
      return typeof value === 'object' && value !== null ? note(value, String(name)) : value;
    },
  });
  return { ...parts, database };
}

/** The store, which can be told not to answer. */
function openFailingStore(store: ObjectStore): ObjectStore & { isAway: boolean } {
  const failing = {
    ...store,
    isAway: false,
    get: async (key, options) => {
      if (failing.isAway) throw new AppError('object_store_unavailable');
      return store.get(key, options);
    },
  } as ObjectStore & { isAway: boolean };
  return failing;
}
