import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueToken } from '../../../server/accounts/issue-token.ts';
import { rememberBriefly } from '../../../server/plugins/remember-briefly.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';

let environment: TestEnvironment;
let server: TestServer;
let cookie: string;

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  const { accountId } = await createTestAccount(environment);
  const session = await issueToken(environment.database, { accountId, kind: 'SESSION', scope: 'WRITE', name: 'page', expiresAt: null });
  cookie = `rostrum_session=${session.text}`;
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

const createVideo = (headers: Record<string, string>) =>
  requestJson(`${server.url}/api/videos`, { method: 'POST', json: { title: 'A film' }, headers: { cookie, ...headers } });

test.each([
  ['Sec-Fetch-Site same-origin', () => ({ 'sec-fetch-site': 'same-origin' }), 201],
  ['our own Origin', () => ({ origin: server.url }), 201],
  ['no word on where it comes from', () => ({}), 403],
  ['another Origin', () => ({ origin: 'https://evil.example' }), 403],
  ['a sandboxed Origin', () => ({ origin: 'null' }), 403],
  ['Sec-Fetch-Site cross-site', () => ({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }), 403],
  ['Sec-Fetch-Site same-site, another subdomain', () => ({ 'sec-fetch-site': 'same-site' }), 403],
])("a session's unsafe request with %s", async (_name, headers, expected) => {
  expect((await createVideo(headers())).status).toBe(expected);
});

test('a session may read from anywhere: browsers keep other sites from the answer', async () => {
  expect((await requestJson(`${server.url}/api/me`, { headers: { cookie } })).status).toBe(200);
});

test('a stale cookie makes a stranger, not an error, and is removed', async () => {
  const headers = { cookie: 'rostrum_session=rst_stale' };
  const { status, headers: answered } = await requestJson(`${server.url}/api/videos`, { headers });
  expect(status).toBe(200);
  expect(answered.getSetCookie()[0]).toMatch(/^rostrum_session=;/);
  expect((await requestJson(`${server.url}/api/me`, { headers })).status).toBe(401);
});

test.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer a b', 'rst_naked'])(
  'the header "%s" is refused even where no token is needed',
  async (authorization) => {
    expect((await requestJson(`${server.url}/api/videos`, { headers: { authorization } })).status).toBe(401);
  },
);

test('the scheme may be written in any case', async () => {
  const { token } = await createTestAccount(environment);
  expect((await requestJson(`${server.url}/api/me`, { headers: { authorization: `bearer ${token}` } })).status).toBe(200);
});

test('an administrator needs a token of full scope to act as one', async () => {
  const { token } = await createTestAccount(environment, { role: 'ADMIN', scope: 'WRITE' });
  const { accountId } = await createTestAccount(environment);
  await environment.database.video.create({ data: { id: 'somebodys0000001', ownerId: accountId, title: 'Private' } });
  expect((await requestJson(`${server.url}/api/videos/somebodys0000001`, { token })).status).toBe(404);
});

test('a lookup is shared by all who ask at once, kept for its time, and not kept when it found nothing', async () => {
  let lookUps = 0;
  const find = rememberBriefly(async (key: string) => (++lookUps && key === 'known' ? key : null), { ttlMs: 50, maxEntries: 2 });
  expect(await Promise.all([find('known'), find('known')])).toEqual(['known', 'known']);
  expect(lookUps).toBe(1);
  await find('unknown');
  await find('unknown');
  expect(lookUps).toBe(3);
  await new Promise((resolve) => setTimeout(resolve, 60));
  await find('known');
  expect(lookUps).toBe(4);
});
