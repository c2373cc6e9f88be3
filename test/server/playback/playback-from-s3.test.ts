import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { playbackUrls } from '../../../server/playback/playback-links.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { createTestBucket, findS3Server } from '../../support/s3-server.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { createTestAsset, IMMUTABLE, PLAYLIST, SEGMENT, type TestAsset } from './playback-environment.ts';

const s3 = await findS3Server();

describe.skipIf(!s3)('playback from S3', () => {
  let environment: TestEnvironment;
  let server: TestServer;
  let asset: TestAsset;
  let segment: string;

  beforeAll(async () => {
    if (!s3) return;
    const bucket = await createTestBucket(s3);
    environment = await openTestEnvironment({
      S3_ENDPOINT: bucket.endpoint ?? '',
      S3_BUCKET: bucket.bucket,
      S3_REGION: bucket.region,
      S3_ACCESS_KEY_ID: bucket.accessKeyId,
      S3_SECRET_ACCESS_KEY: bucket.secretAccessKey,
      S3_FORCE_PATH_STYLE: 'true',
    });
    server = await startTestServer(environment);
    asset = await createTestAsset(environment, { visibility: 'PUBLIC' });
    segment = `${server.url}/hls/${asset.assetId}/v1/720p/00000.m4s`;
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await environment?.[Symbol.asyncDispose]();
  });

  test('segments come whole, in ranges, and not at all when unchanged', async () => {
    const whole = await fetch(segment);
    expect(Buffer.from(await whole.arrayBuffer()).equals(SEGMENT)).toBe(true);
    expect(whole.headers.get('cache-control')).toBe(IMMUTABLE);
    const ranged = await fetch(segment, { headers: { range: 'bytes=-10' } });
    expect([ranged.status, ranged.headers.get('content-range')]).toEqual([206, 'bytes 990-999/1000']);
    const beyond = await fetch(segment, { headers: { range: 'bytes=1000-' } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */1000']);
    const etag = whole.headers.get('etag') ?? '';
    expect((await fetch(segment, { headers: { 'if-none-match': `"x", ${etag}` } })).status).toBe(304);
    expect((await fetch(segment, { headers: { range: 'bytes=0-9', 'if-range': etag } })).status).toBe(206);
    expect((await fetch(segment, { headers: { range: 'bytes=0-9', 'if-range': '"x"' } })).status).toBe(200);
    expect((await fetch(segment, { method: 'HEAD' })).headers.get('content-length')).toBe('1000');
    expect((await fetch(segment.replace('00000', '00009'))).status).toBe(404);
  });

  test('playlists come compressed, and private media by signed links', async () => {
    const playlist = await fetch(`${server.url}/hls/${asset.assetId}/master.m3u8`, { headers: { 'accept-encoding': 'gzip' } });
    expect([playlist.headers.get('content-encoding'), await playlist.text()]).toEqual(['gzip', PLAYLIST]);
    const closed = await createTestAsset(environment, { visibility: 'PRIVATE' });
    expect((await fetch(`${server.url}/hls/${closed.assetId}/master.m3u8`)).status).toBe(403);
    const config = { ...environment.config, publicUrl: server.url };
    const { hls } = playbackUrls(config, { assetId: closed.assetId, isPublic: false, version: 1, hasPoster: false });
    expect(await (await fetch(hls)).text()).toBe(PLAYLIST);
  });

  test('clients that leave do not use up the connections to the store', async () => {
    const key = objectKeys.hls(asset.assetId, 'v1/720p/large.m4s');
    await environment.objectStore.put(key, Buffer.alloc(30 * 2 ** 20), { contentType: 'video/mp4' });
    // More than the store has sockets: were one leaked each time, the last request would wait for ever.
    for (let round = 0; round < 300; round += 1) await leaveInTheMiddle(`${server.url}/hls/${asset.assetId}/v1/720p/large.m4s`);
    expect((await fetch(segment, { signal: AbortSignal.timeout(5_000) })).status).toBe(200);
  });

  test('objects have no addresses of their own here', async () => {
    expect((await fetch(`${server.url}/objects/${objectKeys.poster(asset.assetId, 1)}`)).status).toBe(404);
  });
});

async function leaveInTheMiddle(url: string): Promise<void> {
  const request = httpRequest(url, { agent: false }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  await once(response, 'data');
  response.on('error', () => undefined);
  request.destroy();
}
