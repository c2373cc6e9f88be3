import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createId } from '../../../core/identifiers.ts';
import { announceAssetChange, chunkField, reportChunkProgress } from '../../../core/queues/asset-events.ts';
import { issueToken } from '../../../server/accounts/issue-token.ts';
import { createTestAccount, type TestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { type AssetEvent, openAssetEvents } from './asset-events-client.ts';

let environment: TestEnvironment;
let server: TestServer;
let creator: TestAccount;
let other: TestAccount;

beforeAll(async () => {
  environment = await openTestEnvironment({ RATE_LIMIT_PER_MINUTE: '10000' });
  server = await startTestServer(environment);
  creator = await createTestAccount(environment);
  other = await createTestAccount(environment);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

/** A planned film of two chunks and two lanes. */
async function insertAsset(change: object = {}): Promise<string> {
  const id = createId();
  await environment.database.asset.create({
    data: {
      id,
      ownerId: creator.accountId,
      filename: 'film.mp4',
      sourceKey: 'k',
      sourceBytes: 1n,
      frameRate: 25,
      startedAt: new Date(),
      ...change,
    },
  });
  const version = 1;
  await environment.database.rendition.createMany({
    data: [
      { assetId: id, version, name: '720p', kind: 'VIDEO', lane: 'HIGH', width: 1280, height: 720 },
      { assetId: id, version, name: '240p', kind: 'VIDEO', lane: 'LOW', width: 426, height: 240 },
      { assetId: id, version, name: 'audio', kind: 'AUDIO', lane: 'AUDIO' },
    ],
  });
  const chunks = (['LOW', 'HIGH'] as const).flatMap((lane) =>
    [0, 1].map((index) => ({ assetId: id, version, lane, index, startFrame: index * 100, frameCount: 100 })),
  );
  await environment.database.chunk.createMany({ data: chunks });
  return id;
}

const read = (id: string, token?: string) => requestJson(`${server.url}/api/assets/${id}`, { token });
const watch = (id: string, init?: RequestInit) => openAssetEvents(`${server.url}/api/assets/${id}/events`, init);
const bearer = ({ token }: TestAccount) => ({ headers: { authorization: `Bearer ${token}` } });
const update = async (id: string, data: object) => {
  await environment.database.asset.update({ where: { id }, data });
  await announceAssetChange(environment.redis, id);
};
const states = (events: AssetEvent[]) => events.map(({ asset }) => asset.state);

test('an asset tells its state, renditions and progress, frames in flight included', async () => {
  const id = await insertAsset({ state: 'PLAYABLE', posterKey: 'p', playableAt: new Date() });
  await environment.database.chunk.updateMany({
    where: { assetId: id, lane: 'LOW', index: 0 },
    data: { doneAt: new Date(), encodedFrames: 100 },
  });
  await reportChunkProgress(environment.redis, id, chunkField('LOW', 1), 50);
  const { status, body } = await read(id, creator.token);
  expect(status).toBe(200);
  expect(body).toMatchObject({ id, state: 'PLAYABLE', filename: 'film.mp4', warnings: [], failure: null });
  expect(body.progress.playableSeconds).toBe(4);
  expect(body.progress.percent).toBeGreaterThan(7);
  expect(body.renditions.map(({ name, percent }: { name: string; percent: number }) => [name, percent])).toEqual([
    ['240p', 75],
    ['720p', 0],
    ['audio', 0],
  ]);
  expect(body.playback.hls).toMatch(new RegExp(`^${server.url}/hls/${id}/~[^/]+/master.m3u8$`));
});

test('an asset is for its owner, and for whoever may see a video that shows it', async () => {
  const id = await insertAsset({ state: 'READY' });
  expect((await read(id)).status).toBe(404);
  expect((await read(id, other.token)).status).toBe(404);
  const administrator = await createTestAccount(environment, { role: 'ADMIN', scope: 'ADMIN' });
  expect((await read(id, administrator.token)).status).toBe(200);

  const video = { id: createId(), ownerId: creator.accountId, assetId: id, title: 'V' };
  await environment.database.video.create({ data: { ...video, visibility: 'MEMBERS' } });
  expect((await read(id)).status).toBe(404);
  expect((await read(id, other.token)).status).toBe(200);
  await environment.database.video.update({ where: { id: video.id }, data: { visibility: 'PUBLIC' } });
  expect((await read(id)).body.playback.hls).toBe(`${server.url}/hls/${id}/master.m3u8`);
});

test('a failed asset says why', async () => {
  const id = await insertAsset({ state: 'FAILED', failureCode: 'source_not_media', failureDetail: 'This is a text.' });
  expect((await read(id, creator.token)).body).toMatchObject({
    playback: null,
    failure: { code: 'source_not_media', detail: 'This is a text.' },
  });
});

test('events begin with the asset as it is, follow its changes, and end when it is READY', async () => {
  const id = await insertAsset();
  const events = await watch(id, bearer(creator));
  expect(events.response.headers.get('content-type')).toContain('text/event-stream');
  expect(events.response.headers.get('access-control-allow-origin')).toBe('*');
  await expect.poll(() => states(events.received)).toEqual(['PROCESSING']);
  await update(id, { state: 'PLAYABLE', playableAt: new Date() });
  await expect.poll(() => states(events.received).at(-1), { timeout: 4000 }).toBe('PLAYABLE');
  await update(id, { state: 'READY', durationSeconds: 8, readyAt: new Date() });
  await events.ended;
  const last = events.received.at(-1);
  expect(last).toMatchObject({ name: 'asset', id: 'READY', asset: { state: 'READY', progress: { percent: 100, playableSeconds: 8 } } });
});

test('a finished asset is told once; a browser that reconnects is told to stop', async () => {
  const id = await insertAsset({ state: 'READY', durationSeconds: 8 });
  const events = await watch(id, bearer(creator));
  await events.ended;
  expect(states(events.received)).toEqual(['READY']);
  const again = await fetch(`${server.url}/api/assets/${id}/events`, {
    headers: { authorization: `Bearer ${creator.token}`, 'last-event-id': 'READY' },
  });
  expect(again.status).toBe(204);
});

test('a change that nobody announced is found all the same', async () => {
  const id = await insertAsset();
  const events = await watch(id, bearer(creator));
  await expect.poll(() => events.received.length).toBeGreaterThan(0);
  await environment.database.asset.update({ where: { id }, data: { state: 'FAILED', failureCode: 'internal', failureDetail: 'x' } });
  await events.ended;
  expect(states(events.received).at(-1)).toBe('FAILED');
});

test('a hundred announcements a second reach many listeners as at most a few events, from few reads', async () => {
  const id = await insertAsset();
  let reads = 0;
  const database = countAssetReads(environment, () => reads++);
  await using counted = await startTestServer({ ...environment, database });
  const listeners = await Promise.all(
    Array.from({ length: 10 }, () => openAssetEvents(`${counted.url}/api/assets/${id}/events`, bearer(creator))),
  );
  const readsToConnect = reads;
  for (let frame = 0; frame < 100; frame++) {
    await reportChunkProgress(environment.redis, id, chunkField('LOW', 0), frame);
    await sleep(15);
  }
  await sleep(500);
  const seconds = 3;
  expect(reads - readsToConnect).toBeLessThanOrEqual(4 * seconds);
  for (const { received } of listeners) {
    expect(received.length).toBeGreaterThanOrEqual(3);
    expect(received.length).toBeLessThanOrEqual(4 * seconds);
  }
  expect(listeners[0]?.received.at(-1)?.asset.renditions.find(({ name }) => name === '240p')?.percent).toBe(49.5);
  for (const listener of listeners) listener.close();
});

test.each(['stranger', 'member'] as const)(
  'a film that is made PRIVATE ends the events of a %s, and shows them no more link',
  async (viewer) => {
    const id = await insertAsset({ state: 'PLAYABLE', playableAt: new Date() });
    const video = { id: createId(), ownerId: creator.accountId, assetId: id, title: 'V', visibility: 'PUBLIC' as const };
    await environment.database.video.create({ data: video });
    const own = await watch(id, bearer(creator));
    const events = await watch(id, viewer === 'member' ? bearer(other) : {});
    await expect.poll(() => events.received.length).toBeGreaterThan(0);

    await environment.database.video.update({ where: { id: video.id }, data: { visibility: 'PRIVATE' } });
    await update(id, { durationSeconds: 8 });
    await events.ended;
    expect(events.received.map(({ asset }) => asset.playback?.hls)).not.toContainEqual(expect.stringContaining('~'));
    await expect.poll(() => own.received.at(-1)?.asset.playback?.hls).toContain('~');
    own.close();
  },
);

test('the cookie of a session is enough, as EventSource sends it', async () => {
  const id = await insertAsset();
  const grant = { accountId: creator.accountId, kind: 'SESSION', scope: 'WRITE', name: 'page', expiresAt: null } as const;
  const { text } = await issueToken(environment.database, grant);
  const events = await watch(id, { headers: { cookie: `rostrum_session=${text}`, accept: 'text/event-stream' } });
  await expect.poll(() => events.received.length).toBeGreaterThan(0);
  events.close();
  expect((await fetch(`${server.url}/api/assets/${id}/events`)).status).toBe(404);
});

test('a listener that goes away leaves nothing behind', async () => {
  const id = await insertAsset();
  let reads = 0;
  const database = countAssetReads(environment, () => reads++);
  await using counted = await startTestServer({ ...environment, database });
  const events = await openAssetEvents(`${counted.url}/api/assets/${id}/events`, bearer(creator));
  await expect.poll(() => events.received.length).toBeGreaterThan(0);
  events.close();
  await sleep(1000);
  const before = reads;
  await announceAssetChange(environment.redis, id);
  await sleep(600);
  expect(reads).toBe(before);
});

test('a server that stops ends its streams at once', async () => {
  const id = await insertAsset();
  const stopping = await startTestServer(environment);
  const events = await openAssetEvents(`${stopping.url}/api/assets/${id}/events`, bearer(creator));
  await expect.poll(() => events.received.length).toBeGreaterThan(0);
  const began = Date.now();
  await stopping[Symbol.asyncDispose]();
  await events.ended;
  expect(Date.now() - began).toBeLessThan(2000);
});

/** The real database, telling each time an asset is read from it. */
function countAssetReads({ database }: TestEnvironment, onRead: () => void): TestEnvironment['database'] {
  const asset = new Proxy(database.asset, {
    get: (target, name) => {
      if (name === 'findUnique') onRead();
      return Reflect.get(target, name);
    },
  });
  return new Proxy(database, { get: (target, name) => (name === 'asset' ? asset : Reflect.get(target, name)) });
}
