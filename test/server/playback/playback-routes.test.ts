import { once } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { playbackUrls } from '../../../server/playback/playback-links.ts';
import { signPlaybackToken } from '../../../server/playback/playback-tokens.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { createTestAsset, IMMUTABLE, PLAYLIST, PLAYLIST_TYPE, SEGMENT, type TestAsset } from './playback-environment.ts';

let environment: TestEnvironment;
let server: TestServer;
let open: TestAsset;
let closed: TestAsset;
const SEGMENT_PATH = 'v1/720p/00000.m4s';

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  open = await createTestAsset(environment, { visibility: 'PUBLIC' });
  closed = await createTestAsset(environment, { visibility: 'PRIVATE' });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

describe('public media', () => {
  test('a segment comes whole, immutable, with what a player of another origin needs', async () => {
    const response = await ask(`/hls/${open.assetId}/${SEGMENT_PATH}`, {
      origin: 'https://elsewhere.example',
      'accept-encoding': 'gzip, br',
    });
    expect(response.status).toBe(200);
    expect(response.body.equals(SEGMENT)).toBe(true);
    expect(response.headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '1000',
      'cache-control': IMMUTABLE,
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(response.headers['content-encoding']).toBeUndefined();
    expect(response.headers['access-control-expose-headers']).toContain('Content-Range');
    expect(response.headers['etag']).toMatch(/^"/);
  });

  test.each([
    ['bytes=0-99', 0, 99],
    ['bytes=990-', 990, 999],
    ['bytes=-5', 995, 999],
    ['bytes=900-5000', 900, 999],
  ])('the range %s is answered with 206 and those bytes', async (range, start, end) => {
    const response = await ask(`/hls/${open.assetId}/${SEGMENT_PATH}`, { range });
    expect(response.status).toBe(206);
    expect(response.body.equals(SEGMENT.subarray(start, end + 1))).toBe(true);
    expect(response.headers).toMatchObject({ 'content-range': `bytes ${start}-${end}/1000`, 'content-length': String(end - start + 1) });
  });

  test('a range beyond the end is 416 and says the size', async () => {
    const response = await ask(`/hls/${open.assetId}/${SEGMENT_PATH}`, { range: 'bytes=1000-' });
    expect(response.status).toBe(416);
    expect(response.headers['content-range']).toBe('bytes */1000');
    expect(response.headers['content-type']).toContain('application/problem+json');
  });

  test.each(['bytes=5-2', 'bytes=0-1,5-6', 'chunks=1-2', 'bytes=-', 'bytes=a-b'])(
    'the range %s is answered with the whole object',
    async (range) => {
      const response = await ask(`/hls/${open.assetId}/${SEGMENT_PATH}`, { range });
      expect([response.status, response.body.length]).toEqual([200, 1000]);
    },
  );

  test('If-Range gives the range of the same object only', async () => {
    const url = `/hls/${open.assetId}/${SEGMENT_PATH}`;
    const { etag = '' } = (await ask(url)).headers;
    expect((await ask(url, { range: 'bytes=0-9', 'if-range': etag })).status).toBe(206);
    expect((await ask(url, { range: 'bytes=0-9', 'if-range': '"another"' })).status).toBe(200);
    expect((await ask(url, { range: 'bytes=0-9', 'if-range': new Date().toUTCString() })).status).toBe(200);
  });

  test('an unchanged object is 304 by ETag, list, star or date', async () => {
    const url = `/hls/${open.assetId}/${SEGMENT_PATH}`;
    const { etag = '', 'last-modified': lastModified = '' } = (await ask(url)).headers;
    for (const ifNoneMatch of [etag, `"x", ${etag}`, `W/${etag}`, '*']) {
      const response = await ask(url, { 'if-none-match': ifNoneMatch });
      expect([response.status, response.body.length, response.headers['etag'], response.headers['cache-control']]).toEqual([
        304,
        0,
        etag,
        IMMUTABLE,
      ]);
    }
    expect((await ask(url, { 'if-modified-since': lastModified })).status).toBe(304);
    expect((await ask(url, { 'if-modified-since': lastModified, 'if-none-match': '"x"' })).status).toBe(200);
    expect((await ask(url, { 'if-none-match': '"x"' })).status).toBe(200);
  });

  test('HEAD tells what GET would, without a body', async () => {
    const url = `/hls/${open.assetId}/${SEGMENT_PATH}`;
    const [get, head] = [await ask(url), await ask(url, {}, 'HEAD')];
    expect([head.status, head.body.length]).toEqual([200, 0]);
    for (const name of ['content-length', 'content-type', 'etag', 'cache-control', 'last-modified', 'accept-ranges']) {
      expect(head.headers[name]).toBe(get.headers[name]);
    }
    expect((await ask(url, { 'if-none-match': get.headers.etag ?? '' }, 'HEAD')).status).toBe(304);
  });

  test("a browser's preflight is allowed", async () => {
    const response = await ask(
      `/hls/${open.assetId}/${SEGMENT_PATH}`,
      { origin: 'https://elsewhere.example', 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' },
      'OPTIONS',
    );
    expect(response.status).toBe(204);
    expect(response.headers['access-control-allow-origin']).toBe('*');
    expect(response.headers['access-control-allow-headers']).toContain('range');
  });

  test('the poster is a picture', async () => {
    const response = await ask(`/posters/${open.assetId}/v1.jpg`);
    expect([response.status, response.body.toString(), response.headers['content-type']]).toEqual([200, 'a picture', 'image/jpeg']);
    expect(response.headers['cache-control']).toBe(IMMUTABLE);
    expect((await ask(`/posters/${open.assetId}/v2.jpg`)).status).toBe(404);
  });

  test('what is not there is 404 and not cached', async () => {
    for (const path of [`/hls/${open.assetId}/v1/none.m4s`, '/hls/0000000000000000/master.m3u8', '/hls/x/master.m3u8']) {
      const response = await ask(path);
      expect([response.status, response.headers['cache-control']]).toEqual([404, 'no-store']);
      expect(JSON.parse(response.body.toString())).toMatchObject({ type: '/problems/not_found' });
    }
  });
});

describe('playlists', () => {
  test.each([
    ['gzip', 'gzip', gunzipSync],
    ['br', 'gzip, deflate, br', brotliDecompressSync],
  ] as const)('are sent as %s where that is accepted', async (encoding, accepted, decompress) => {
    const response = await ask(`/hls/${open.assetId}/master.m3u8`, { 'accept-encoding': accepted });
    expect(response.headers).toMatchObject({ 'content-encoding': encoding, 'content-type': PLAYLIST_TYPE, vary: 'Accept-Encoding' });
    expect(response.headers['etag']).toMatch(/^W\/"/);
    expect(response.body.length).toBeLessThan(PLAYLIST.length / 2);
    expect(Number(response.headers['content-length'])).toBe(response.body.length);
    expect(decompress(response.body).toString()).toBe(PLAYLIST);
    const head = await ask(`/hls/${open.assetId}/master.m3u8`, { 'accept-encoding': accepted }, 'HEAD');
    expect(head.headers['content-length']).toBe(response.headers['content-length']);
  });

  test('come plain to who asks for no encoding, or forbids it', async () => {
    for (const accepted of [undefined, 'identity', 'gzip;q=0, br;q=0']) {
      const response = await ask(`/hls/${open.assetId}/master.m3u8`, accepted ? { 'accept-encoding': accepted } : {});
      expect([response.body.toString(), response.headers['content-encoding'], response.headers['vary']]).toEqual([
        PLAYLIST,
        undefined,
        'Accept-Encoding',
      ]);
    }
  });

  test('grow: what changed is sent anew at once, what did not is 304, in every encoding', async () => {
    const key = objectKeys.hls(open.assetId, 'v1/720p/index.m3u8');
    const url = `/hls/${open.assetId}/v1/720p/index.m3u8`;
    for (let segments = 1; segments <= 4; segments += 1) {
      const text = `${PLAYLIST}${'#EXTINF:6.0,\n'.repeat(segments)}`;
      await environment.objectStore.put(key, text, { contentType: PLAYLIST_TYPE, cacheControl: 'public, max-age=2' });
      const response = await ask(url, { 'accept-encoding': 'gzip' });
      expect(gunzipSync(response.body).toString()).toBe(text);
      expect(response.headers['cache-control']).toBe('public, max-age=2');
      const { etag = '' } = response.headers;
      for (const accepted of ['gzip', 'br', 'identity']) {
        expect((await ask(url, { 'if-none-match': etag, 'accept-encoding': accepted })).status).toBe(304);
      }
    }
    await environment.objectStore.put(key, `${PLAYLIST}#EXT-X-ENDLIST\n`, {
      contentType: PLAYLIST_TYPE,
      cacheControl: 'public, max-age=3600',
    });
    expect((await ask(url)).headers['cache-control']).toBe('public, max-age=3600');
  });
});

describe('media that are not public', () => {
  const sign = (assetId: string, seconds = 60, secret = environment.config.secret) =>
    signPlaybackToken({ assetId, secret, expiresAt: new Date(Date.now() + seconds * 1000) });

  test('play with a signed path, and shared caches do not keep them', async () => {
    const token = sign(closed.assetId);
    for (const path of [
      `/hls/${closed.assetId}/~${token}/master.m3u8`,
      `/hls/${closed.assetId}/~${token}/${SEGMENT_PATH}`,
      `/posters/${closed.assetId}/~${token}/v1.jpg`,
    ]) {
      const response = await ask(path);
      expect(response.status).toBe(200);
      expect(response.headers['cache-control']).toMatch(/^private, max-age=/);
    }
    expect((await ask(`/hls/${closed.assetId}/~${token}/${SEGMENT_PATH}`, { range: 'bytes=0-3' })).status).toBe(206);
    expect((await ask(`/hls/${closed.assetId}/~${token}/none.m4s`)).status).toBe(404);
  });

  test('the links that the API hands out play', async () => {
    const config = { ...environment.config, publicUrl: server.url };
    const { hls, poster } = playbackUrls(config, { assetId: closed.assetId, isPublic: false, version: 1, hasPoster: true });
    expect((await fetch(hls)).status).toBe(200);
    expect((await fetch(String(poster))).status).toBe(200);
  });

  test('are denied without a token, and with one that is expired, forged, or of another asset', async () => {
    const tokens = {
      expired: sign(closed.assetId, -1),
      forged: sign(closed.assetId, 60, 'another secret that is long enough'),
      'of another asset': sign(open.assetId),
      prolonged: `zzzzzzz.${sign(closed.assetId).split('.')[1]}`,
      empty: '',
    };
    for (const [name, token] of [['none', null], ...Object.entries(tokens)] as const) {
      const prefix = token === null ? '' : `~${token}/`;
      for (const path of [`/hls/${closed.assetId}/${prefix}master.m3u8`, `/posters/${closed.assetId}/${prefix}v1.jpg`]) {
        const response = await ask(path);
        expect([name, response.status, response.headers['cache-control']]).toEqual([name, 403, 'no-store']);
        expect(JSON.parse(response.body.toString())).toMatchObject({ type: '/problems/playback_denied' });
      }
    }
  });

  test('that are unlisted, or not published yet, need a token too', async () => {
    const unlisted = await createTestAsset(environment, { visibility: 'UNLISTED' });
    const scheduled = await createTestAsset(environment, { visibility: 'PUBLIC', publishAt: new Date(Date.now() + 60_000) });
    const published = await createTestAsset(environment, { visibility: 'PUBLIC', publishAt: new Date(Date.now() - 60_000) });
    expect((await ask(`/hls/${unlisted.assetId}/master.m3u8`)).status).toBe(403);
    expect((await ask(`/hls/${scheduled.assetId}/master.m3u8`)).status).toBe(403);
    expect((await ask(`/hls/${published.assetId}/master.m3u8`)).status).toBe(200);
  });

  test('a video made private is refused within seconds', async () => {
    const asset = await createTestAsset(environment, { visibility: 'PUBLIC' });
    expect((await ask(`/hls/${asset.assetId}/master.m3u8`)).status).toBe(200);
    await environment.database.video.update({ where: { id: asset.videoId }, data: { visibility: 'PRIVATE' } });
    await expect.poll(async () => (await ask(`/hls/${asset.assetId}/master.m3u8`)).status, { timeout: 5_000 }).toBe(403);
  });
});

describe('hostile addresses', () => {
  test('reach nothing but the published media of the asset', async () => {
    const { assetId } = open;
    await environment.objectStore.put('uploads/a/source', 'the source', { contentType: 'video/mp4' });
    const paths = [
      `/hls/${assetId}/../../../uploads/a/source`,
      `/hls/${assetId}/..%2f..%2f..%2fuploads%2fa%2fsource`,
      `/hls/${assetId}/%2e%2e/%2e%2e/%2e%2e/uploads/a/source`,
      `/hls/${assetId}/%252e%252e/%252e%252e/%252e%252e/uploads/a/source`,
      `/hls/${assetId}/..%5c..%5c..%5cuploads`,
      `/hls/${assetId}/../../${closed.assetId}/hls/master.m3u8`,
      `/hls/${assetId}/..%2f..%2f${closed.assetId}%2fhls%2fmaster.m3u8`,
      `/hls/${assetId}/~token/../../../${closed.assetId}/hls/master.m3u8`,
      `/hls/${assetId}%2f..%2f${closed.assetId}/master.m3u8`,
      `/hls/../${closed.assetId}/hls/master.m3u8`,
      `/hls/${assetId}/master.m3u8%00.m4s`,
      `/hls/${assetId}/master.m3u8=head`,
      `/hls/${assetId}/master.m3u8%3Dhead`,
      `/hls/${assetId}//etc/passwd`,
      `/hls/${assetId}/`,
      `/hls/${assetId}/%ff`,
      `/hls/${assetId}/${'a/'.repeat(2000)}`,
      `/posters/${assetId}/../hls/master.m3u8`,
      `/posters/${assetId}/v1.jpg%2f..%2f..%2fhls%2fmaster.m3u8`,
      `/posters/${assetId}/v0x1.jpg`,
      '/objects/uploads/a/source',
      '/objects/..%2f..%2fetc%2fpasswd?expires=9999999999&signature=x',
    ];
    for (const path of paths) {
      const status = await askRaw(path);
      expect([path, status]).toEqual([path, expect.toSatisfy((code: number) => [400, 403, 404, 414, 431].includes(code))]);
    }
  });
});

describe('clients that leave', () => {
  test('in the middle of a segment end the read: no file stays open', async () => {
    const key = objectKeys.hls(open.assetId, 'v1/720p/large.m4s');
    await environment.objectStore.put(key, Buffer.alloc(50 * 2 ** 20), { contentType: 'video/mp4' });
    for (let round = 0; round < 10; round += 1) {
      const request = httpRequest(`${server.url}/hls/${open.assetId}/v1/720p/large.m4s`).end();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      await once(response, 'data');
      response.pause();
      // Fifty megabytes do not fit into the sockets' buffers: the server is still reading.
      expect(await openObjectFiles()).toBeGreaterThan(0);
      response.on('error', () => undefined);
      request.destroy();
    }
    await expect.poll(openObjectFiles, { timeout: 5_000 }).toBe(0);
  });
});

describe('with a CDN', () => {
  test('public media redirect to their key below it, private ones stay here', async () => {
    const config = { ...environment.config.playback, cdnBaseUrl: 'https://cdn.example/media' };
    await using behind = await startTestServer(environment, { playback: config });
    const response = await fetch(`${behind.url}/hls/${open.assetId}/master.m3u8`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([
      302,
      `https://cdn.example/media/assets/${open.assetId}/hls/master.m3u8`,
    ]);
    const poster = await fetch(`${behind.url}/posters/${open.assetId}/v1.jpg`, { redirect: 'manual' });
    expect(poster.headers.get('location')).toBe(`https://cdn.example/media/assets/${open.assetId}/v1/poster.jpg`);
    const { hls } = playbackUrls(
      { ...environment.config, publicUrl: behind.url },
      { assetId: closed.assetId, isPublic: false, version: 1, hasPoster: true },
    );
    expect((await fetch(hls, { redirect: 'manual' })).status).toBe(200);
  });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Plain HTTP: unlike fetch it decodes nothing and adds no headers of its own. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const request = httpRequest(server.url + path, { method, headers }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) };
}

/** The status of a request whose target goes over the wire exactly as written. */
async function askRaw(target: string): Promise<number> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.end(`GET ${target} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
  const answer = await buffer(socket);
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer.toString())?.[1]);
}

/** How many files of the object folder this process, the server's own, holds open. */
async function openObjectFiles(): Promise<number> {
  const descriptors = await readdir('/proc/self/fd').catch(() => []);
  const targets = await Promise.all(descriptors.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target.includes(environment.directory) && target.includes('/objects/')).length;
}
