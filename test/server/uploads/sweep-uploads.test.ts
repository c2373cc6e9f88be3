import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireLock } from '../../../server/uploads/redis-lock.ts';
import { sweepUploads } from '../../../server/uploads/sweep-uploads.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { spawnServer } from './spawn-server.ts';
import { ask, begin, type Client, expectProblem, expectStored, listKeys, makeFile, patch, readUploadAnswer } from './tus-requests.ts';

const MEBIBYTE = 2 ** 20;
const HOUR_MS = 3_600_000;

describe('the sweep of uploads', () => {
  let environment: TestEnvironment;
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    environment = await openTestEnvironment();
    server = await startTestServer(environment);
    client = { url: server.url, token: (await createTestAccount(environment)).token };
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await environment[Symbol.asyncDispose]();
  });

  const readRow = (id: string) => environment.database.upload.findUniqueOrThrow({ where: { id } });
  const assetsOf = (id: string) => environment.database.asset.findMany({ where: { sourceKey: `uploads/${id}/source` } });
  const expire = (id: string) => environment.database.upload.update({ where: { id }, data: { expiresAt: new Date(Date.now() - 1000) } });

  it('ends what was abandoned, and frees the store', async () => {
    const id = await begin(client, 20 * MEBIBYTE);
    await patch(client, id, 0, makeFile(9 * MEBIBYTE));
    const { multipartId, objectKey } = await readRow(id);
    await expire(id);
    await expectProblem(await patch(client, id, 9 * MEBIBYTE, Buffer.from('late')), 410, 'upload_gone');
    await sweepUploads(environment);
    expect(await listKeys(environment.objectStore, id)).toEqual([]);
    await expect(environment.objectStore.listParts(objectKey, multipartId ?? '')).rejects.toMatchObject({ code: 'not_found' });
    expect((await ask(client, 'HEAD', `/${id}`)).status).toBe(410);
    expect((await readUploadAnswer(client, id)).state).toBe('EXPIRED');
  });

  it('counts the time from the last byte', async () => {
    const id = await begin(client, 100);
    const justBefore = new Date(Date.now() + 1000);
    await environment.database.upload.update({ where: { id }, data: { expiresAt: justBefore } });
    const answer = await patch(client, id, 0, makeFile(50));
    expect(new Date(answer.headers.get('upload-expires') ?? '').getTime() - Date.now()).toBeGreaterThan(47 * HOUR_MS);
    await sweepUploads(environment, new Date(Date.now() + 47 * HOUR_MS));
    expect((await readRow(id)).state).toBe('RECEIVING');
    await sweepUploads(environment, new Date(Date.now() + 49 * HOUR_MS));
    expect((await readRow(id)).state).toBe('EXPIRED');
  });

  it('leaves an upload alone while someone writes to it', async () => {
    const id = await begin(client, 100);
    await expire(id);
    await using lock = await acquireLock(environment.redis, `upload:${id}`);
    await sweepUploads(environment);
    expect((await readRow(id)).state).toBe('RECEIVING');
    expect(lock.giveWay.aborted).toBe(false);
  });

  it('deletes the bytes of an ended upload whose server died before it could', async () => {
    const id = await begin(client, 100);
    await patch(client, id, 0, makeFile(50));
    await environment.database.upload.update({ where: { id }, data: { state: 'TERMINATED' } });
    expect(await listKeys(environment.objectStore, id)).toHaveLength(1);
    await sweepUploads(environment);
    expect(await listKeys(environment.objectStore, id)).toEqual([]);
  });

  it('forgets ended uploads after a month', async () => {
    const id = await begin(client, 100);
    await ask(client, 'DELETE', `/${id}`);
    await sweepUploads(environment);
    expect((await ask(client, 'HEAD', `/${id}`)).status).toBe(410);
    await sweepUploads(environment, new Date(Date.now() + 33 * 24 * HOUR_MS));
    expect((await ask(client, 'HEAD', `/${id}`)).status).toBe(404);
  });

  it('gives up on an upload whose parts are gone from the store', async () => {
    const id = await begin(client, 20 * MEBIBYTE);
    await patch(client, id, 0, makeFile(17 * MEBIBYTE));
    const { multipartId, objectKey } = await readRow(id);
    await environment.objectStore.abortMultipart(objectKey, multipartId ?? '');
    await environment.database.upload.update({ where: { id }, data: { offsetBytes: 20 * MEBIBYTE } });
    await sweepUploads(environment);
    expect((await readRow(id)).state).toBe('RECEIVING');
    await expire(id);
    await sweepUploads(environment);
    expect((await readRow(id)).state).toBe('EXPIRED');
    expect(await assetsOf(id)).toEqual([]);
  });

  it('completes an upload whose server was killed between the last byte and the asset', async () => {
    const file = makeFile(17 * MEBIBYTE);
    const id = await begin(client, file.length);
    await using doomed = await spawnServer(environment);
    await using blocker = await blockTable(environment, 'Video');
    const unanswered = patch({ ...client, url: doomed.url }, id, 0, file);
    unanswered.catch(() => undefined);
    while (Number((await readRow(id)).offsetBytes) < file.length) await sleep(20);
    await sleep(200);
    await doomed.kill();
    await expect(unanswered).rejects.toThrow();
    await blocker.release();
    expect(await assetsOf(id)).toEqual([]);
    expect((await readRow(id)).state).toBe('RECEIVING');

    // The dead server's lock has to fall first.
    while ((await readRow(id)).state !== 'COMPLETE') await sweepUploads(environment).then(() => sleep(250));
    const { assetId } = await readRow(id);
    expect((await assetsOf(id)).map((asset) => asset.id)).toEqual([assetId]);
    expect(await environment.transcodeQueue.getJob(`prepare-${assetId}-v1`)).toBeDefined();
    await expectStored(environment.objectStore, `uploads/${id}/source`, file);
    await sweepUploads(environment);
    expect(await assetsOf(id)).toHaveLength(1);
  }, 60_000);

  it('is begun by every server as it starts', async () => {
    const id = await begin(client, 100);
    await expire(id);
    await environment.redis.del('rostrum:upload-sweep');
    await using _another = await startTestServer(environment);
    while ((await readRow(id)).state !== 'EXPIRED') await sleep(50);
  });

  it('is not needed when the client comes back first', async () => {
    const file = makeFile(100);
    const id = await begin(client, file.length);
    await patch(client, id, 0, file.subarray(0, 60));
    // What a server leaves behind that dies right after it recorded the last byte.
    await environment.objectStore.put(`uploads/${id}/source`, file, { contentType: 'video/mp4' });
    await environment.database.upload.update({ where: { id }, data: { offsetBytes: 100 } });
    const answer = await ask(client, 'HEAD', `/${id}`);
    expect(answer.headers.get('upload-offset')).toBe('100');
    expect((await assetsOf(id)).map((asset) => asset.id)).toEqual([answer.headers.get('rostrum-asset')]);
    await expectStored(environment.objectStore, `uploads/${id}/source`, file);
  });
});

/** Keeps everyone from writing to a table until it is released. */
async function blockTable({ config }: TestEnvironment, table: string) {
  const connection = new pg.Client({ connectionString: config.databaseUrl });
  await connection.connect();
  await connection.query(`BEGIN; LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`);
  let open = true;
  const release = async () => {
    if (open) await connection.end();
    open = false;
  };
  return { release, [Symbol.asyncDispose]: release };
}
