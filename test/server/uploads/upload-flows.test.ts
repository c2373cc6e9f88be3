import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { createTestBucket, findS3Server } from '../../support/s3-server.ts';
import { startTestServer } from '../../support/start-test-server.ts';
import { spawnServer } from './spawn-server.ts';
import {
  ask,
  begin,
  type Client,
  expectStored,
  listKeys,
  makeFile,
  metadata,
  patch,
  readOffset,
  readStored,
  readUploadAnswer,
  uploadByTusClient,
} from './tus-requests.ts';

const MEBIBYTE = 2 ** 20;
const s3 = await findS3Server();

async function makeS3Variables(): Promise<Record<string, string>> {
  if (!s3) throw new Error('There is no S3 server.');
  const { bucket } = await createTestBucket(s3);
  return {
    S3_ENDPOINT: s3.endpoint ?? '',
    S3_BUCKET: bucket,
    S3_REGION: s3.region,
    S3_ACCESS_KEY_ID: s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    S3_FORCE_PATH_STYLE: String(s3.forcePathStyle),
  };
}

describe.each([
  { store: 'a folder', makeVariables: async () => ({}), skipped: false },
  { store: 'S3', makeVariables: makeS3Variables, skipped: s3 === null },
])('an upload into $store', { timeout: 90_000 }, ({ makeVariables, skipped }) => {
  let environment: TestEnvironment;
  let token: string;

  beforeAll(async () => {
    if (skipped) return;
    environment = await openTestEnvironment({ RATE_LIMIT_PER_MINUTE: '100000', ...(await makeVariables()) });
    token = (await createTestAccount(environment)).token;
  });
  afterAll(() => environment?.[Symbol.asyncDispose]());

  /** Every byte is the one that was sent, and one asset came of it. */
  async function expectComplete(client: Client, id: string, file: Buffer): Promise<void> {
    const { state, assetId, videoId } = await readUploadAnswer(client, id);
    expect(state).toBe('COMPLETE');
    expect(videoId).not.toBeNull();
    const assets = await environment.database.asset.findMany({ where: { sourceKey: `uploads/${id}/source` } });
    expect(assets.map((asset) => asset.id)).toEqual([assetId]);
    await expectStored(environment.objectStore, `uploads/${id}/source`, file);
    expect(await listKeys(environment.objectStore, id)).toEqual([`uploads/${id}/source`]);
  }

  it.skipIf(skipped)('arrives whole by tus-js-client, in one request or in many', async () => {
    await using server = await startTestServer(environment);
    const client = { url: server.url, token };
    for (const [sizeBytes, chunkSize] of [
      [20 * MEBIBYTE, Number.POSITIVE_INFINITY],
      [20 * MEBIBYTE + 1, 3 * MEBIBYTE],
      [16 * MEBIBYTE, 16 * MEBIBYTE],
      [100, Number.POSITIVE_INFINITY],
    ] as const) {
      const file = makeFile(sizeBytes);
      const id = await uploadByTusClient(client, file, { chunkSize, metadata: { filename: 'Film.mp4', filetype: 'video/mp4' } });
      await expectComplete(client, id, file);
      expect((await environment.objectStore.head(`uploads/${id}/source`)).contentType).toBe('video/mp4');
    }
  });

  it.skipIf(skipped)('arrives whole by tus-js-client sending the first bytes along', async () => {
    await using server = await startTestServer(environment);
    const client = { url: server.url, token };
    const file = makeFile(9 * MEBIBYTE);
    await expectComplete(client, await uploadByTusClient(client, file, { uploadDataDuringCreation: true, chunkSize: 5 * MEBIBYTE }), file);
  });

  it.skipIf(skipped)('may change the server with every request', async () => {
    await using first = await startTestServer(environment);
    await using second = await startTestServer(environment);
    const file = makeFile(26 * MEBIBYTE);
    const id = await begin({ url: first.url, token }, file.length, metadata({ filename: 'Two servers.mp4' }));
    for (let offset = 0, turn = 0; offset < file.length; turn += 1) {
      const client = { url: (turn % 2 === 0 ? first : second).url, token };
      const end = Math.min(file.length, offset + 2_500_000 * (1 + (turn % 3)));
      expect((await patch(client, id, offset, file.subarray(offset, end))).status).toBe(204);
      offset = await readOffset({ url: (turn % 2 === 0 ? second : first).url, token }, id);
      expect(offset).toBe(end);
    }
    await expectComplete({ url: first.url, token }, id, file);
  });

  it.skipIf(skipped)('goes on after kill -9 of its server in the middle of a request', async () => {
    await using doomed = await spawnServer(environment);
    const file = makeFile(150 * MEBIBYTE);
    const killAndReplace = async () => {
      await doomed.kill();
      const { offsetBytes } = await environment.database.upload.findFirstOrThrow({ where: { sizeBytes: file.length } });
      return { offsetBytes: Number(offsetBytes), server: await spawnServer(environment, doomed.port) };
    };
    const deaths: ReturnType<typeof killAndReplace>[] = [];
    const id = await uploadByTusClient({ url: doomed.url, token }, file, {
      retryDelays: [500, 1000, 2000, 3000, 5000, 5000, 5000],
      onProgress: (sentBytes) => {
        if (sentBytes > 40 * MEBIBYTE && deaths.length === 0) deaths.push(killAndReplace());
      },
    });
    const [death] = await Promise.all(deaths);
    await using _replacement = death?.server;
    expect(death?.offsetBytes).toBeGreaterThan(0);
    expect(death?.offsetBytes).toBeLessThan(file.length);
    await expectComplete({ url: doomed.url, token }, id, file);
  });

  it.skipIf(skipped)('passes within seconds from a connection that is dead to the one that comes back', async () => {
    await using first = await startTestServer(environment);
    await using second = await startTestServer(environment);
    const file = makeFile(20 * MEBIBYTE);
    const id = await begin({ url: first.url, token }, file.length);
    const silence = new AbortController();
    const stuck = patch({ url: first.url, token }, id, 0, stuckAfter(file.subarray(0, 10 * MEBIBYTE), silence.signal));
    await firstPartIsStored({ url: second.url, token }, id);
    const begun = Date.now();
    const offset = await readOffset({ url: second.url, token }, id);
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(offset).toBeGreaterThanOrEqual(8 * MEBIBYTE);
    expect((await patch({ url: second.url, token }, id, offset, file.subarray(offset))).status).toBe(204);
    expect((await stuck).status).toBe(423);
    silence.abort();
    await expectComplete({ url: first.url, token }, id, file);
  });

  it.skipIf(skipped)('is handed back when its server stops, with all that had come', async () => {
    await using other = await startTestServer(environment);
    const stopping = await spawnServer(environment);
    const file = makeFile(20 * MEBIBYTE);
    const id = await begin({ url: stopping.url, token }, file.length);
    const silence = new AbortController();
    const sending = patch({ url: stopping.url, token }, id, 0, stuckAfter(file.subarray(0, 9 * MEBIBYTE), silence.signal));
    await firstPartIsStored({ url: other.url, token }, id);
    const [answer, exitCode] = await Promise.all([sending, stopping.stop()]);
    expect([answer.status, exitCode]).toEqual([503, 0]);
    silence.abort();
    const client = { url: other.url, token };
    const offset = await readOffset(client, id);
    expect(offset).toBeGreaterThanOrEqual(8 * MEBIBYTE);
    expect((await patch(client, id, offset, file.subarray(offset))).status).toBe(204);
    await expectComplete(client, id, file);
  });

  it.skipIf(skipped)('may be empty, and may be ended', async () => {
    await using server = await startTestServer(environment);
    const client = { url: server.url, token };
    const empty = await begin(client, 0);
    expect((await readUploadAnswer(client, empty)).state).toBe('COMPLETE');
    expect(await readStored(environment.objectStore, `uploads/${empty}/source`)).toHaveLength(0);

    const ended = await begin(client, 20 * MEBIBYTE);
    expect((await patch(client, ended, 0, makeFile(9 * MEBIBYTE))).status).toBe(204);
    const { objectKey, multipartId } = await environment.database.upload.findUniqueOrThrow({ where: { id: ended } });
    expect((await ask(client, 'DELETE', `/${ended}`)).status).toBe(204);
    expect(await listKeys(environment.objectStore, ended)).toEqual([]);
    await expect(environment.objectStore.listParts(objectKey, multipartId ?? '')).rejects.toMatchObject({ code: 'not_found' });
  });

  it.skipIf(skipped)('of 300 MB leaves the memory of its server flat', async () => {
    await using server = await spawnServer(environment);
    const client = { url: server.url, token };
    await uploadByTusClient(client, makeFile(20 * MEBIBYTE), {}); // What the process needs once, it has now.
    const before = await server.readMemory();
    const sizeBytes = 300 * MEBIBYTE;
    const id = await begin(client, sizeBytes);
    let peak = before;
    const sampling = setInterval(() => void server.readMemory().then((bytes) => { peak = Math.max(peak, bytes); }), 100); // biome-ignore format: short
    expect((await patch(client, id, 0, repeat(makeFile(MEBIBYTE), 300))).status).toBe(204);
    clearInterval(sampling);
    console.info(`resident memory: ${Math.round(before / MEBIBYTE)} MiB before, ${Math.round(peak / MEBIBYTE)} MiB at most`);
    expect(peak - before).toBeLessThan(100 * MEBIBYTE);
    expect((await environment.objectStore.head(`uploads/${id}/source`)).sizeBytes).toBe(sizeBytes);
  });
});

/** Reading disturbs no one, so this can be asked while bytes arrive; some more bytes then have the time to. */
async function firstPartIsStored(client: Client, id: string): Promise<void> {
  while ((await readUploadAnswer(client, id)).offsetBytes === 0) await sleep(50);
  await sleep(200);
}

/** A body that falls silent after its first bytes, like that of a client whose network is gone. */
function stuckAfter(bytes: Uint8Array, until: AbortSignal): ReadableStream {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(bytes);
      until.addEventListener('abort', () => controller.error(until.reason));
    },
  });
}

function repeat(bytes: Uint8Array, times: number): ReadableStream {
  let left = times;
  return new ReadableStream({
    pull: (controller) => {
      left -= 1;
      if (left < 0) controller.close();
      else controller.enqueue(bytes);
    },
  });
}
