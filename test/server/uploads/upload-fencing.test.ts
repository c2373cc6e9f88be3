import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment } from '../../support/environment.ts';
import { startTestServer } from '../../support/start-test-server.ts';
import { spawnServer } from './spawn-server.ts';
import { begin, expectStored, listKeys, makeFile, patch, readOffset, readUploadAnswer } from './tus-requests.ts';

const MEBIBYTE = 2 ** 20;

it('a server that was frozen past its lock and wakes up spoils nothing', { timeout: 90_000 }, async () => {
  await using environment = await openTestEnvironment();
  await using sleeper = await spawnServer(environment);
  await using other = await startTestServer(environment);
  const { token } = await createTestAccount(environment);
  const client = { url: other.url, token };
  const file = makeFile(30 * MEBIBYTE);
  const id = await begin(client, file.length);

  const feed = new TransformStream<Uint8Array, Uint8Array>();
  const writer = feed.writable.getWriter();
  const stale = patch({ url: sleeper.url, token }, id, 0, feed.readable);
  await writer.write(file.subarray(0, 9 * MEBIBYTE));
  while ((await readUploadAnswer(client, id)).offsetBytes === 0) await sleep(50);
  sleeper.freeze();
  const rest = writer.write(file.subarray(9 * MEBIBYTE)).then(() => writer.close());

  // Waits until the sleeper's lock has fallen.
  const offset = await readOffset(client, id);
  expect(offset).toBe(8 * MEBIBYTE);
  expect((await patch(client, id, offset, file.subarray(offset, 20 * MEBIBYTE))).status).toBe(204);

  // The sleeper finds all remaining bytes waiting for it, and believes for a moment that the upload is still its own.
  sleeper.wake();
  await rest.catch(() => undefined);
  expect([409, 423]).toContain((await stale).status);

  expect(await readOffset(client, id)).toBe(20 * MEBIBYTE);
  expect((await patch(client, id, 20 * MEBIBYTE, file.subarray(20 * MEBIBYTE))).status).toBe(204);
  await expectStored(environment.objectStore, `uploads/${id}/source`, file);
  expect(await listKeys(environment.objectStore, id)).toEqual([`uploads/${id}/source`]);
  expect(await environment.database.asset.count({ where: { sourceKey: `uploads/${id}/source` } })).toBe(1);
});
