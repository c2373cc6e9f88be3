import { setTimeout as sleep } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { announceFeedChange } from '../../../core/queues/feed-events.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { createTestShow, renderTestFeed, storeFeed, type TestShow } from './feed-environment.ts';

let environment: TestEnvironment;
let server: TestServer;
let show: TestShow;
let hash: string;
const text = renderTestFeed('The first version');
const lastModified = new Date('2026-03-04T05:06:07.890Z');
const HTTP_DATE = 'Wed, 04 Mar 2026 05:06:07 GMT';

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  show = await createTestShow(environment);
  hash = await storeFeed(environment, show.showId, text, { lastModified });
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await environment?.[Symbol.asyncDispose]();
});

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') => rawRequest(server.url + path, headers, method);
const askFeed = (headers: Record<string, string> = {}, method = 'GET') => ask(`/podcasts/${show.slug}/feed.xml`, headers, method);

describe('a feed', () => {
  test('says what it is, how long it is good, whose it is and where its hub is', async () => {
    const { status, headers, body } = await askFeed();
    expect([status, body.toString()]).toEqual([200, text]);
    expect(headers).toMatchObject({
      'content-type': 'application/rss+xml; charset=utf-8',
      'content-length': String(Buffer.byteLength(text)),
      'cache-control': 'public, max-age=60, stale-while-revalidate=300, stale-if-error=86400',
      'last-modified': HTTP_DATE,
      etag: `"${hash}"`,
      vary: 'Accept-Encoding',
      link: `<${server.url}/websub>; rel="hub", <${server.url}/podcasts/${show.slug}/feed.xml>; rel="self"`,
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['access-control-expose-headers']).toBe('ETag, Last-Modified, Link, Retry-After');
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers['set-cookie']).toBeUndefined();
  });

  test.each([
    ['gzip, deflate, br', 'br', '-br'],
    ['gzip', 'gzip', '-gz'],
    ['x-gzip', 'gzip', '-gz'],
    ['br;q=0.5, gzip;q=0.8', 'gzip', '-gz'],
    ['br;q=0, *', 'gzip', '-gz'],
    ['*', 'br', '-br'],
    ['gzip;q=0.5, identity', undefined, ''],
    ['identity', undefined, ''],
    ['deflate, zstd', undefined, ''],
    ['identity;q=0, deflate', undefined, ''],
    ['', undefined, ''],
  ])('to Accept-Encoding "%s" comes as %s', async (field, encoding, suffix) => {
    const { headers, body } = await askFeed({ 'accept-encoding': field });
    expect([headers['content-encoding'], headers.etag, headers.vary]).toEqual([encoding, `"${hash}${suffix}"`, 'Accept-Encoding']);
    const decode = { br: brotliDecompressSync, gzip: gunzipSync }[encoding ?? ''] ?? ((bytes: Buffer) => bytes);
    expect(decode(body).toString()).toBe(text);
  });

  test.each(['', 'gzip', 'br'])('has the same headers for HEAD as for GET (%s)', async (field) => {
    const got = await askFeed({ 'accept-encoding': field });
    const head = await askFeed({ 'accept-encoding': field }, 'HEAD');
    const { date: _, ...expected } = got.headers;
    expect(head.headers).toMatchObject(expected);
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers['content-length']).toBe(String(got.body.length));
  });

  test('may be asked for by pages of other origins, preflight included', async () => {
    const headers = {
      origin: 'https://player.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'if-none-match',
    };
    const preflight = await askFeed(headers, 'OPTIONS');
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({ 'access-control-allow-origin': '*' });
    expect(preflight.headers['access-control-allow-methods']).toContain('GET');
  });

  test('does not look at tokens, and refuses other methods', async () => {
    expect((await askFeed({ authorization: 'Bearer wrong', cookie: 'rostrum_session=wrong' })).status).toBe(200);
    const posted = await askFeed({}, 'POST');
    expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});

describe('a feed that the client has', () => {
  const later = 'Thu, 05 Mar 2026 00:00:00 GMT';
  const earlier = 'Tue, 03 Mar 2026 00:00:00 GMT';
  const cases: [string, Record<string, string>, number, string?][] = [
    ['its ETag', { 'if-none-match': '"{hash}"' }, 304, '"{hash}"'],
    ['its ETag, weak', { 'if-none-match': 'W/"{hash}"' }, 304, '"{hash}"'],
    ['its ETag in a list', { 'if-none-match': '"x", W/"y" ,"{hash}"' }, 304, '"{hash}"'],
    ['a star', { 'if-none-match': '*' }, 304, '"{hash}"'],
    ['another ETag', { 'if-none-match': '"x"' }, 200],
    ['its ETag without quotes', { 'if-none-match': '{hash}' }, 200],
    ['the ETag of an encoding that it takes', { 'if-none-match': '"{hash}-br"', 'accept-encoding': 'br' }, 304, '"{hash}-br"'],
    ['the ETag of gzip while it takes Brotli too', { 'if-none-match': '"{hash}-gz"', 'accept-encoding': 'br, gzip' }, 304, '"{hash}-gz"'],
    ['the ETag of gzip while it takes identity only', { 'if-none-match': '"{hash}-gz"' }, 200, '"{hash}"'],
    ['the ETag of Brotli while it takes gzip only', { 'if-none-match': '"{hash}-br"', 'accept-encoding': 'gzip' }, 200, '"{hash}-gz"'],
    [
      'the ETag of identity while it does not take it',
      { 'if-none-match': '"{hash}"', 'accept-encoding': 'gzip, identity;q=0' },
      200,
      '"{hash}-gz"',
    ],
    ['its date', { 'if-modified-since': HTTP_DATE }, 304, '"{hash}"'],
    ['a later date', { 'if-modified-since': later }, 304, '"{hash}"'],
    ['an earlier date', { 'if-modified-since': earlier }, 200],
    ['no date', { 'if-modified-since': 'yesterday' }, 200],
    ['its ETag and an earlier date', { 'if-none-match': '"{hash}"', 'if-modified-since': earlier }, 304],
    ['another ETag and a later date', { 'if-none-match': '"x"', 'if-modified-since': later }, 200],
  ];
  test.each(cases)('by %s', async (_name, given, status, etag) => {
    const fill = (value: string) => value.replaceAll('{hash}', hash);
    const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, fill(value)]));
    for (const method of ['GET', 'HEAD']) {
      const answer = await askFeed(headers, method);
      expect(answer.status, method).toBe(status);
      if (etag) expect(answer.headers.etag).toBe(fill(etag));
      expect(answer.headers).toMatchObject({ vary: 'Accept-Encoding', 'access-control-allow-origin': '*' });
      expect(answer.headers['cache-control']).toContain('max-age=60');
      if (status === 304)
        expect([answer.body.length, answer.headers['content-length'], answer.headers['content-encoding']]).toEqual([
          0,
          undefined,
          undefined,
        ]);
    }
  });
});

