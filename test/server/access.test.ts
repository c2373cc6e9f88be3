import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Access } from '../../server/app.ts';
import { buildServer } from '../../server/build-server.ts';
import { createTestAccount } from '../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../support/environment.ts';
import { requestJson } from '../support/request-json.ts';
import { startTestServer, type TestServer } from '../support/start-test-server.ts';

/** Walks every route of the server with every kind of caller, so that no route can be forgotten. */
const ROLES = ['stranger', 'wrong token', 'viewer who reads', 'creator who writes', 'other creator', 'administrator'] as const;
type Role = (typeof ROLES)[number];

/** What the access layer says, by role and access; 0 is "come in". */
const EXPECTED: Record<Role, Record<Access, 0 | 401 | 403>> = {
  stranger: { public: 0, read: 401, write: 401, admin: 401 },
  'wrong token': { public: 401, read: 401, write: 401, admin: 401 },
  'viewer who reads': { public: 0, read: 0, write: 403, admin: 403 },
  'creator who writes': { public: 0, read: 0, write: 0, admin: 403 },
  'other creator': { public: 0, read: 0, write: 0, admin: 403 },
  administrator: { public: 0, read: 0, write: 0, admin: 0 },
};

let environment: TestEnvironment;
let server: TestServer;
const tokens: Record<string, string | undefined> = {};

beforeAll(async () => {
  environment = await openTestEnvironment({ RATE_LIMIT_PER_MINUTE: '100000' });
  server = await startTestServer(environment);
  tokens['wrong token'] = `rst_${randomBytes(32).toString('base64url')}`;
  tokens['viewer who reads'] = (await createTestAccount(environment, { role: 'VIEWER', scope: 'READ' })).token;
  tokens['creator who writes'] = (await createTestAccount(environment)).token;
  tokens['other creator'] = (await createTestAccount(environment)).token;
  tokens['administrator'] = (await createTestAccount(environment, { role: 'ADMIN', scope: 'ADMIN' })).token;
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

/** Nothing of these names exists, so that a route that lets the caller in does no harm and finds nothing. */
const fillIn = (url: string) =>
  url
    .replace(/:file\(.*\)/, 'unknown.txt')
    .replaceAll(/:\w+/g, 'unknown')
    .replaceAll('*', 'unknown');

test.each(ROLES)('every route treats a caller of the kind "%s" as its access says', async (role) => {
  const routes = server.app.listRouteAccess().filter(({ method }) => method !== 'OPTIONS');
  expect(routes.length).toBeGreaterThan(30);
  for (const { method, url, access, ignoresCredentials } of routes) {
    const writes = method !== 'GET' && method !== 'HEAD' && method !== 'DELETE';
    const answer = await requestJson(server.url + fillIn(url), { method, token: tokens[role], ...(writes ? { json: {} } : {}) });
    const place = `${method} ${url} (${access}) answered ${answer.status} to ${role}`;
    const expected = role === 'wrong token' && ignoresCredentials ? 0 : EXPECTED[role][access];
    if (expected !== 0) expect(answer.status, place).toBe(expected);
    // Routes that look at no credentials refuse for reasons of their own, such as a link that is forged or spent.
    else if (!ignoresCredentials) expect([401, 403], place).not.toContain(answer.status);
  }
});

test('a route that does not say who may call it keeps the server from starting', async () => {
  const app = await buildServer(environment);
  app.get('/api/forgotten', async () => 'anybody could read this');
  await expect(app.ready()).rejects.toThrow(/GET \/api\/forgotten/);
  await app.close();
});

test('what others may not know of does not tell that it exists', async () => {
  const { accountId } = await createTestAccount(environment);
  await environment.database.video.create({ data: { id: 'privatevideo0001', ownerId: accountId, title: 'Private' } });
  for (const role of ['stranger', 'other creator'] as const) {
    for (const method of role === 'stranger' ? ['GET'] : ['GET', 'DELETE', 'PATCH']) {
      const json = method === 'PATCH' ? { title: 'Mine' } : undefined;
      const answer = await requestJson(`${server.url}/api/videos/privatevideo0001`, { method, token: tokens[role], json });
      expect(answer.status, `${method} by ${role}`).toBe(404);
    }
  }
});
