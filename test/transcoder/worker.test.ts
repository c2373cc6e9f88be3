import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openTestEnvironment, type TestEnvironment } from '../support/environment.ts';
import { H264, makeMedia, PICTURE, TONE } from '../support/make-media.ts';
import { spawnRole } from '../support/spawn-role.ts';
import { submitFile, waitForAsset, waitForEnd } from '../support/transcode-file.ts';

vi.setConfig({ testTimeout: 180_000 });

const FRAMES = 24 * 30;
const LOCK_SECONDS = '2';

let environment: TestEnvironment;

beforeEach(async () => {
  environment = await openTestEnvironment();
});

afterEach(() => environment[Symbol.asyncDispose]());

const makeFilm = () =>
  makeMedia(join(environment.directory, 'film.mp4'), [...PICTURE('1280x720', '30'), ...TONE, '-t', '24', ...H264, '-c:a', 'aac']);

/** Waits until somebody encodes a chunk of the high lane, the kind that takes a while. */
async function untilHighChunkRuns(assetId: string): Promise<{ index: number }> {
  for (;;) {
    const chunk = await environment.database.chunk.findFirst({
      where: { assetId, lane: 'HIGH', startedAt: { not: null }, doneAt: null, index: { gte: 2 } },
    });
    if (chunk) return chunk;
    await delay(20);
  }
}

async function expectWholeFilm(assetId: string): Promise<void> {
  expect(await waitForEnd(environment, assetId)).toMatchObject({ state: 'READY', durationSeconds: 24, warnings: [] });
  const sums = await environment.database.segment.groupBy({ by: ['renditionName'], where: { assetId }, _sum: { frames: true } });
  const video = sums.filter((sum) => sum.renditionName !== 'audio').map((sum) => [sum.renditionName, sum._sum.frames]);
  expect(new Map(video as [string, number][])).toEqual(new Map(['240p', '360p', '480p', '720p'].map((name) => [name, FRAMES])));
}

/** How often each chunk was begun. */
async function readAttempts(assetId: string): Promise<number[]> {
  const chunks = await environment.database.chunk.findMany({ where: { assetId }, select: { attempts: true } });
  return chunks.map((chunk) => chunk.attempts);
}

test('a worker that is killed in the middle of a chunk costs that chunk and nothing else', async () => {
  await using first = await spawnRole('worker', environment, { WORKER_LOCK_SECONDS: LOCK_SECONDS });
  const assetId = await submitFile(environment, await makeFilm());
  await untilHighChunkRuns(assetId);
  const inFlight = await environment.database.chunk.count({ where: { assetId, startedAt: { not: null }, doneAt: null } });
  await first.kill();
  await using _second = await spawnRole('worker', environment, { WORKER_LOCK_SECONDS: LOCK_SECONDS });
  await expectWholeFilm(assetId);
  const attempts = await readAttempts(assetId);
  expect(Math.max(...attempts)).toBe(2);
  // One a lane at most: what was running when it died.
  expect(attempts.filter((count) => count === 2).length).toBeLessThanOrEqual(inFlight);
});

test('a killed worker leaves no encoder behind', async () => {
  await using worker = await spawnRole('worker', environment);
  const assetId = await submitFile(environment, await makeFilm());
  await untilHighChunkRuns(assetId);
  const encoders = () =>
    execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(environment.directory) && line.includes('libx264'));
  await vi.waitUntil(() => encoders().length > 0, { timeout: 10_000 });
  await worker.kill();
  await vi.waitUntil(() => encoders().length === 0, { timeout: 5_000 });
});

test('a worker that is told to stop hands its chunk back at once, and another takes it without waiting for the lock', async () => {
  await using first = await spawnRole('worker', environment, { WORKER_STOP_SECONDS: '0', WORKER_LOCK_SECONDS: '60' });
  const assetId = await submitFile(environment, await makeFilm());
  await untilHighChunkRuns(assetId);
  expect(await first.stop()).toBe(0);
  await using _second = await spawnRole('worker', environment, { WORKER_LOCK_SECONDS: '60' });
  await expectWholeFilm(assetId);
});

test('two workers share a film', async () => {
  await using _first = await spawnRole('worker', environment);
  await using _second = await spawnRole('worker', environment);
  const assetId = await submitFile(environment, await makeFilm());
  await expectWholeFilm(assetId);
  expect(Math.max(...(await readAttempts(assetId)))).toBe(1);
});

test('when Redis forgets everything, the database still knows what is undone', async () => {
  await using first = await spawnRole('worker', environment);
  const assetId = await submitFile(environment, await makeFilm());
  await waitForAsset(environment, assetId, ['PLAYABLE']);
  await first.kill();
  await environment.redis.flushdb();
  // Nobody has touched the asset for a while, as far as the sweep can tell.
  await environment.database.asset.update({ where: { id: assetId }, data: { updatedAt: new Date(Date.now() - 60_000) } });
  await using _second = await spawnRole('worker', environment);
  await expectWholeFilm(assetId);
});
