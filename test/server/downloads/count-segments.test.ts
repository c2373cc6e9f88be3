import { afterAll, beforeAll, expect, test } from 'vitest';
import { createId } from '../../../core/identifiers.ts';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { countDownloads, createTestEpisode, createTestShow, OVERCAST } from './counting-environment.ts';

/** Fifteen segments of six seconds, in a picture and a sound rendition. */
const SEGMENTS = 15;
const SEGMENT_BYTES = 400;

let environment: TestEnvironment;
let server: TestServer;
let ownerId: string;
let showId: string;

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  ownerId = (await createTestAccount(environment)).accountId;
  showId = await createTestShow(environment.database, ownerId, 'films');
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

async function createFilm({ segments = SEGMENTS } = {}): Promise<string> {
  const { database, objectStore } = environment;
  const id = createId();
  await database.asset.create({ data: { id, ownerId, state: 'READY', filename: 'f', sourceKey: 'k', sourceBytes: 1n } });
  await database.video.create({ data: { id, ownerId, assetId: id, title: 'A film', visibility: 'PUBLIC' } });
  const names = [
    { name: '360p', kind: 'VIDEO' as const, lane: 'LOW' as const },
    { name: 'audio', kind: 'AUDIO' as const, lane: 'AUDIO' as const },
  ];
  await database.rendition.createMany({ data: names.map((rendition) => ({ ...rendition, assetId: id, version: 1 })) });
  for (const { name } of names) {
    await database.segment.createMany({
      data: Array.from({ length: segments }, (_, index) => ({
        assetId: id,
        version: 1,
        renditionName: name,
        index,
        chunkIndex: 0,
        initName: 'init.mp4',
        sizeBytes: SEGMENT_BYTES,
        frames: 150,
        startTicks: BigInt(index * 6 * 12_800),
        durationTicks: BigInt(6 * 12_800),
        timescale: 12_800,
      })),
    });
    for (let index = 0; index < segments; index++) {
      const key = objectKeys.hls(id, `v1/${name}/${String(index).padStart(5, '0')}.m4s`);
      await objectStore.put(key, Buffer.alloc(SEGMENT_BYTES, index), { contentType: 'video/mp4', cacheControl: 'public' });
    }
  }
  return id;
}

const play = async (assetId: string, rendition: string, indexes: readonly number[], init: RequestInit = {}) => {
  for (const index of indexes) {
    const url = `${server.url}/hls/${assetId}/v1/${rendition}/${String(index).padStart(5, '0')}.m4s`;
    const response = await fetch(url, { ...init, headers: { 'user-agent': OVERCAST, ...init.headers } });
    await response.arrayBuffer();
  }
};
/** How many listeners of the episode are counted once everything has been. */
async function count(episodeId: string): Promise<number> {
  // A listener who is counted for certain is recorded last: when he is there, all others are.
  const mark = await createFilm();
  const markEpisode = await createTestEpisode(environment.database, showId, { assetId: mark });
  await play(mark, 'audio', range(0, 10));
  await expect.poll(async () => Object.values(await countDownloads(environment.database, [markEpisode])), { timeout: 5_000 }).toEqual([1]);
  return Object.values(await countDownloads(environment.database, [episodeId])).reduce((sum, downloads) => sum + downloads, 0);
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

test('a minute of distinct media is a download, in whatever renditions it came', async () => {
  const assetId = await createFilm();
  const episodeId = await createTestEpisode(environment.database, showId, { assetId });
  await play(assetId, '360p', range(0, 5));
  // The sound of the same half minute, and the same picture again, add nothing.
  await play(assetId, 'audio', range(0, 5));
  await play(assetId, '360p', range(0, 5));
  await play(assetId, '360p', range(5, 9));
  expect(await count(episodeId)).toBe(0);
  await play(assetId, 'audio', [12]);
  expect(await count(episodeId)).toBe(1);
});

test('parts of segments, HEAD, what was not changed, and bots are nothing', async () => {
  const assetId = await createFilm();
  const episodeId = await createTestEpisode(environment.database, showId, { assetId });
  await play(assetId, '360p', range(0, SEGMENTS), { headers: { range: 'bytes=0-1' } });
  await play(assetId, '360p', range(0, SEGMENTS), { method: 'HEAD' });
  await play(assetId, '360p', range(0, SEGMENTS), { headers: { 'if-none-match': '*' } });
  await play(assetId, '360p', range(0, SEGMENTS), { headers: { 'user-agent': 'curl/8.5.0' } });
  await play(assetId, '360p', range(SEGMENTS, SEGMENTS + 12));
  expect(await count(episodeId)).toBe(0);
  // A range that is the whole segment is the segment.
  await play(assetId, '360p', range(0, 10), { headers: { range: `bytes=0-${SEGMENT_BYTES - 1}` } });
  expect(await count(episodeId)).toBe(1);
});

test('of a film shorter than a minute, all of it', async () => {
  const assetId = await createFilm({ segments: 3 });
  const episodeId = await createTestEpisode(environment.database, showId, { assetId });
  await play(assetId, 'audio', [0, 1]);
  expect(await count(episodeId)).toBe(0);
  await play(assetId, 'audio', [2]);
  expect(await count(episodeId)).toBe(1);
});

test("a film that is no episode's, or of one that is not out, counts for nobody", async () => {
  const [film, drafted] = [await createFilm(), await createFilm()];
  const draft = await createTestEpisode(environment.database, showId, { assetId: drafted });
  await environment.database.episode.update({ where: { id: draft }, data: { state: 'DRAFT' } });
  await play(film, '360p', range(0, SEGMENTS));
  await play(drafted, '360p', range(0, SEGMENTS));
  expect(await count(draft)).toBe(0);
  expect(await environment.database.download.count({ where: { episodeId: film } })).toBe(0);
});

test('a server that stops has counted what it sent', async () => {
  const assetId = await createFilm();
  const episodeId = await createTestEpisode(environment.database, showId, { assetId });
  await play(assetId, '360p', range(0, 10));
  await server[Symbol.asyncDispose]();
  expect(Object.values(await countDownloads(environment.database, [episodeId]))).toEqual([1]);
  server = await startTestServer(environment);
});
