import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseLogLine } from '../../../server/downloads/access-logs/parse-log-line.ts';
import { readLoggedDelivery } from '../../../server/downloads/access-logs/read-logged-delivery.ts';
import { closeOldDays } from '../../../server/downloads/close-days.ts';
import { openDeliveryRecorder } from '../../../server/downloads/record-delivery.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { countDownloads, createTestEpisode, createTestShow, RULES } from './counting-environment.ts';
import { countByModel } from './counting-model.ts';
import { answer, fileOf, type Scenario, scenario, writeLine } from './request-logs.ts';

/**
 * Replays request logs through the counter on PostgreSQL, and through a model that keeps every byte of every listener in
 * a set. The logs are what servers write: one line a request, with the range that was asked for. They are cut into
 * batches, shuffled, partly told twice, and counted by several servers at once.
 */
const NOW = new Date('2026-11-20T12:00:00Z');

let environment: TestEnvironment;
let showId: string;

beforeAll(async () => {
  environment = await openTestEnvironment();
  const { accountId } = await createTestAccount(environment);
  showId = await createTestShow(environment.database, accountId, 'counted');
});

afterAll(async () => {
  await environment[Symbol.asyncDispose]();
});

/** @returns the episodes' ids. */
async function countForReal({ files, tellings }: Scenario): Promise<string[]> {
  const { database, logger } = environment;
  const episodeIds: string[] = [];
  for (const pair of files) episodeIds.push(await createTestEpisode(database, showId, { files: pair }));
  const lines = tellings
    .flatMap(({ request, copies }) => {
      const line = writeLine(request, episodeIds[request.episode] ?? '', answer(request, fileOf(files, request)));
      return copies.map((copy) => ({ ...copy, line }));
    })
    .sort((one, other) => one.order - other.order);
  const servers = Array.from({ length: 3 }, () =>
    openDeliveryRecorder({ database, logger, rules: RULES }, { flushEveryMs: 3_600_000, now: () => NOW }),
  );
  for (const { server, line, flushes } of lines) {
    const logged = parseLogLine(line);
    if (logged === null) throw new Error(`This line was not understood: ${line}`);
    const delivery = readLoggedDelivery(logged);
    if (delivery) servers[server]?.record(delivery);
    // Not waited for: the servers' batches meet in the database.
    if (flushes) void servers[server]?.flush();
  }
  await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
  return episodeIds;
}

test('whatever was asked, sent, aborted and told twice, the counter says what the model says', async () => {
  const seen = { downloads: 0, scenarios: 0 };
  await fc.assert(
    fc.asyncProperty(scenario, async (example) => {
      const expected = countByModel(
        example.tellings.map(({ request }) => request),
        example.files,
      );
      const counted = await countDownloads(environment.database, await countForReal(example));
      expect(counted).toEqual(expected);
      seen.scenarios += 1;
      seen.downloads += Object.values(expected).reduce((sum, count) => sum + count, 0);
    }),
    { numRuns: 200 },
  );
  // The scenarios are not so poor that nothing is ever counted.
  expect(seen.downloads).toBeGreaterThan(seen.scenarios);

  const episodes = (await environment.database.episode.findMany({ where: { showId }, select: { id: true } })).map(({ id }) => id);
  const before = await countDownloads(environment.database, episodes);
  expect(await closeOldDays(environment, new Date('2026-11-23T12:00:00Z'))).toEqual(['2026-11-17', '2026-11-18', '2026-11-19']);
  expect(await countDownloads(environment.database, episodes)).toEqual(before);
}, 240_000);
