import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findPort } from '../../standalone/services/find-port.ts';
import { createTestAccount } from '../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../support/environment.ts';
import { H264, makeMedia, PICTURE, probe, TONE } from '../support/make-media.ts';
import { createTestBucket, findS3Server } from '../support/s3-server.ts';
import { type Role, spawnRole } from '../support/spawn-role.ts';
import { waitForEnd } from '../support/transcode-file.ts';

/**
 * The product as it runs on many machines: PostgreSQL, Redis and S3 from outside, named by the environment alone,
 * two servers and two workers in processes of their own.
 */

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000 });

const SECONDS = 20;
const FRAMES = SECONDS * 25;
const PIECE_BYTES = 300_000;

const s3 = await findS3Server();

describe.skipIf(s3 === null)('on external PostgreSQL, Redis and S3, with two servers and two workers', () => {
  let environment: TestEnvironment;
  let ports: [number, number];
  let servers: Role[];
  let workers: Role[];
  let authorization: string;

  const urlOf = (index: 0 | 1) => `http://127.0.0.1:${ports[index]}`;
  const startServer = (index: 0 | 1) => spawnRole('server', environment, { PORT: String(ports[index]), PUBLIC_URL: urlOf(index) });
  const startWorker = () => spawnRole('worker', environment, { WORKER_LOCK_SECONDS: '2' });

  beforeAll(async () => {
    const bucket = await createTestBucket(s3 as NonNullable<typeof s3>);
    environment = await openTestEnvironment({
      S3_ENDPOINT: bucket.endpoint ?? '',
      S3_BUCKET: bucket.bucket,
      S3_REGION: bucket.region,
      S3_ACCESS_KEY_ID: bucket.accessKeyId,
      S3_SECRET_ACCESS_KEY: bucket.secretAccessKey,
      S3_FORCE_PATH_STYLE: 'true',
    });
    ports = [await findPort(0), await findPort(0)];
    servers = [await startServer(0), await startServer(1)];
    workers = await Promise.all([startWorker(), startWorker()]);
    authorization = `Bearer ${(await createTestAccount(environment, { role: 'CREATOR' })).token}`;
  });

  afterAll(async () => {
    for (const role of [...servers, ...workers]) await role[Symbol.asyncDispose]();
    await environment[Symbol.asyncDispose]();
  });

  /** Sends a file in pieces, each to the other server than the one before, as a load balancer might. */
  async function upload(bytes: Buffer, afterPiece: (sent: number) => Promise<void> = async () => undefined): Promise<string> {
    const headers = { authorization, 'tus-resumable': '1.0.0' };
    const metadata = `filename ${Buffer.from('harbour.mp4').toString('base64')}`;
    const created = await fetch(`${urlOf(0)}/api/uploads`, {
      method: 'POST',
      headers: { ...headers, 'upload-length': String(bytes.length), 'upload-metadata': metadata },
    });
    expect(created.status).toBe(201);
    const path = new URL(created.headers.get('location') ?? '', urlOf(0)).pathname;
    for (let turn = 1; ; turn += 1) {
      const server = urlOf(turn % 2 === 0 ? 0 : 1);
      const offset = Number((await fetch(server + path, { method: 'HEAD', headers })).headers.get('upload-offset'));
      if (offset === bytes.length) break;
      const patched = await fetch(server + path, {
        method: 'PATCH',
        headers: { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
        body: new Uint8Array(bytes.subarray(offset, offset + PIECE_BYTES)),
      });
      expect(patched.status).toBe(204);
      await afterPiece(offset);
    }
    const found = (await (await fetch(urlOf(0) + path, { headers: { authorization } })).json()) as { assetId: string };
    return found.assetId;
  }

  async function makeFilm(name: string): Promise<Buffer> {
    const film = [...PICTURE('854x480', '25'), ...TONE, '-t', String(SECONDS), ...H264, '-c:a', 'aac'];
    return readFile(await makeMedia(join(environment.directory, name), film));
  }

  async function expectWholeFilm(assetId: string): Promise<void> {
    expect(await waitForEnd(environment, assetId, 200_000)).toMatchObject({ state: 'READY', durationSeconds: SECONDS, warnings: [] });
    const asset = (await (await fetch(`${urlOf(1)}/api/assets/${assetId}`, { headers: { authorization } })).json()) as {
      playback: { hls: string };
    };
    const { programs } = await probe<{ programs: { streams: { codec_type: string; nb_read_packets: string }[] }[] }>(
      asset.playback.hls,
      ...['-count_packets', '-show_entries', 'program_stream=codec_type,nb_read_packets'],
    );
    const counts = programs.map((program) => Number(program.streams.find((stream) => stream.codec_type === 'video')?.nb_read_packets));
    expect(counts).toEqual([FRAMES, FRAMES, FRAMES]);
  }

  test('an upload goes through both servers, both workers encode it, and either server plays it', async () => {
    await expectWholeFilm(await upload(await makeFilm('plain.mp4')));
  });

  test('a server killed in the middle of an upload and a worker killed in the middle of a chunk cost nothing that shows', async () => {
    const bytes = await makeFilm('unlucky.mp4');
    let killed = false;
    const assetId = await upload(bytes, async (sent) => {
      if (killed || sent < bytes.length / 3) return;
      killed = true;
      await servers[1]?.kill();
      servers[1] = await startServer(1);
    });
    expect(killed).toBe(true);
    const asset = await environment.database.asset.findUniqueOrThrow({ where: { id: assetId } });
    const stored = await environment.objectStore.get(asset.sourceKey);
    expect(stored.notModified ? '' : await hashStream(stored.body)).toBe(createHash('sha256').update(bytes).digest('hex'));
    const running = { assetId, lane: 'HIGH' as const, startedAt: { not: null }, doneAt: null };
    await vi.waitUntil(async () => (await environment.database.chunk.count({ where: running })) > 0, { timeout: 60_000, interval: 20 });
    await workers[0]?.kill();
    workers[0] = await startWorker();
    await expectWholeFilm(assetId);
    const chunks = await environment.database.chunk.findMany({ where: { assetId } });
    expect(Math.max(...chunks.map((chunk) => chunk.attempts))).toBeLessThanOrEqual(2);
    // One a lane at most, since a worker encodes one chunk of a lane at a time.
    expect(chunks.filter((chunk) => chunk.attempts === 2).length).toBeLessThanOrEqual(3);
  });
});

async function hashStream(stream: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}
