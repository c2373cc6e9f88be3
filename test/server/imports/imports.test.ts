import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTestAccount, type TestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { makeMedia, TONE } from '../../support/make-media.ts';
import { type JsonRequest, requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { startTestWorker } from '../../support/start-test-worker.ts';
import { type OldHost, openOldHost } from '../../transcoder/import/old-host.ts';
import { makeFeed, makeItem } from '../../transcoder/import/sample-feed.ts';

vi.setConfig({ testTimeout: 180_000 });

let environment: TestEnvironment;
let server: TestServer;
let host: OldHost;
let ada: TestAccount;

beforeEach(async () => {
  environment = await openTestEnvironment({ OUTBOUND_ALLOW: '127.0.0.0/8' });
  server = await startTestServer(environment);
  host = await openOldHost();
  ada = await createTestAccount(environment);
});

afterEach(async () => {
  await host[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

const ask = (path: string, request: JsonRequest = {}) => requestJson(`${server.url}${path}`, { token: ada.token, ...request });
const begin = (json: unknown, token = ada.token) => ask('/api/imports', { method: 'POST', json, token });

async function waitForImport(id: string) {
  for (;;) {
    const { body } = await ask(`/api/imports/${id}`);
    if (body.state === 'DONE' || body.state === 'FAILED') return body;
    await delay(200);
  }
}

const makeTone = async () => readFile(await makeMedia(join(environment.directory, 'tone.mp3'), [...TONE, '-t', '2', '-c:a', 'libmp3lame']));

test('a podcast moves here: the feed appears whole, and its owner is told how the listeners follow', async () => {
  await using _worker = await startTestWorker(environment);
  const mp3 = await makeTone();
  host.put('/b.mp3', mp3);
  host.put('/a.mp3', mp3);
  host.put('/text.mp3', 'this is no sound at all');
  const items = ['b', 'a', 'text', 'gone'].map((name) => makeItem(name, `{HOST}/${name}.mp3`));
  host.put('/feed.xml', makeFeed(items.join(''), '<podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>'));
  const begun = await begin({ url: `${host.url}/feed.xml#top`, slug: 'moved' });
  expect(begun).toMatchObject({ status: 202, body: { url: `${host.url}/feed.xml`, show: null, nextSteps: [], failure: null } });
  expect(begun.headers.get('location')).toBe(`/api/imports/${begun.body.id}`);
  const done = await waitForImport(begun.body.id);
  expect(done).toMatchObject({
    state: 'DONE',
    show: { slug: 'moved', title: 'Small' },
    progress: { total: 4, done: 2, processing: 0, failed: 2 },
    failures: [
      { guid: 'text', title: 'text', code: 'source_not_media' },
      { guid: 'gone', title: 'gone', code: 'enclosure_unreachable', detail: expect.stringContaining('404') },
    ],
  });
  const steps = done.nextSteps.map((step: { detail: string }) => step.detail).join('\n');
  for (const word of ['itunes:new-feed-url', '301', `${server.url}/podcasts/moved/feed.xml`, `${host.url}/feed.xml`])
    expect(steps).toContain(word);
  await vi.waitFor(
    async () => {
      const feed = await fetch(`${server.url}/podcasts/moved/feed.xml`);
      const text = await feed.text();
      expect(feed.status, text).toBe(200);
      expect([...text.matchAll(/<guid[^>]*>([^<]*)/g)].map(([, guid]) => guid)).toEqual(['b', 'a']);
      expect(text).toContain('<podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>');
    },
    { timeout: 20_000, interval: 200 },
  );

  host.put('/gone.mp3', mp3);
  const again = await ask(`/api/imports/${begun.body.id}/retry`, { method: 'POST' });
  expect(again).toMatchObject({ status: 202, body: { state: 'IMPORTING' } });
  expect(await waitForImport(begun.body.id)).toMatchObject({ state: 'DONE', progress: { total: 4, done: 3, failed: 1 } });
  expect(await ask(`/api/imports/${begun.body.id}/retry`, { method: 'POST' })).toMatchObject({
    status: 409,
    body: { type: '/problems/conflict' },
  });
});

test('where no episode can be heard the import fails, its show stays closed, and trying again fetches all of them anew', async () => {
  await using _worker = await startTestWorker(environment);
  const mp3 = await makeTone();
  host.put('/text.mp3', 'these are words and no sound at all '.repeat(100), 'audio/mpeg');
  host.put('/page.mp3', '<html>sorry</html>', 'text/html');
  host.put('/feed.xml', makeFeed(['text', 'page', 'gone'].map((name) => makeItem(name, `{HOST}/${name}.mp3`)).join('')));
  const { body } = await begin({ url: `${host.url}/feed.xml` });
  const failed = await waitForImport(body.id);
  expect(failed).toMatchObject({
    state: 'FAILED',
    progress: { total: 3, done: 0, processing: 0, failed: 3 },
    failure: { code: 'source_not_media', detail: expect.stringContaining('No episode could be imported') },
  });
  expect(await fetch(`${server.url}/podcasts/${failed.show.slug}/feed.xml`)).toMatchObject({ status: 404 });
  for (const name of ['text', 'page', 'gone']) host.put(`/${name}.mp3`, mp3);
  expect(await ask(`/api/imports/${body.id}/retry`, { method: 'POST' })).toMatchObject({ status: 202, body: { state: 'IMPORTING' } });
  expect(await waitForImport(body.id)).toMatchObject({ state: 'DONE', failure: null, progress: { total: 3, done: 3, failed: 0 } });
  expect(await environment.database.asset.count()).toBe(3);
  expect(await environment.database.show.findMany()).toMatchObject([{ visibility: 'PUBLIC' }]);
});

test('addresses that lead nowhere public are refused at once', async () => {
  for (const url of [
    'http://10.0.0.1/feed.xml',
    'http://[::1]/feed',
    'http://169.254.169.254/',
    'file:///etc/passwd',
    'http://a:b@example.com/',
    'nonsense',
  ])
    expect(await begin({ url }), url).toMatchObject({ status: 422, body: { type: '/problems/address_refused' } });
  expect(await environment.database.feedImport.count()).toBe(0);
});

test('what leads inside only once it is asked shows as failed, with its code', async () => {
  await using _worker = await startTestWorker(environment);
  host.put('/feed.xml', (_request, response) => response.writeHead(302, { location: 'http://192.168.0.1/feed.xml' }).end());
  const { body } = await begin({ url: `${host.url}/feed.xml` });
  expect(await waitForImport(body.id)).toMatchObject({
    state: 'FAILED',
    show: null,
    failure: { code: 'address_refused', detail: expect.any(String) },
  });
  host.put('/feed.xml', '<!DOCTYPE html><html></html>');
  await ask(`/api/imports/${body.id}/retry`, { method: 'POST' });
  await vi.waitUntil(async () => (await waitForImport(body.id)).failure?.code === 'feed_unreadable', { timeout: 20_000 });
});

test('asking for the same feed while it is under way gives the running import, to its account alone', async () => {
  const url = `${host.url}/feed.xml`;
  const answers = await Promise.all([begin({ url }), begin({ url }), begin({ url })]);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  const bo = await createTestAccount(environment);
  const other = await begin({ url }, bo.token);
  expect(other.body.id).not.toBe(answers[0]?.body.id);
  expect((await ask('/api/imports')).body.items).toHaveLength(1);
  expect(await ask(`/api/imports/${other.body.id}`)).toMatchObject({ status: 404 });
  for (const [method, path] of [
    ['DELETE', ''],
    ['POST', '/retry'],
  ] as const)
    expect(await ask(`/api/imports/${other.body.id}${path}`, { method })).toMatchObject({ status: 404 });
});

test('imports are for creators, and not too many at once', async () => {
  const viewer = await createTestAccount(environment, { role: 'VIEWER' });
  const reader = await createTestAccount(environment, { scope: 'READ' });
  const url = `${host.url}/feed.xml`;
  expect(await begin({ url }, viewer.token)).toMatchObject({ status: 403 });
  expect(await begin({ url }, reader.token)).toMatchObject({ status: 403 });
  expect(await requestJson(`${server.url}/api/imports`)).toMatchObject({ status: 401 });
  for (let index = 0; index < 20; index += 1) expect((await begin({ url: `${url}?${index}` })).status).toBe(202);
  expect(await begin({ url })).toMatchObject({ status: 429, body: { type: '/problems/rate_limited' } });
  expect(await begin({ url: `${url}?7` })).toMatchObject({ status: 202 });
});

test('a list of imports goes page by page, the newest first', async () => {
  const urls = ['a', 'b', 'c'].map((name) => `${host.url}/${name}.xml`);
  for (const url of urls) await begin({ url });
  const first = await ask('/api/imports?limit=2');
  const second = await ask(`/api/imports?limit=2&cursor=${first.body.nextCursor}`);
  expect([...first.body.items, ...second.body.items].map(({ url }) => url)).toEqual(urls.toReversed());
  expect(second.body.nextCursor).toBeNull();
});

test('a taken slug and a channel of somebody else are refused at once', async () => {
  const bo = await createTestAccount(environment);
  await ask('/api/channels', { method: 'POST', json: { handle: 'bos', title: 'Bo' }, token: bo.token });
  await ask('/api/shows', { method: 'POST', json: { title: 'Mine', slug: 'mine' } });
  expect(await begin({ url: host.url, slug: 'mine' })).toMatchObject({ status: 409, body: { type: '/problems/slug_taken' } });
  expect(await begin({ url: host.url, channel: 'bos' })).toMatchObject({ status: 400, body: { type: '/problems/validation_failed' } });
});

test('cancelling takes back what was brought, and forgetting a finished import leaves its show', async () => {
  const { database } = environment;
  const makeShow = (id: string) =>
    database.show.create({ data: { id, ownerId: ada.accountId, slug: id, guid: id, title: id, author: 'Ada', visibility: 'PRIVATE' } });
  const enter = async (name: string, state: 'IMPORTING' | 'DONE') => {
    await makeShow(name);
    const row = { id: name, accountId: ada.accountId, url: host.url, state, showId: name, opensShow: state === 'IMPORTING' };
    await database.feedImport.create({ data: row });
    await database.asset.create({
      data: { id: name, ownerId: ada.accountId, filename: name, sourceKey: `uploads/${name}/source`, sourceBytes: 1 },
    });
    await database.episode.create({ data: { id: name, showId: name, guid: name, slug: name, title: name, assetId: name } });
    for (const key of [`uploads/${name}/source`, `assets/${name}/hls/master.m3u8`, `episodes/${name}/a.mp3`, `shows/${name}/artwork/a`])
      await environment.objectStore.put(key, 'x', { contentType: 'text/plain' });
    await database.importedItem.create({
      data: { importId: name, guid: name, position: 0, title: name, item: {}, state: 'DONE', episodeId: name },
    });
  };
  await enter('halfway', 'IMPORTING');
  await enter('finished', 'DONE');
  for (const id of ['halfway', 'finished']) {
    expect(await ask(`/api/imports/${id}`, { method: 'DELETE' })).toMatchObject({ status: 204 });
    expect(await ask(`/api/imports/${id}`)).toMatchObject({ status: 404 });
  }
  expect((await database.show.findMany()).map(({ id }) => id)).toEqual(['finished']);
  expect((await database.episode.findMany()).map(({ id }) => id)).toEqual(['finished']);
  expect((await database.asset.findMany()).map(({ id }) => id)).toEqual(['finished']);
  expect(await database.importedItem.count()).toBe(0);
  const { objects } = await environment.objectStore.list('');
  expect(objects).toHaveLength(4);
  expect(objects.every(({ key }) => key.includes('/finished/'))).toBe(true);
});
