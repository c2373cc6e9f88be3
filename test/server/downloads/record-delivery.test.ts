import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../../core/database.ts';
import { type DownloadRecorder, openDeliveryRecorder, type RecorderOptions } from '../../../server/downloads/record-delivery.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { ANTENNAPOD, countDownloads, createTestEpisode, createTestShow, makeDelivery, RULES } from './counting-environment.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const NEVER = 3_600_000;

let environment: TestEnvironment;
let showId: string;

beforeAll(async () => {
  environment = await openTestEnvironment();
  const { accountId } = await createTestAccount(environment);
  showId = await createTestShow(environment.database, accountId, 'recorded');
});

afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const openRecorder = (options: Partial<RecorderOptions> = {}, { database, logger } = environment): DownloadRecorder =>
  openDeliveryRecorder({ database, logger, rules: RULES }, { flushEveryMs: NEVER, now: () => NOW, ...options });
const createEpisode = () => createTestEpisode(environment.database, showId);
const total = async (episodeId: string) => {
  const counts = await countDownloads(environment.database, [episodeId]);
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
};

test('a recorder that is closed has counted everything', async () => {
  const episodeId = await createEpisode();
  {
    await using recorder = openRecorder();
    for (let index = 0; index < 300; index++) recorder.record(makeDelivery({ episodeId, remoteAddress: `203.0.113.${index % 100}` }));
  }
  expect(await total(episodeId)).toBe(100);
});

test('records are counted twice a second without being asked', async () => {
  const episodeId = await createEpisode();
  await using recorder = openRecorder({ flushEveryMs: 50 });
  recorder.record(makeDelivery({ episodeId }));
  await expect.poll(() => total(episodeId)).toBe(1);
});

test('many records are counted at once', async () => {
  const episodeId = await createEpisode();
  await using recorder = openRecorder({ flushAt: 10 });
  for (let index = 0; index < 10; index++) recorder.record(makeDelivery({ episodeId, remoteAddress: `203.0.113.${index}` }));
  await expect.poll(() => total(episodeId)).toBe(10);
});

test('a recorder that dies loses what waited, and nothing counts twice when it all comes again', async () => {
  const episodeId = await createEpisode();
  const deliveries = Array.from({ length: 20 }, (_, index) => makeDelivery({ episodeId, remoteAddress: `203.0.113.${index}` }));
  const dying = openRecorder();
  for (const delivery of deliveries.slice(0, 10)) dying.record(delivery);
  await dying.flush();
  for (const delivery of deliveries.slice(10)) dying.record(delivery);
  // Never closed: as after kill -9.
  expect(await total(episodeId)).toBe(10);
  await using next = openRecorder();
  for (const delivery of deliveries) next.record(delivery);
  await next.flush();
  expect(await total(episodeId)).toBe(20);
});

test('halves of one download come together although they pass through different servers', async () => {
  const episodeId = await createEpisode();
  await using one = openRecorder();
  await using other = openRecorder();
  one.record(makeDelivery({ episodeId, firstByte: 0, bytesSent: 40 }));
  await one.flush();
  other.record(makeDelivery({ episodeId, firstByte: 20, bytesSent: 49 }));
  await other.flush();
  expect(await total(episodeId)).toBe(0);
  other.record(makeDelivery({ episodeId, firstByte: 150, bytesSent: 1 }));
  await other.flush();
  expect(await total(episodeId)).toBe(1);
});

test('a database that is away for a while costs nothing', async () => {
  const episodeId = await createEpisode();
  const { database, logger } = environment;
  const away = openDatabase('postgresql://nobody@127.0.0.1:1/none', logger);
  let isAway = true;
  // The very recorder that a server has, on a database whose connection comes and goes.
  const flickering = new Proxy(database, { get: (_target, name) => Reflect.get(isAway ? away.database : database, name) });
  await using recorder = openRecorder({ flushEveryMs: 50, flushAt: 1 }, { ...environment, database: flickering });
  recorder.record(makeDelivery({ episodeId }));
  recorder.record(makeDelivery({ episodeId, userAgent: ANTENNAPOD }));
  await sleep(200);
  expect(await total(episodeId)).toBe(0);
  isAway = false;
  await expect.poll(() => total(episodeId)).toBe(2);
  await away[Symbol.asyncDispose]();
});

