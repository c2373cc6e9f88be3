import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { makeNotice } from '../../../transcoder/podcast/make-notice.ts';
import { sweepPodcastFiles } from '../../../transcoder/podcast/sweep-podcast-files.ts';
import { makeMedia, probe } from '../../support/make-media.ts';
import { spawnRole } from '../../support/spawn-role.ts';
import { checkMp3, download, enterAsset, enterEpisode, openPodcastBench, type PodcastBench } from './podcast-fixtures.ts';

vi.setConfig({ testTimeout: 180_000 });

let bench: PodcastBench;

beforeEach(async () => {
  bench = await openPodcastBench();
});

afterEach(() => bench[Symbol.asyncDispose]());

const makeSound = (seconds: number) =>
  makeMedia(join(bench.environment.directory, `${seconds}s.wav`), [
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=300:sample_rate=44100',
    '-t',
    `${seconds}`,
  ]);

async function until<T>(look: () => Promise<T | null>, timeoutMs = 120_000): Promise<T> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await delay(20)) {
    const found = await look();
    if (found !== null) return found;
  }
  throw new Error('it did not come');
}

const findFiles = async (episodeId: string) => {
  const files = await bench.environment.database.episodeFile.findMany({ where: { episodeId, isCurrent: true } });
  return files.length > 0 ? files : null;
};

test('a worker killed in the middle of a master leaves nothing half done; the next one makes it whole', async () => {
  const { environment } = bench;
  const assetId = await enterAsset(bench, await makeSound(300));
  const { episodeId } = await enterEpisode(bench, assetId);
  await using first = await spawnRole('worker', environment, { WORKER_LOCK_SECONDS: '2' });
  await environment.jobs.audioMasters.add({ assetId });
  await until(() => environment.database.audioMaster.findFirst({ where: { assetId, state: 'PROCESSING', progress: { gt: 0.1 } } }));
  await first.kill();
  const masters = () => environment.objectStore.list(objectKeys.master(assetId, ''));
  expect((await masters()).objects).toEqual([]);
  expect(await findFiles(episodeId)).toBeNull();
  await using _second = await spawnRole('worker', environment, { WORKER_LOCK_SECONDS: '2' });
  const files = await until(() => findFiles(episodeId));
  expect(files.map((file) => file.kind).toSorted()).toEqual(['M4A', 'MP3']);
  expect((await masters()).objects).toHaveLength(3);
  expect(await environment.database.audioMaster.findUnique({ where: { assetId } })).toMatchObject({ state: 'READY', progress: 1 });
});

test('when Redis forgets everything, the tables still know which masters, files and pictures are missing', async () => {
  const { environment } = bench;
  const { database } = environment;
  const sound = await makeSound(3);
  const begun = await enterAsset(bench, sound);
  await database.audioMaster.create({ data: { assetId: begun } });
  const unknown = await enterAsset(bench, sound);
  const unknownEpisode = await enterEpisode(bench, unknown);
  const ready = await enterAsset(bench, sound);
  await database.audioMaster.create({ data: { assetId: ready, state: 'READY' } });
  const waiting = await enterEpisode(bench, ready);
  const jobsOf = async (queue: string) => (await environment.redis.keys(`bull:${queue}:*-*`)).map((key) => key.split(':')[2]).toSorted();

  await sweepPodcastFiles(bench.transcoder);
  expect(await jobsOf('audio-master')).toEqual([]);

  // Nobody has touched any of it for a while, as far as the sweep can tell.
  const earlier = new Date(Date.now() - 60_000);
  for (const table of ['Asset', 'AudioMaster', 'Episode', 'Show']) {
    await database.$executeRawUnsafe(`UPDATE "${table}" SET "updatedAt" = $1::timestamp`, earlier);
  }
  await sweepPodcastFiles(bench.transcoder);
  await sweepPodcastFiles(bench.transcoder);
  expect(await jobsOf('audio-master')).toEqual([`master-${begun}`, `master-${unknown}`].toSorted());
  expect(await jobsOf('episode-files')).toEqual([`files-${waiting.episodeId}`]);
  expect(await jobsOf('artwork')).toEqual([`artwork-${unknownEpisode.showId}-show`, `artwork-${waiting.showId}-show`].toSorted());
});

test('the notice for ended subscriptions is a short, valid MP3 that says what it is', async () => {
  await makeNotice(bench.transcoder);
  const key = objectKeys.notice('subscription-ended.mp3');
  const first = await bench.environment.objectStore.head(key);
  expect(first.contentType).toBe('audio/mpeg');
  const path = await download(bench, key);
  const { format } = await probe<{ format: { duration: string; tags: { title: string } } }>(path, '-show_format');
  expect(format.tags.title).toBe('Subscription ended');
  expect(Math.abs(Number(format.duration) - 3)).toBeLessThan(0.1);
  expect(await checkMp3(path)).not.toContain('WARNING');
  await makeNotice(bench.transcoder);
  expect((await bench.environment.objectStore.head(key)).lastModified).toEqual(first.lastModified);
});
