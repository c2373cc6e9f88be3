import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashToken } from '../../../core/tokens.ts';
import { createAccount, findOrCreateAdmin } from '../../../server/accounts/create-account.ts';
import { issueSignInLink } from '../../../server/accounts/issue-token.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';

let environment: TestEnvironment;
let server: TestServer;

beforeAll(async () => {
  environment = await openTestEnvironment({ UPLOAD_QUOTA_BYTES: '5000' });
  server = await startTestServer(environment);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

async function issueLinkToken(accountId: string, scope: 'READ' | 'WRITE' | 'ADMIN' = 'WRITE'): Promise<string> {
  const link = await issueSignInLink(environment.database, { accountId, scope, publicUrl: server.url });
  expect(link.startsWith(`${server.url}/sign-in#rst_`)).toBe(true);
  return new URL(link).hash.slice(1);
}

const signIn = (token: string, url = server.url) => requestJson(`${url}/api/auth/sessions`, { method: 'POST', json: { token } });

async function openSessionCookie(accountId: string): Promise<string> {
  const { headers } = await signIn(await issueLinkToken(accountId));
  return headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

test('a sign-in link becomes a session cookie that scripts and other sites cannot use', async () => {
  const { accountId } = await createTestAccount(environment);
  const { status, body, headers } = await signIn(await issueLinkToken(accountId));
  expect(status).toBe(201);
  expect(body).toMatchObject({ id: accountId, role: 'CREATOR', scope: 'WRITE', storage: { usedBytes: 0, quotaBytes: 5000 } });
  const [cookie = ''] = headers.getSetCookie();
  expect(cookie).toMatch(/^rostrum_session=rst_[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
  const me = await requestJson(`${server.url}/api/me`, { headers: { cookie: cookie.split(';')[0] ?? '' } });
  expect(me.body.id).toBe(accountId);
});

test('behind https the cookie is Secure', async () => {
  await using secure = await startTestServer(environment, { publicUrl: 'https://films.example' });
  const { accountId } = await createTestAccount(environment);
  const { headers } = await signIn(await issueLinkToken(accountId), secure.url);
  expect(headers.getSetCookie()[0]).toContain('; Secure');
});

test('of many who use a sign-in link at once, one gets in, and none after that', async () => {
  const { accountId } = await createTestAccount(environment);
  const token = await issueLinkToken(accountId);
  const answers = await Promise.all(Array.from({ length: 8 }, () => signIn(token)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 401, 401, 401, 401, 401, 401, 401]);
  expect((await signIn(token)).status).toBe(401);
  expect(await environment.database.token.count({ where: { accountId, kind: 'SESSION' } })).toBe(1);
});

test('an expired link, an unknown one and an API token open no session', async () => {
  const { accountId, token } = await createTestAccount(environment);
  const expired = await issueLinkToken(accountId);
  await environment.database.token.update({ where: { hash: hashToken(expired) }, data: { expiresAt: new Date(Date.now() - 1) } });
  for (const text of [expired, token, 'rst_no-such-token-anywhere']) expect((await signIn(text)).status).toBe(401);
});

test('a sign-in token is no bearer token, and a session is none either', async () => {
  const { accountId } = await createTestAccount(environment);
  const link = await issueLinkToken(accountId);
  const session = (await openSessionCookie(accountId)).replace('rostrum_session=', '');
  for (const token of [link, session]) expect((await requestJson(`${server.url}/api/me`, { token })).status).toBe(401);
});

test('signing out ends the session and removes the cookie', async () => {
  const { accountId } = await createTestAccount(environment);
  const cookie = await openSessionCookie(accountId);
  const headers = { cookie, 'sec-fetch-site': 'same-origin' };
  const { status, headers: answered } = await requestJson(`${server.url}/api/auth/sessions/current`, { method: 'DELETE', headers });
  expect(status).toBe(204);
  expect(answered.getSetCookie()[0]).toMatch(/^rostrum_session=; .*Expires=Thu, 01 Jan 1970/);
  await expect.poll(async () => (await requestJson(`${server.url}/api/me`, { headers })).status, { timeout: 3000 }).toBe(401);
});

test('an API token is no session to end', async () => {
  const { token } = await createTestAccount(environment);
  expect((await requestJson(`${server.url}/api/auth/sessions/current`, { method: 'DELETE', token })).status).toBe(400);
});

test('a new API token works, is shown once, and is kept as a hash only', async () => {
  const { token } = await createTestAccount(environment);
  const json = { name: 'my script', scope: 'READ', expiresInDays: 7 };
  const created = await requestJson(`${server.url}/api/tokens`, { method: 'POST', token, json });
  expect(created.status).toBe(201);
  expect(created.body.token).toMatch(/^rst_[\w-]{43}$/);
  expect(Date.parse(created.body.expiresAt) - Date.now()).toBeGreaterThan(6.9 * 24 * 3600 * 1000);
  expect((await requestJson(`${server.url}/api/me`, { token: created.body.token })).body.scope).toBe('READ');

  const { body } = await requestJson(`${server.url}/api/tokens`, { token });
  expect(body.items.map((item: { name: string }) => item.name)).toEqual(['my script', 'test']);
  expect(JSON.stringify(body)).not.toContain('rst_');
  const row = await environment.database.token.findUniqueOrThrow({ where: { id: created.body.id } });
  expect(JSON.stringify(row)).not.toContain(created.body.token);
});

test('nobody makes a token that may do more than they may', async () => {
  const { token } = await createTestAccount(environment);
  const answer = await requestJson(`${server.url}/api/tokens`, { method: 'POST', token, json: { name: 'more', scope: 'ADMIN' } });
  expect([answer.status, answer.body.type]).toEqual([403, '/problems/forbidden']);
});

test('a revoked token stops working within two seconds, and is nobody else to revoke', async () => {
  const { token } = await createTestAccount(environment);
  const { body } = await requestJson(`${server.url}/api/tokens`, { method: 'POST', token, json: { name: 'lost', scope: 'WRITE' } });
  expect((await requestJson(`${server.url}/api/me`, { token: body.token })).status).toBe(200);
  const { token: stranger } = await createTestAccount(environment);
  const url = `${server.url}/api/tokens/${body.id}`;
  expect((await requestJson(url, { method: 'DELETE', token: stranger })).status).toBe(404);
  expect((await requestJson(url, { method: 'DELETE', token })).status).toBe(204);
  await expect.poll(async () => (await requestJson(`${server.url}/api/me`, { token: body.token })).status, { timeout: 2000 }).toBe(401);
  expect((await requestJson(url, { method: 'DELETE', token })).status).toBe(404);
});

test('a disabled account is out', async () => {
  const { accountId, token } = await createTestAccount(environment);
  await environment.database.account.update({ where: { id: accountId }, data: { disabledAt: new Date() } });
  expect((await requestJson(`${server.url}/api/me`, { token })).status).toBe(401);
});

test('the use of a token is noted, once a minute', async () => {
  const { accountId, token } = await createTestAccount(environment);
  const readUse = async () => (await environment.database.token.findFirstOrThrow({ where: { accountId } })).lastUsedAt;
  await requestJson(`${server.url}/api/me`, { token });
  const first = await readUse();
  expect(first).toBeInstanceOf(Date);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  await requestJson(`${server.url}/api/me`, { token });
  expect(await readUse()).toEqual(first);
});

test('storage counts stored sources and running uploads, against the own quota where there is one', async () => {
  const { accountId, token } = await createTestAccount(environment, { quotaBytes: 900n });
  const upload = { accountId, filename: 'f', filetype: 't', objectKey: 'k', expiresAt: new Date(Date.now() + 1000) };
  await environment.database.upload.createMany({
    data: [
      { ...upload, id: 'arriving00000001', sizeBytes: 30n },
      { ...upload, id: 'expired000000001', sizeBytes: 500n, state: 'EXPIRED' },
    ],
  });
  const asset = { id: 'stored0000000001', ownerId: accountId, filename: 'f', sourceKey: 'k', sourceBytes: 12n };
  await environment.database.asset.create({ data: asset });
  const { body } = await requestJson(`${server.url}/api/me`, { token });
  expect(body.storage).toEqual({ usedBytes: 42, quotaBytes: 900 });
});

test('the administrator is made once and found again', async () => {
  const first = await findOrCreateAdmin(environment.database);
  expect(await findOrCreateAdmin(environment.database)).toMatchObject({ id: first.id });
  expect((await createAccount(environment.database, { displayName: 'Ana', role: 'VIEWER' })).role).toBe('VIEWER');
});
