import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { openS3ObjectStore } from '../../../core/object-storage/s3-object-store.ts';
import { createTestBucket, findS3Server } from '../../support/s3-server.ts';
import { describeObjectStore } from './conformance.ts';
import { expectCode, PLAIN } from './store-expectations.ts';

const server = await findS3Server();

describe.skipIf(!server)('with a real S3 server', () => {
  if (!server) {
    // Shows as skipped in the run's summary.
    test('the S3 store does what every store does', () => undefined);
    return;
  }
  describeObjectStore('the S3 store', {
    open: async () => {
      const store = openS3ObjectStore(await createTestBucket(server));
      return { store, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
    },
    answersPresignedUrls: true,
  });

  test('wrong credentials are denied', async () => {
    const bucket = await createTestBucket(server);
    for (const wrong of [{ secretAccessKey: 'wrong' }, { accessKeyId: 'NOBODY' }]) {
      await using store = openS3ObjectStore({ ...bucket, ...wrong });
      await expectCode(store.check(), 'object_store_denied');
      await expectCode(store.put('a', 'x', PLAIN), 'object_store_denied');
      await expectCode(store.get('a'), 'object_store_denied');
      await expectCode(store.head('a'), 'object_store_denied');
      await expectCode(store.list(''), 'object_store_denied');
    }
  });

  test('a missing bucket is an unavailable store', async () => {
    await using store = openS3ObjectStore({ ...server, bucket: 'rostrum-test-no-such-bucket' });
    await expectCode(store.check(), 'object_store_unavailable');
    await expectCode(store.put('a', 'x', PLAIN), 'object_store_unavailable');
  });
});

describe('the S3 store without its server', () => {
  const config = { kind: 's3', bucket: 'b', region: 'us-east-1', accessKeyId: 'a', secretAccessKey: 's', forcePathStyle: true } as const;

  test('is unavailable within seconds when nothing listens, and keeps the cause', async () => {
    await using store = openS3ObjectStore({ ...config, endpoint: 'http://127.0.0.1:1' });
    const startedAt = Date.now();
    await expectCode(store.get('a'), 'object_store_unavailable');
    await expectCode(store.check(), 'object_store_unavailable');
    expect(Date.now() - startedAt).toBeLessThan(5_000);
    await expect(store.head('a')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  test('fails its readiness check within seconds when the server never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    await using store = openS3ObjectStore({ ...config, endpoint: `http://127.0.0.1:${port}` });
    const startedAt = Date.now();
    await expectCode(store.check(), 'object_store_unavailable');
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    silent.close();
  });
});
