import { afterAll, beforeAll, expect, test } from 'vitest';
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
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  creator = await createTestAccount(environment);
  other = await createTestAccount(environment);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

const url = (rest = '') => `${server.url}/api/channels${rest}`;
const create = (json: object, token = creator.token) => requestJson(url(), { method: 'POST', token, json });

test('a channel is created, found by its handle, changed and deleted by its owner', async () => {
  const created = await create({ handle: 'night-train', title: 'Night Train' });
  expect(created.status).toBe(201);
  expect(created.headers.get('location')).toBe('/api/channels/night-train');
  expect(created.body).toEqual({
    handle: 'night-train',
    title: 'Night Train',
    description: '',
    createdAt: expect.any(String),
    videoCount: 0,
  });
  expect((await requestJson(url('/night-train'))).body).toEqual(created.body);

  const json = { description: 'Films for the small hours.' };
  const changed = await requestJson(url('/night-train'), { method: 'PATCH', token: creator.token, json });
  expect(changed.body).toEqual({ ...created.body, ...json });

  expect((await requestJson(url('/night-train'), { method: 'DELETE', token: creator.token })).status).toBe(204);
  expect((await requestJson(url('/night-train'))).status).toBe(404);
});

test('a handle is given out once, also when two ask at the same time', async () => {
  const answers = await Promise.all([creator, other].map(({ token }) => create({ handle: 'wanted', title: 'Mine' }, token)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(answers.find(({ status }) => status === 409)?.body.type).toBe('/problems/handle_taken');
});

test.each(['ab', 'Upper', '-edge', 'edge-', 'under_score', 'sp ace', 'x'.repeat(41), 'ümlaut', ''])(
  'the handle "%s" is refused',
  async (handle) => {
    const { status, body } = await create({ handle, title: 'T' });
    expect(status).toBe(400);
    expect(body.errors[0].pointer).toBe('/body/handle');
  },
);

test('others may not change or delete a channel, and an account that only watches has none', async () => {
  await create({ handle: 'guarded', title: 'Guarded' });
  const attempt = (method: string) =>
    requestJson(url('/guarded'), { method, token: other.token, ...(method === 'PATCH' ? { json: { title: 'X' } } : {}) });
  expect((await attempt('PATCH')).status).toBe(403);
  expect((await attempt('DELETE')).status).toBe(403);
  const viewer = await createTestAccount(environment, { role: 'VIEWER' });
  expect((await create({ handle: 'watcher', title: 'W' }, viewer.token)).status).toBe(403);
});

test('a channel counts its public videos, and its videos outlive it', async () => {
  await create({ handle: 'counted', title: 'Counted' });
  const { id: channelId } = await environment.database.channel.findUniqueOrThrow({ where: { handle: 'counted' } });
  const ownerId = creator.accountId;
  const assetId = createId();
  await environment.database.asset.create({
    data: { id: assetId, ownerId, state: 'READY', filename: 'f', sourceKey: 'k', sourceBytes: 1n },
  });
  const video = { ownerId, channelId, title: 'V' };
  const rows = [
    { ...video, id: createId(), assetId, visibility: 'PUBLIC' as const },
    { ...video, id: createId(), assetId, visibility: 'PRIVATE' as const },
    { ...video, id: createId(), visibility: 'PUBLIC' as const },
    { ...video, id: createId(), assetId, visibility: 'PUBLIC' as const, publishAt: new Date('2090-01-01') },
  ];
  await environment.database.video.createMany({ data: rows });
  expect((await requestJson(url('/counted'))).body.videoCount).toBe(1);
  await requestJson(url('/counted'), { method: 'DELETE', token: creator.token });
  const left = await requestJson(`${server.url}/api/videos/${rows[0]?.id}`);
  expect(left.body).toMatchObject({ title: 'V', channel: null });
});

test('channels are listed newest first in pages, all or the own ones', async () => {
  await environment.database.channel.deleteMany();
  for (let index = 0; index < 5; index++) {
    const owner = index === 2 ? other : creator;
    await environment.database.channel.create({
      data: { id: createId(), handle: `list-${index}`, title: `${index}`, ownerId: owner.accountId, createdAt: new Date(1000 * index) },
    });
  }
  const handles = (body: { items: { handle: string }[] }) => body.items.map(({ handle }) => handle);
  const first = (await requestJson(url('?limit=3'))).body;
  expect(handles(first)).toEqual(['list-4', 'list-3', 'list-2']);
  const second = (await requestJson(url(`?limit=3&cursor=${first.nextCursor}`))).body;
  expect(handles(second)).toEqual(['list-1', 'list-0']);
  expect(second.nextCursor).toBeNull();
  expect(handles((await requestJson(url('?mine=true'), { token: other.token })).body)).toEqual(['list-2']);
  expect((await requestJson(url('?mine=true'))).status).toBe(401);
  expect((await requestJson(`${server.url}/api/videos?cursor=${first.nextCursor}`)).body.type).toBe('/problems/bad_cursor');
});
