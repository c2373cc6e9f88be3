import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestAccount, type TestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';

let environment: TestEnvironment;
let server: TestServer;
let maker: TestAccount;

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  maker = await createTestAccount(environment);
  await ask('POST', '', { title: 'Hostile', author: 'Nobody', slug: 'hostile' });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

const ask = (method: string, path: string, json: unknown) =>
  requestJson(`${server.url}/api/shows${path}`, { method, token: maker.token, json });

test('what no feed can carry is dropped, and the rest of the text is kept', async () => {
  const answer = await ask('PATCH', '/hostile', { title: 'a\u0000b\u0008c\ud800d]]> & <e> \u202E🚂' });
  expect([answer.status, answer.body.title]).toEqual([200, 'abcd]]> & <e> \u202E🚂']);
});

test.each([
  'http://x.org/]]><script>alert(1)</script>"\'&',
  'https://x/"<]]>"',
  'https://x.org/a b',
  'https://x.org/{a}|b',
  'https://',
  'javascript:alert(1)',
])('%s is no address that a feed could carry', async (url) => {
  for (const json of [{ link: url }, { persons: [{ name: 'A', href: url }] }, { funding: [{ url, text: 'Give' }] }, { newFeedUrl: url }]) {
    expect((await ask('PATCH', '/hostile', json)).status, JSON.stringify(json)).toBe(400);
  }
});

test.each(['https://x.org/a?b=1&c=%20#d', 'https://bücher.example/ü', 'http://[2001:db8::1]:8080/x', "https://x.org/it's(1)"])(
  '%s is one',
  async (url) => {
    expect((await ask('PATCH', '/hostile', { link: url })).status).toBe(200);
  },
);

test('times that no clock shows are refused before they become null', async () => {
  const { body } = await ask('POST', '/hostile/episodes', { title: 'Long' });
  const chapters = {
    chapters: [
      { startSeconds: 0, title: 'a' },
      { startSeconds: 1e308, title: 'b' },
    ],
  };
  const refused = await ask('PUT', `/hostile/episodes/${body.id}/chapters`, chapters);
  expect(refused.status).toBe(422);
  expect(refused.body.detail).not.toMatch(/NaN|null/);
  const soundbites = [{ startSeconds: 1e308, durationSeconds: 1e308 }];
  expect((await ask('PATCH', `/hostile/episodes/${body.id}`, { soundbites })).status).toBe(400);
});

test('JSON that is nested without end is refused, not followed', async () => {
  const body = `{"title":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  const headers = { authorization: `Bearer ${maker.token}`, 'content-type': 'application/json' };
  expect((await fetch(`${server.url}/api/shows/hostile`, { method: 'PATCH', headers, body })).status).toBe(400);
});
