import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createId } from '../../../core/identifiers.ts';
import { createTestAccount, type TestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';

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

beforeEach(async () => {
  await environment.database.video.deleteMany();
  await environment.database.channel.deleteMany();
  await environment.database.asset.deleteMany();
});

const videosUrl = (rest = '') => `${server.url}/api/videos${rest}`;
const create = (json: object, token = creator.token) => requestJson(videosUrl(), { method: 'POST', token, json });
const patch = (id: string, json: object, token = creator.token) => requestJson(videosUrl(`/${id}`), { method: 'PATCH', token, json });
const read = (id: string, token?: string) => requestJson(videosUrl(`/${id}`), { token });
const listIds = async (query: string, token?: string) =>
  (await requestJson(videosUrl(query), { token })).body.items.map((item: { id: string }) => item.id);

async function insertAsset(state: 'PROCESSING' | 'PLAYABLE' | 'READY' | 'FAILED' = 'READY', ownerId = creator.accountId) {
  const id = createId();
  const media = { filename: 'film.mp4', sourceKey: 'k', sourceBytes: 1n, durationSeconds: 61.5, width: 1280, height: 720, posterKey: 'p' };
  await environment.database.asset.create({ data: { id, ownerId, state, ...media } });
  return id;
}

/** Published videos, one second apart; the first is the oldest. */
async function insertVideos(count: number, change: object = {}): Promise<string[]> {
  const assetId = await insertAsset();
  const rows = Array.from({ length: count }, (_, index) => ({
    id: createId(),
    ownerId: creator.accountId,
    assetId,
    title: `Film ${index}`,
    visibility: 'PUBLIC' as const,
    createdAt: new Date(Date.UTC(2026, 0, 1, 0, 0, index)),
    ...change,
  }));
  await environment.database.video.createMany({ data: rows });
  return rows.map(({ id }) => id);
}

test('a new video is PRIVATE, empty where nothing was said, and known to its owner alone', async () => {
  const { status, body, headers } = await create({ title: 'My film' });
  expect(status).toBe(201);
  expect(headers.get('location')).toBe(`/api/videos/${body.id}`);
  expect(body).toEqual({
    id: body.id,
    assetId: null,
    assetState: null,
    title: 'My film',
    description: '',
    channel: null,
    visibility: 'PRIVATE',
    publishAt: null,
    tags: [],
    language: null,
    createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
    durationSeconds: null,
    width: null,
    height: null,
    poster: null,
    playback: null,
  });
  expect((await read(body.id, creator.token)).body).toEqual(body);
  expect((await read(body.id)).status).toBe(404);
  expect((await read(body.id, other.token)).status).toBe(404);
});

test('a video shows its asset, with plain links when public and signed ones when not', async () => {
  const assetId = await insertAsset();
  const { body } = await create({ title: 'Seen', assetId, visibility: 'PUBLIC' });
  expect(body).toMatchObject({ assetId, assetState: 'READY', durationSeconds: 61.5, width: 1280, height: 720 });
  expect(body.playback.hls).toBe(`${server.url}/hls/${assetId}/master.m3u8`);
  expect(body.poster).toBe(`${server.url}/posters/${assetId}/v1.jpg`);

  const hidden = (await patch(body.id, { visibility: 'UNLISTED' })).body;
  expect(hidden.playback.hls).toMatch(new RegExp(`/hls/${assetId}/~[^/]+/master.m3u8$`));
  expect(hidden.poster).toMatch(new RegExp(`/posters/${assetId}/~[^/]+/v1.jpg$`));
  expect((await read(body.id)).body.visibility).toBe('UNLISTED');

  const scheduled = (await patch(body.id, { visibility: 'PUBLIC', publishAt: '2090-01-01T00:00:00+02:00' })).body;
  expect(scheduled.publishAt).toBe('2089-12-31T22:00:00.000Z');
  expect(scheduled.playback.hls).toContain('/~');
  expect((await read(body.id)).status).toBe(404);
});

test('an asset that does not play yet has no playback', async () => {
  const { body } = await create({ title: 'Soon', assetId: await insertAsset('PROCESSING'), visibility: 'PUBLIC' });
  expect(body).toMatchObject({ assetState: 'PROCESSING', playback: null });
});

test('a change touches what it names and nothing else; null empties', async () => {
  const before = (await create({ title: 'One', description: 'Words', tags: ['a', 'b'], language: 'de-AT' })).body;
  const after = (await patch(before.id, { title: 'Two', language: null })).body;
  expect(after).toEqual({ ...before, title: 'Two', language: null });
});

test('a change without a field, or with an unknown one, is refused', async () => {
  const { body } = await create({ title: 'One' });
  expect((await patch(body.id, {})).body.type).toBe('/problems/validation_failed');
  expect((await patch(body.id, { ownerId: other.accountId })).body.errors[0].pointer).toBe('/body/ownerId');
  expect((await patch(body.id, { title: null })).body.errors[0].pointer).toBe('/body/title');
  expect((await patch(body.id, { publishAt: 'tomorrow' })).status).toBe(400);
  expect((await patch(body.id, { publishAt: '2026-01-01T00:00:00' })).status).toBe(400);
  for (const publishAt of [
    '9999-12-31T23:59:59-23:59',
    '3000-01-01T00:00:00Z',
    '1970-01-01T00:00:00+00:01',
    '0001-01-01T00:00:00Z',
    '0000-01-01T00:00:00Z',
  ]) {
    expect((await patch(body.id, { publishAt })).body.type, publishAt).toBe('/problems/validation_failed');
  }
  expect((await patch(body.id, { publishAt: '2999-12-31T23:59:59Z' })).status).toBe(200);
  expect((await patch(body.id, { publishAt: '1970-01-01T00:00:00Z' })).status).toBe(200);
});

test('others may neither change nor delete; an administrator may', async () => {
  const { body } = await create({ title: 'Mine', visibility: 'UNLISTED' });
  const administrator = await createTestAccount(environment, { role: 'ADMIN', scope: 'ADMIN' });
  expect((await patch(body.id, { title: 'Yours' }, other.token)).status).toBe(403);
  expect((await requestJson(videosUrl(`/${body.id}`), { method: 'DELETE', token: other.token })).status).toBe(403);
  expect((await patch(body.id, { title: 'Moderated' }, administrator.token)).body.title).toBe('Moderated');
  expect((await requestJson(videosUrl(`/${body.id}`), { method: 'DELETE', token: administrator.token })).status).toBe(204);
  expect((await read(body.id, creator.token)).status).toBe(404);
});

test('deleting a video keeps its asset', async () => {
  const assetId = await insertAsset();
  const { body } = await create({ title: 'Gone', assetId });
  await requestJson(videosUrl(`/${body.id}`), { method: 'DELETE', token: creator.token });
  expect(await environment.database.asset.count({ where: { id: assetId } })).toBe(1);
});

test("nobody shows another's asset or uses another's channel", async () => {
  const assetId = await insertAsset('READY', other.accountId);
  expect((await create({ title: 'Stolen', assetId })).status).toBe(400);
  const channel = { id: createId(), handle: 'theirs', title: 'Theirs', ownerId: other.accountId };
  await environment.database.channel.create({ data: channel });
  expect((await create({ title: 'Squatter', channel: 'theirs' })).status).toBe(400);
  expect((await create({ title: 'Fine', channel: 'theirs' }, other.token)).body.channel).toEqual({ handle: 'theirs', title: 'Theirs' });
});

test('an account that only watches creates nothing', async () => {
  const viewer = await createTestAccount(environment, { role: 'VIEWER' });
  expect((await create({ title: 'Hello' }, viewer.token)).status).toBe(403);
});

test('the list shows what is public, due and playable, and nothing else', async () => {
  const [ready, playable, processing, failed] = await Promise.all(
    (['READY', 'PLAYABLE', 'PROCESSING', 'FAILED'] as const).map((state) => insertAsset(state)),
  );
  const visible = [
    (await create({ title: 'Ready', assetId: ready, visibility: 'PUBLIC' })).body.id,
    (await create({ title: 'Growing', assetId: playable, visibility: 'PUBLIC' })).body.id,
    (await create({ title: 'Due', assetId: ready, visibility: 'PUBLIC', publishAt: '2020-01-01T00:00:00Z' })).body.id,
  ];
  const hidden = [
    { assetId: processing, visibility: 'PUBLIC' },
    { assetId: failed, visibility: 'PUBLIC' },
    { visibility: 'PUBLIC' },
    { assetId: ready, visibility: 'UNLISTED' },
    { assetId: ready, visibility: 'MEMBERS' },
    { assetId: ready, visibility: 'PRIVATE' },
    { assetId: ready, visibility: 'PUBLIC', publishAt: '2090-01-01T00:00:00Z' },
  ];
  for (const json of hidden) expect((await create({ title: 'Hidden', ...json })).status).toBe(201);
  expect((await listIds('')).sort()).toEqual([...visible].sort());
  expect((await listIds('', creator.token)).sort()).toEqual([...visible].sort());
  expect(await listIds('?mine=true', creator.token)).toHaveLength(visible.length + hidden.length);
  expect(await listIds('?mine=true', other.token)).toEqual([]);
  expect((await requestJson(videosUrl('?mine=true'))).status).toBe(401);
});

test('pages follow each other without a gap or a repeat, also while videos are added', async () => {
  const ids = await insertVideos(7);
  const seen: string[] = [];
  let cursor: string | null = '';
  for (let page = 0; cursor !== null; page++) {
    const { body } = await requestJson(videosUrl(`?limit=3${cursor && `&cursor=${cursor}`}`));
    seen.push(...body.items.map((item: { id: string }) => item.id));
    cursor = body.nextCursor;
    if (page === 0) await insertVideos(1, { createdAt: new Date() });
  }
  expect(seen).toEqual(ids.toReversed());
});

test('videos of one instant are told apart by their ids', async () => {
  const ids = await insertVideos(5, { createdAt: new Date(Date.UTC(2026, 0, 1)) });
  const first = (await requestJson(videosUrl('?limit=2&sort=oldest'))).body;
  const second = (await requestJson(videosUrl(`?limit=3&sort=oldest&cursor=${first.nextCursor}`))).body;
  expect([...first.items, ...second.items].map(({ id }: { id: string }) => id)).toEqual(ids.sort());
  expect(second.nextCursor).toBeNull();
});

test('a cursor of another sort, of another filter, or made up is a bad_cursor', async () => {
  await insertVideos(3);
  const { nextCursor } = (await requestJson(videosUrl('?limit=1'))).body;
  for (const query of [`?sort=oldest&cursor=${nextCursor}`, `?tag=a&cursor=${nextCursor}`, '?cursor=garbage', '?cursor=']) {
    const { status, body } = await requestJson(videosUrl(query));
    expect([status, body.type], query).toEqual([400, '/problems/bad_cursor']);
  }
});

test('a list can be narrowed to a channel and to a tag', async () => {
  const channelId = createId();
  await environment.database.channel.create({ data: { id: channelId, handle: 'films', title: 'Films', ownerId: creator.accountId } });
  await insertVideos(2);
  const inChannel = await insertVideos(2, { channelId });
  const tagged = await insertVideos(1, { channelId, tags: ['süß & salty', 'x'] });
  expect((await listIds('?channel=films')).sort()).toEqual([...inChannel, ...tagged].sort());
  expect(await listIds(`?tag=${encodeURIComponent('süß & salty')}`)).toEqual(tagged);
  expect(await listIds('?channel=films&tag=nothing')).toEqual([]);
  expect(await listIds('?channel=unknown')).toEqual([]);
});