test('what waits is bounded', async () => {
  const episodeId = await createEpisode();
  {
    await using recorder = openRecorder({ maxWaiting: 5 });
    for (let index = 0; index < 9; index++) recorder.record(makeDelivery({ episodeId, remoteAddress: `203.0.113.${index}` }));
  }
  expect(await total(episodeId)).toBe(5);
});

test("many servers that count the same listeners at the same time never stand in each other's way", async () => {
  const episodes = await Promise.all([createEpisode(), createEpisode(), createEpisode()]);
  const recorders = Array.from({ length: 6 }, () => openRecorder({ flushAt: 200 }));
  const listeners = Array.from({ length: 500 }, (_, index) => `198.51.${index >> 8}.${index & 255}`);
  for (const [turn, recorder] of recorders.entries()) {
    // Each in another order, so that careless locking would close a circle.
    const mine = turn % 2 === 0 ? listeners : listeners.toReversed();
    for (const remoteAddress of mine) for (const episodeId of episodes) recorder.record(makeDelivery({ episodeId, remoteAddress }));
  }
  await Promise.all(recorders.map((recorder) => recorder[Symbol.asyncDispose]()));
  for (const episodeId of episodes) expect(await total(episodeId)).toBe(500);
});

test('no address is stored: a listener is another one on another day, and another episode of the day is the same one', async () => {
  const [episodeId, sibling] = [await createEpisode(), await createEpisode()];
  await using recorder = openRecorder();
  recorder.record(makeDelivery({ episodeId }));
  recorder.record(makeDelivery({ episodeId, at: new Date('2026-11-19T12:00:00Z') }));
  recorder.record(makeDelivery({ episodeId: sibling }));
  await recorder.flush();
  const rows = await environment.database.download.findMany({ where: { episodeId: { in: [episodeId, sibling] } } });
  const listenerOn = (day: string, id: string) =>
    rows.find((row) => row.day.toISOString().startsWith(day) && row.episodeId === id)?.listener;
  expect(listenerOn('2026-11-20', episodeId)).toMatch(/^[\w-]{22}$/);
  expect(listenerOn('2026-11-20', sibling)).toBe(listenerOn('2026-11-20', episodeId));
  expect(listenerOn('2026-11-19', episodeId)).not.toBe(listenerOn('2026-11-20', episodeId));
  expect(JSON.stringify(rows)).not.toContain('203.0.113');
});

test.each([
  ['a file that no episode has', { fileName: 'unknown.mp3' }],
  ['an episode that is not there', { episodeId: 'abcdefghjkmnpqrs' }],
  ['a name that is no key', { fileName: 'a\u0000b' }],
  ['no bytes', { bytesSent: 0 }],
  ['a place behind the end', { firstByte: 200 }],
  ['a place before the beginning', { firstByte: -100 }],
  ['bytes that are no number', { bytesSent: Number.NaN }],
  ['an address that is none', { remoteAddress: 'unknown' }],
  ['a time that is none', { at: new Date(Number.NaN) }],
])('%s counts for nothing and holds nothing up', async (_name, wrong) => {
  const episodeId = await createEpisode();
  await using recorder = openRecorder();
  recorder.record(makeDelivery({ episodeId, ...wrong }));
  recorder.record(makeDelivery({ episodeId, userAgent: ANTENNAPOD }));
  await recorder.flush();
  expect(await countDownloads(environment.database, [episodeId])).toEqual({ '2026-11-20 0 AntennaPod': 1 });
});

test('a listener who picks a film to pieces cannot fill the table', async () => {
  const episodeId = await createTestEpisode(environment.database, showId, {
    files: [{ sizeBytes: 10_000_000, headBytes: 0, bitrateBps: 8_000_000 }],
  });
  await using recorder = openRecorder();
  for (let index = 0; index < 30_000; index++) recorder.record(makeDelivery({ episodeId, firstByte: index * 300, bytesSent: 3 }));
  await recorder.flush();
  const [row] = await environment.database.$queryRaw<{ bytes: number }[]>`
    SELECT pg_column_size("ranges")::int AS "bytes" FROM "DownloadRange" WHERE "episodeId" = ${episodeId}`;
  expect(row?.bytes).toBeLessThan(200_000);
});
