import { expect, test } from 'vitest';
import { openRedis } from '../../../core/redis.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer } from '../../support/start-test-server.ts';

test('requests are counted by account across servers, and the one too many is told when to come back', async () => {
  await using environment = await openTestEnvironment({ RATE_LIMIT_PER_MINUTE: '4' });
  await using one = await startTestServer(environment);
  await using other = await startTestServer(environment);
  const { token } = await createTestAccount(environment);
  const ask = (url: string) => requestJson(`${url}/api/me`, { token });
  const first = await ask(one.url);
  expect(first.headers.get('ratelimit-limit')).toBe('4');
  expect(first.headers.get('ratelimit-remaining')).toBe('3');
  await ask(other.url);
  await ask(one.url);
  expect((await ask(other.url)).status).toBe(200);
  const { status, body, headers } = await ask(one.url);
  expect([status, body.type]).toEqual([429, '/problems/rate_limited']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);

  const { token: neighbour } = await createTestAccount(environment);
  expect((await requestJson(`${one.url}/api/me`, { token: neighbour })).status).toBe(200);
});

test('probes and the web app are not counted', async () => {
  await using environment = await openTestEnvironment({ RATE_LIMIT_PER_MINUTE: '2' });
  await using server = await startTestServer(environment);
  for (let index = 0; index < 5; index++) expect((await requestJson(`${server.url}/healthz`)).status).toBe(200);
  expect((await requestJson(`${server.url}/upload`)).headers.has('ratelimit-limit')).toBe(false);
});

test('guessing sign-in links ends after twenty tries a minute', async () => {
  await using environment = await openTestEnvironment();
  await using server = await startTestServer(environment);
  const guess = () => requestJson(`${server.url}/api/auth/sessions`, { method: 'POST', json: { token: 'rst_a-guess-at-a-token' } });
  const statuses = await Promise.all(Array.from({ length: 21 }, async () => (await guess()).status));
  expect(statuses.filter((status) => status === 401)).toHaveLength(20);
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
});

test('with Redis away requests go through uncounted, and readiness says what is missing', async () => {
  await using environment = await openTestEnvironment();
  await using nowhere = openRedis('redis://127.0.0.1:1', environment.logger);
  await using server = await startTestServer({ ...environment, redis: nowhere.redis });
  const began = Date.now();
  expect((await requestJson(`${server.url}/api/videos`)).status).toBe(200);
  expect(Date.now() - began).toBeLessThan(2000);
  const { status, body } = await requestJson(`${server.url}/readyz`);
  expect(status).toBe(503);
  expect(body).toEqual({ status: 'not ready', checks: { database: 'ok', redis: 'failed', objectStore: 'ok' } });
});
