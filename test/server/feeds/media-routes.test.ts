import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createId } from '../../../core/identifiers.ts';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import type { Delivery } from '../../../server/feeds/delivery-recorder.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { createTestEpisode, createTestShow, IMMUTABLE, type TestEpisode, type TestShow } from './feed-environment.ts';

let environment: TestEnvironment;
let server: TestServer;
let show: TestShow;
let episode: TestEpisode;
const deliveries: Delivery[] = [];

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  listen(server, deliveries);
  show = await createTestShow(environment);
  episode = await createTestEpisode(environment, show.showId);
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await environment?.[Symbol.asyncDispose]();
});

/** In the place of the counter of downloads, which has tests of its own. */
function listen({ app }: TestServer, heard: Delivery[]): void {
  Object.assign(app, { deliveries: { record: (delivery: Delivery) => heard.push(delivery) } });
}

const urlOf = ({ episodeId, fileName }: TestEpisode) => `${server.url}/media/${episodeId}/${fileName}`;
const ask = (headers: Record<string, string> = {}, method = 'GET') => rawRequest(urlOf(episode), headers, method);

describe('an episode’s file', () => {
  test('comes whole, for ever, as it is, to pages of any origin', async () => {
    const { status, headers, body } = await ask({ 'accept-encoding': 'gzip, br', origin: 'https://player.example' });
    expect([status, body.equals(episode.body)]).toEqual([200, true]);
    expect(headers).toMatchObject({
      'content-type': 'audio/mpeg',
      'content-length': '1000',
      'cache-control': IMMUTABLE,
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(headers.etag).toMatch(/^"[^"]+"$/);
    expect(headers['content-encoding']).toBeUndefined();
    for (const name of ['Content-Range', 'Content-Length', 'ETag', 'Accept-Ranges']) {
      expect(headers['access-control-expose-headers']).toContain(name);
    }
    const head = await ask({}, 'HEAD');
    expect([head.status, head.body.length, head.headers['content-length'], head.headers.etag]).toEqual([200, 0, '1000', headers.etag]);
  });

  test.each([
    ['bytes=0-1', 206, 'bytes 0-1/1000', 2],
    ['bytes=990-', 206, 'bytes 990-999/1000', 10],
    ['bytes=-10', 206, 'bytes 990-999/1000', 10],
    ['bytes=-5000', 206, 'bytes 0-999/1000', 1000],
    ['bytes=500-99999', 206, 'bytes 500-999/1000', 500],
    ['bytes=0-1,5-6', 200, undefined, 1000],
    ['bytes=9-1', 200, undefined, 1000],
    ['lines=0-1', 200, undefined, 1000],
  ])('in the range %s', async (range, status, contentRange, length) => {
    const answer = await ask({ range });
    expect([answer.status, answer.headers['content-range'], answer.body.length]).toEqual([status, contentRange, length]);
    const first = Number(/^bytes (\d+)/.exec(contentRange ?? 'bytes 0')?.[1]);
    expect(answer.body.equals(episode.body.subarray(first, first + length))).toBe(true);
  });

  test.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0'])('not in the range %s', async (range) => {
    const { status, headers } = await ask({ range });
    expect([status, headers['content-range'], headers['content-type']]).toEqual([
      416,
      'bytes */1000',
      'application/problem+json; charset=utf-8',
    ]);
  });

  test('goes on after a break only while it is the same, and does not come again to who has it', async () => {
    const { etag = '', 'last-modified': date = '' } = (await ask()).headers;
    const range = 'bytes=10-19';
    expect((await ask({ range, 'if-range': etag })).status).toBe(206);
    for (const other of ['"x"', `W/${etag}`, date]) expect((await ask({ range, 'if-range': other })).status).toBe(200);
    for (const headers of [{ 'if-none-match': `"x", ${etag}` }, { 'if-modified-since': date }] as Record<string, string>[]) {
      expect((await ask(headers)).status).toBe(304);
    }
    expect((await ask({ 'if-none-match': '"x"', 'if-modified-since': date })).status).toBe(200);
  });

  test('is nowhere unless it is out for everybody', async () => {
    const { showId } = await createTestShow(environment, { visibility: 'PRIVATE' });
    const hidden = [
      await createTestEpisode(environment, show.showId, { publishAt: new Date(Date.now() + 60_000) }),
      await createTestEpisode(environment, show.showId, { state: 'DRAFT' }),
      await createTestEpisode(environment, show.showId, { audience: 'SUBSCRIBERS' }),
      await createTestEpisode(environment, showId),
      { ...episode, fileName: '0123456789abcdef.mp3' },
      { ...episode, fileName: '0123456789abcdef.exe' },
      { ...episode, fileName: '..%2f..%2fsource' },
      { ...episode, episodeId: createId() },
    ];
    for (const [index, one] of hidden.entries()) expect((await rawRequest(urlOf(one))).status, String(index)).toBe(404);
  });

  test('comes at its time to the second, and goes with its episode and its show', async () => {
    const young = await createTestEpisode(environment, show.showId, { publishAt: new Date(Date.now() + 600) });
    expect((await rawRequest(urlOf(young))).status).toBe(404);
    await sleep(700);
    expect((await rawRequest(urlOf(young))).status).toBe(200);
    const deleted = await createTestEpisode(environment, show.showId);
    await environment.database.episode.update({ where: { id: deleted.episodeId }, data: { deletedAt: new Date() } });
    expect((await rawRequest(urlOf(deleted))).status).toBe(410);
    const other = await createTestShow(environment);
    const orphan = await createTestEpisode(environment, other.showId);
    await environment.database.show.update({ where: { id: other.showId }, data: { deletedAt: new Date() } });
    const gone = await rawRequest(urlOf(orphan));
    expect([gone.status, JSON.parse(gone.body.toString()).type]).toEqual([410, '/problems/show_gone']);
  });

  test('is never refused because many ask for it', async () => {
    await using limited = await startTestServer(environment, { rateLimitPerMinute: 3 });
    const url = urlOf(episode).replace(server.url, limited.url);
    for (let round = 0; round < 10; round += 1) expect((await rawRequest(url)).status).toBe(200);
  });
});

