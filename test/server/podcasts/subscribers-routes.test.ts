import { afterAll, beforeAll, expect, test } from 'vitest';
import { listenToFeedChanges } from '../../../core/queues/feed-events.ts';
import { hashToken } from '../../../core/tokens.ts';
import { createTestAccount, type TestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';

let environment: TestEnvironment;
let server: TestServer;
let creator: TestAccount;
let other: TestAccount;
let showId: string;

beforeAll(async () => {
  environment = await openTestEnvironment({ RATE_LIMIT_PER_MINUTE: '100000' });
  server = await startTestServer(environment);
  creator = await createTestAccount(environment);
  other = await createTestAccount(environment);
  const json = { title: 'Members', slug: 'members' };
  showId = (await requestJson(`${server.url}/api/shows`, { method: 'POST', token: creator.token, json })).body.id;
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

const url = (rest = '') => `${server.url}/api/shows/members/subscribers${rest}`;
const add = (json: object, token = creator.token) => requestJson(url(), { method: 'POST', token, json });
const ask = (method: string, rest: string, json?: object, token = creator.token) => requestJson(url(rest), { method, token, json });
const stored = (id: string) => environment.database.subscriber.findUniqueOrThrow({ where: { id } });

test('a subscriber gets a token of their own, told once and kept as a hash', async () => {
  const { status, body, headers } = await add({ name: 'Grace', email: 'grace@example.org', expiresAt: '2300-01-01T00:00:00.5Z' });
  expect(status).toBe(201);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(body).toEqual({
    id: expect.any(String),
    name: 'Grace',
    email: 'grace@example.org',
    createdAt: expect.any(String),
    expiresAt: '2300-01-01T00:00:00.000Z',
    revokedAt: null,
    lastFetchedAt: null,
    token: expect.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{43}$/),
    feed: `${server.url}/feeds/${body.token}.xml`,
    basic: { url: `${server.url}/podcasts/members/private.xml`, username: body.id, password: body.token },
  });
  const row = await stored(body.id);
  expect(row).toMatchObject({ showId, tokenHash: hashToken(body.token) });
  expect(JSON.stringify(row)).not.toContain(body.token);
  expect(JSON.stringify((await ask('GET', '')).body)).not.toContain(body.token);
});

test('a new token ends the old one, and a withdrawn subscriber stays withdrawn', async () => {
  const heard: string[] = [];
  const stop = await listenToFeedChanges(environment.subscriber, (id) => heard.push(id));
  const { id, token } = (await add({ name: 'Rotating' })).body;
  const rotated = (await ask('POST', `/${id}/rotate`)).body;
  expect(rotated).toMatchObject({ id, name: 'Rotating', feed: `${server.url}/feeds/${rotated.token}.xml` });
  expect(rotated.token).not.toBe(token);
  expect((await stored(id)).tokenHash).toBe(hashToken(rotated.token));

  expect((await ask('PATCH', `/${id}`, { name: 'Renamed', expiresAt: '2020-01-01T00:00:00Z' })).body).toMatchObject({
    name: 'Renamed',
    expiresAt: '2020-01-01T00:00:00.000Z',
  });
  expect((await ask('PATCH', `/${id}`, { expiresAt: null })).body).toMatchObject({ name: 'Renamed', expiresAt: null });
  expect((await ask('DELETE', `/${id}`)).status).toBe(204);
  const { revokedAt } = await stored(id);
  expect(revokedAt).toBeInstanceOf(Date);
  expect((await ask('DELETE', `/${id}`)).status).toBe(204);
  expect((await stored(id)).revokedAt).toEqual(revokedAt);
  for (const answer of [await ask('POST', `/${id}/rotate`), await ask('PATCH', `/${id}`, { name: 'X' })]) {
    expect([answer.status, answer.body.type]).toEqual([410, '/problems/subscription_ended']);
  }
  await expect.poll(() => heard.filter((id) => id === showId)).toEqual([showId, showId, showId, showId]);
  await stop();
});

test('subscribers are listed newest first in pages, withdrawn ones too', async () => {
  await environment.database.subscriber.deleteMany();
  for (const name of ['a', 'b', 'c']) await add({ name });
  const first = (await ask('GET', '?limit=2')).body;
  const second = (await ask('GET', `?limit=2&cursor=${first.nextCursor}`)).body;
  const names = [...first.items, ...second.items].map(({ name }: { name: string }) => name);
  expect([names, second.nextCursor]).toEqual([['c', 'b', 'a'], null]);
  await ask('DELETE', `/${first.items[0].id}`);
  expect((await ask('GET', '')).body.items[0]).toMatchObject({ name: 'c', revokedAt: expect.any(String) });
});

test('subscribers are known to the owner alone, and only within their show', async () => {
  const { id } = (await add({ name: 'Private person' })).body;
  expect((await requestJson(url())).status).toBe(401);
  expect((await ask('GET', '', undefined, other.token)).status).toBe(403);
  expect((await add({ name: 'X' }, other.token)).status).toBe(403);
  for (const [method, rest] of [
    ['DELETE', `/${id}`],
    ['POST', `/${id}/rotate`],
  ] as const) {
    expect((await ask(method, rest, undefined, other.token)).status).toBe(403);
  }
  const json = { title: 'Theirs', slug: 'theirs' };
  await requestJson(`${server.url}/api/shows`, { method: 'POST', token: other.token, json });
  const through = await requestJson(`${server.url}/api/shows/theirs/subscribers/${id}`, { method: 'DELETE', token: other.token });
  expect(through.status).toBe(404);
  expect((await stored(id)).revokedAt).toBeNull();
});

test.each([
  ['no name', {}],
  ['a blank name', { name: ' \u200b' }],
  ['an address that is none', { name: 'N', email: 'nowhere' }],
  ['an end that is no instant', { name: 'N', expiresAt: '2026-02-30T25:00:00Z' }],
])('%s is refused', async (_what, json) => {
  expect((await add(json)).body.type).toBe('/problems/validation_failed');
});
