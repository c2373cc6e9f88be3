import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeOldDays } from '../../../server/downloads/close-days.ts';
import { openDeliveryRecorder } from '../../../server/downloads/record-delivery.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { ANTENNAPOD, countDownloads, createTestEpisode, createTestShow, makeDelivery, OVERCAST, RULES } from './counting-environment.ts';

const LISTENERS = 40;

let environment: TestEnvironment;
let showId: string;

beforeAll(async () => {
  environment = await openTestEnvironment();
  const { accountId } = await createTestAccount(environment);
  showId = await createTestShow(environment.database, accountId, 'closed');
});

afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

const noon = (day: string) => new Date(`${day}T12:00:00Z`);

/** Forty listeners with two apps each, on the given day; more of them where `first` is not 0. */
async function listen(episodeId: string, day: string, first = 0): Promise<void> {
  const { database, logger } = environment;
  await using recorder = openDeliveryRecorder({ database, logger, rules: RULES }, { now: () => noon(day) });
  for (let index = first; index < first + LISTENERS; index++) {
    for (const userAgent of [OVERCAST, ANTENNAPOD]) {
      recorder.record(makeDelivery({ episodeId, at: noon(day), remoteAddress: `198.51.100.${index}`, userAgent }));
    }
  }
}

const rowsOf = async (episodeId: string) => ({
  ranges: Number(
    (await environment.database.$queryRaw<{ n: bigint }[]>`SELECT count(*) AS n FROM "DownloadRange" WHERE "episodeId" = ${episodeId}`)[0]
      ?.n,
  ),
  downloads: await environment.database.download.count({ where: { episodeId } }),
  totals: await environment.database.downloadTotal.count({ where: { episodeId } }),
});

test('a day is open for three days more, then its listeners are forgotten and its numbers stay', async () => {
  const episodeId = await createTestEpisode(environment.database, showId);
  await listen(episodeId, '2026-03-01');
  const before = await countDownloads(environment.database, [episodeId]);
  expect(before).toEqual({ '2026-03-01 0 Overcast': LISTENERS, '2026-03-01 0 AntennaPod': LISTENERS });

  expect(await closeOldDays(environment, noon('2026-03-04'))).toEqual([]);
  expect(await closeOldDays(environment, new Date('2026-03-05T00:00:00Z'))).toEqual(['2026-03-01']);
  expect(await countDownloads(environment.database, [episodeId])).toEqual(before);
  expect(await rowsOf(episodeId)).toEqual({ ranges: 0, downloads: 0, totals: 2 });
  const salt = await environment.database.downloadSalt.findUnique({ where: { day: new Date('2026-03-01') } });
  expect(salt?.salt).toBeNull();
});

test('a closed day never opens again, not even for a server whose clock is slow', async () => {
  const episodeId = await createTestEpisode(environment.database, showId);
  await listen(episodeId, '2026-04-01');
  await closeOldDays(environment, noon('2026-04-10'));
  const before = await countDownloads(environment.database, [episodeId]);
  await listen(episodeId, '2026-04-01');
  await listen(episodeId, '2026-04-01', 100);
  expect(await countDownloads(environment.database, [episodeId])).toEqual(before);
  expect(await closeOldDays(environment, noon('2026-04-11'))).toEqual([]);
});

test('a server that dies while it closes a day has changed nothing', async () => {
  const { database } = environment;
  const episodeId = await createTestEpisode(database, showId);
  await listen(episodeId, '2026-05-01');
  const before = { rows: await rowsOf(episodeId), counts: await countDownloads(database, [episodeId]) };

  // Held up in the middle of its work, its connection is cut.
  const closing = await database.$transaction(async (holder) => {
    await holder.$executeRaw`LOCK TABLE "DownloadTotal" IN EXCLUSIVE MODE`;
    const attempt = closeOldDays(environment, noon('2026-05-10')).then(
      () => 'closed',
      () => 'died',
    );
    await expect.poll(() => cutWaitingClosers()).toBe(1);
    return attempt;
  });
  expect(closing).toBe('died');
  expect({ rows: await rowsOf(episodeId), counts: await countDownloads(database, [episodeId]) }).toEqual(before);

  expect(await closeOldDays(environment, noon('2026-05-10'))).toEqual(['2026-05-01']);
  expect(await countDownloads(database, [episodeId])).toEqual(before.counts);
});

/** @returns how many were cut. */
async function cutWaitingClosers(): Promise<number> {
  const cut = await environment.database.$queryRaw<object[]>`
    SELECT pg_terminate_backend("pid") FROM pg_stat_activity
    WHERE "datname" = current_database() AND "wait_event_type" = 'Lock' AND "query" LIKE '%INSERT INTO "DownloadTotal"%'`;
  return cut.length;
}

test('servers that close, and servers that still count the day, neither lose nor double anything', async () => {
  const { database } = environment;
  const episodeId = await createTestEpisode(database, showId);
  await listen(episodeId, '2026-06-01');
  const [, ...closed] = await Promise.all([
    listen(episodeId, '2026-06-01', 100),
    ...Array.from({ length: 4 }, () => closeOldDays(environment, noon('2026-06-10'))),
  ]);
  expect(closed.flat()).toEqual(['2026-06-01']);
  const counts = await countDownloads(database, [episodeId]);
  // The late batch came before the day was closed, or not at all: never a part of it.
  expect([LISTENERS, 2 * LISTENERS]).toContain(counts['2026-06-01 0 Overcast']);
  expect(counts['2026-06-01 0 AntennaPod']).toBe(counts['2026-06-01 0 Overcast']);
  expect(await rowsOf(episodeId)).toEqual({ ranges: 0, downloads: 0, totals: 2 });
});