describe('the other documents of a show', () => {
  test('are its archive pages and its films, each with an address of its own', async () => {
    const full = await createTestShow(environment);
    for (const name of ['feed', 'feed-2', 'feed-12', 'video']) await storeFeed(environment, full.showId, renderTestFeed(name), { name });
    for (const name of ['feed-2', 'feed-12', 'video']) {
      const { status, headers, body } = await ask(`/podcasts/${full.slug}/${name}.xml`);
      expect([status, body.toString()]).toEqual([200, renderTestFeed(name)]);
      expect(headers.link).toContain(`/podcasts/${full.slug}/${name}.xml>; rel="self"`);
    }
    for (const name of ['feed-1', 'feed-0', 'feed-02', 'feed-3', 'feed-x', 'feed-']) {
      expect((await ask(`/podcasts/${full.slug}/${name}.xml`)).status, name).toBe(404);
    }
    expect((await ask(`/podcasts/${show.slug}/video.xml`)).status).toBe(404);
  });
});

describe('a feed that is not there', () => {
  test('is a problem in JSON, whoever asks', async () => {
    for (const path of ['/podcasts/nobody/feed.xml', '/podcasts/..%2Fx/feed.xml', '/podcasts/Nobody/feed.xml']) {
      const { status, headers, body } = await ask(path, { accept: 'text/html' });
      expect([status, headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8']);
      expect(JSON.parse(body.toString()).type).toBe('/problems/not_found');
    }
  });

  test('because the show is private, is not told from one that never was', async () => {
    const closed = await createTestShow(environment, { visibility: 'PRIVATE' });
    await storeFeed(environment, closed.showId, text);
    expect((await ask(`/podcasts/${closed.slug}/feed.xml`)).status).toBe(404);
    await environment.database.show.update({ where: { id: closed.showId }, data: { deletedAt: new Date() } });
    await announceFeedChange(environment.redis, closed.showId);
    await sleep(200);
    expect((await ask(`/podcasts/${closed.slug}/feed.xml`)).status).toBe(404);
  });

  test('because it is not built yet, is asked for again soon', async () => {
    const young = await createTestShow(environment);
    const { status, headers, body } = await ask(`/podcasts/${young.slug}/feed.xml`);
    expect([status, headers['retry-after'], headers['content-type']]).toEqual([503, '5', 'application/problem+json; charset=utf-8']);
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(JSON.parse(body.toString())).toMatchObject({
      type: '/problems/unavailable',
      instance: headers['x-request-id'] ?? expect.any(String),
    });
    expect((await ask(`/podcasts/${young.slug}/video.xml`)).status).toBe(503);
    await storeFeed(environment, young.showId, text);
    await untilStatus(`/podcasts/${young.slug}/feed.xml`, 200);
  });

  test('because it was deleted, is gone', async () => {
    const old = await createTestShow(environment);
    await storeFeed(environment, old.showId, text);
    expect((await ask(`/podcasts/${old.slug}/feed.xml`)).status).toBe(200);
    await environment.database.show.update({ where: { id: old.showId }, data: { deletedAt: new Date() } });
    await announceFeedChange(environment.redis, old.showId);
    const { body } = await untilStatus(`/podcasts/${old.slug}/feed.xml`, 410);
    expect(JSON.parse(body.toString()).type).toBe('/problems/show_gone');
  });
});

describe('a feed that moved', () => {
  test('within the house leads from every old name to the same document of today', async () => {
    const renamed = await createTestShow(environment);
    await storeFeed(environment, renamed.showId, text);
    await storeFeed(environment, renamed.showId, text, { name: 'feed-2' });
    expect((await ask(`/podcasts/${renamed.slug}/feed.xml`)).status).toBe(200);
    const slug = `${renamed.slug}-again`;
    await environment.database.show.update({ where: { id: renamed.showId }, data: { slug, oldSlugs: { create: { slug: renamed.slug } } } });
    await announceFeedChange(environment.redis, renamed.showId);
    const { headers } = await untilStatus(`/podcasts/${renamed.slug}/feed.xml`, 301);
    expect([headers.location, headers['cache-control']]).toEqual([`${server.url}/podcasts/${slug}/feed.xml`, 'public, max-age=300']);
    for (const name of ['feed-2', 'video']) {
      expect((await ask(`/podcasts/${renamed.slug}/${name}.xml`)).headers.location).toBe(`${server.url}/podcasts/${slug}/${name}.xml`);
    }
    expect((await ask(`/podcasts/${slug}/feed.xml`)).status).toBe(200);
  });

  test('to another host leads there once its owner says so', async () => {
    const moved = await createTestShow(environment);
    await storeFeed(environment, moved.showId, text);
    const newFeedUrl = 'https://elsewhere.example/feed.xml';
    await environment.database.show.update({ where: { id: moved.showId }, data: { newFeedUrl } });
    expect((await ask(`/podcasts/${moved.slug}/feed.xml`)).status).toBe(200);
    await environment.database.show.update({ where: { id: moved.showId }, data: { redirects: true } });
    await announceFeedChange(environment.redis, moved.showId);
    expect((await untilStatus(`/podcasts/${moved.slug}/feed.xml`, 301)).headers.location).toBe(newFeedUrl);
    await environment.database.show.update({
      where: { id: moved.showId },
      data: { newFeedUrl: `${server.url}/podcasts/${moved.slug}/feed.xml` },
    });
    await announceFeedChange(environment.redis, moved.showId);
    await untilStatus(`/podcasts/${moved.slug}/feed.xml`, 200);
  });
});

async function untilStatus(path: string, status: number) {
  for (const deadline = Date.now() + 1_000; ; await sleep(20)) {
    const answer = await ask(path);
    if (answer.status === status) return answer;
    if (Date.now() > deadline) throw new Error(`${path} still answers ${answer.status} after a second`);
  }
}