describe('texts beside the sound', () => {
  test.each([
    ['vtt', 'text/vtt'],
    ['srt', 'application/x-subrip'],
    ['json', 'application/json'],
    ['html', 'text/html'],
    ['chapters.json', 'application/json+chapters'],
  ])('.%s comes as %s', async (extension, type) => {
    const fileName = `0011223344556677.${extension}`;
    const key = objectKeys.episodeFile(episode.episodeId, fileName);
    await environment.objectStore.put(key, '<script>alert(1)</script>', { contentType: 'application/octet-stream' });
    const url = `${server.url}/media/${episode.episodeId}/${fileName}`;
    const { status, headers } = await rawRequest(url);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, `${type}; charset=utf-8`, IMMUTABLE]);
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*', etag: expect.stringMatching(/^"/) });
    if (extension === 'html') expect(headers['content-security-policy']).toBe("sandbox; default-src 'none'");
    expect((await rawRequest(url, {}, 'HEAD')).headers['content-length']).toBe(headers['content-length']);
    expect((await rawRequest(url, { 'if-none-match': String(headers.etag) })).status).toBe(304);
  });

  test('peaks come from the master of the sound', async () => {
    const { ownerId } = await environment.database.show.findUniqueOrThrow({ where: { id: show.showId } });
    const [assetId, peaksKey] = [createId(), objectKeys.master(createId(), '0011223344556677.peaks.json')];
    const asset = { id: assetId, ownerId, filename: 'a.wav', sourceKey: 'uploads/a/source', sourceBytes: 1n };
    await environment.database.asset.create({ data: { ...asset, master: { create: { peaksKey } } } });
    await environment.objectStore.put(peaksKey, '[0,1]', { contentType: 'application/json' });
    const spoken = await createTestEpisode(environment, show.showId);
    const url = `${server.url}/media/${spoken.episodeId}/peaks.json`;
    await environment.database.episode.update({ where: { id: spoken.episodeId }, data: { assetId } });
    const { status, headers, body } = await rawRequest(url);
    expect([status, headers['cache-control'], body.toString()]).toEqual([200, 'public, max-age=60', '[0,1]']);
    expect((await rawRequest(`${server.url}/media/${episode.episodeId}/peaks.json`)).status).toBe(404);
  });
});

test('artwork comes for ever, to pages of any origin', async () => {
  for (const [name, contentType] of [
    ['0011223344556677-full.jpg', 'image/jpeg'],
    ['0011223344556677-300.avif', 'image/avif'],
  ] as const) {
    await environment.objectStore.put(objectKeys.artwork(show.showId, name), 'a picture', { contentType });
    const { status, headers } = await rawRequest(`${server.url}/artwork/${show.showId}/${name}`);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, contentType, IMMUTABLE]);
    expect(headers).toMatchObject({ 'access-control-allow-origin': '*', etag: expect.stringMatching(/^"/) });
  }
  for (const name of ['0011223344556677', '0011223344556677-200.jpg', '0011223344556677-full.svg', '..%2ffeeds%2fx.xml']) {
    expect((await rawRequest(`${server.url}/artwork/${show.showId}/${name}`)).status, name).toBe(404);
  }
});

describe('delivery by redirect', () => {
  test('sends media to the store by one redirect that nobody keeps, and texts from here', async () => {
    const podcasts = { ...environment.config.podcasts, delivery: 'redirect' as const };
    await using redirecting = await startTestServer(environment, { podcasts });
    const heard: Delivery[] = [];
    listen(redirecting, heard);
    const url = urlOf(episode).replace(server.url, redirecting.url);
    const { status, headers } = await rawRequest(url);
    expect([status, headers['cache-control'], headers['access-control-allow-origin']]).toEqual([302, 'no-store', '*']);
    expect((await rawRequest(url, {}, 'HEAD')).status).toBe(302);
    const path = new URL(String(headers.location)).pathname;
    expect(path).toBe(`/objects/${objectKeys.episodeFile(episode.episodeId, episode.fileName)}`);
    const unknown = url.replace(episode.fileName, '0123456789abcdef.mp3');
    expect((await rawRequest(unknown)).status).toBe(404);
    expect(heard).toEqual([]);
  });

  test('sends media to the CDN where there is one', async () => {
    const podcasts = { ...environment.config.podcasts, delivery: 'redirect' as const };
    const playback = { ...environment.config.playback, cdnBaseUrl: 'https://cdn.example' };
    await using redirecting = await startTestServer(environment, { podcasts, playback });
    const { headers } = await rawRequest(urlOf(episode).replace(server.url, redirecting.url));
    expect(headers.location).toBe(`https://cdn.example/${objectKeys.episodeFile(episode.episodeId, episode.fileName)}`);
  });
});

describe('what the counter of downloads is told', () => {
  test('is each GET that was answered with bytes, and what of them went out', async () => {
    deliveries.length = 0;
    const headers = { 'user-agent': 'An app/1.0', referer: 'https://page.example/' };
    await ask(headers);
    await ask({ range: 'bytes=100-299' });
    await ask({}, 'HEAD');
    await ask({ 'if-none-match': String((await ask({}, 'HEAD')).headers.etag) });
    await ask({ range: 'bytes=5000-' });
    await sleep(600);
    const common = { episodeId: episode.episodeId, fileName: episode.fileName, remoteAddress: '127.0.0.1', at: expect.any(Date) };
    expect(deliveries).toEqual([
      { ...common, firstByte: 0, bytesSent: 1000, userAgent: 'An app/1.0', referer: 'https://page.example/' },
      { ...common, firstByte: 100, bytesSent: 200, userAgent: '', referer: null },
    ]);
  });

  test('of a client that leaves is no more than was sent, and no less than it had', async () => {
    const long = await createTestEpisode(environment, show.showId, { bytes: 60 * 2 ** 20 });
    deliveries.length = 0;
    const wanted = 20 * 2 ** 20;
    const received = await leaveAfter(urlOf(long), wanted, 400);
    await sleep(100);
    expect(deliveries).toHaveLength(1);
    const { bytesSent = 0 } = deliveries[0] ?? {};
    expect(bytesSent).toBeLessThan(long.body.length);
    expect(bytesSent).toBeGreaterThanOrEqual(received - 1024);
  });

  test('of a client that never reads on is what its machine took, not what ours holds for it', async () => {
    const long = await createTestEpisode(environment, show.showId, { bytes: 60 * 2 ** 20 });
    deliveries.length = 0;
    await leaveAfter(urlOf(long), 1, 500);
    await sleep(100);
    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]?.bytesSent).toBeLessThan(2 ** 20);
  });
});

/** Reads so many bytes, waits without reading, and breaks the connection. @returns how many bytes had come. */
async function leaveAfter(url: string, bytes: number, waitMs = 0): Promise<number> {
  const request = httpRequest(url, { agent: false }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  let received = 0;
  for await (const chunk of response.iterator({ destroyOnReturn: false })) {
    received += chunk.length;
    if (received >= bytes) break;
  }
  response.pause();
  await sleep(waitMs);
  request.destroy();
  return received;
}
