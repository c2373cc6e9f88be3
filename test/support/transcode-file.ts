import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createId } from '../../core/identifiers.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import { enqueueTranscode } from '../../core/queues/transcode-queue.ts';
import { createTestAccount } from './create-account.ts';
import type { TestEnvironment } from './environment.ts';

/** Puts a file where a finished upload lies, enters its asset, and asks for it to be transcoded. @returns the asset's id. */
export async function submitAsset(environment: TestEnvironment, ownerId: string, path: string): Promise<string> {
  const assetId = createId();
  const sourceKey = objectKeys.uploadSource(createId());
  await environment.objectStore.put(sourceKey, createReadStream(path), { contentType: 'application/octet-stream' });
  const sourceBytes = BigInt((await stat(path)).size);
  await environment.database.asset.create({ data: { id: assetId, ownerId, filename: basename(path), sourceKey, sourceBytes } });
  await enqueueTranscode(environment.transcodeQueue, { assetId, version: 1 });
  return assetId;
}

/** The same with a public video that shows it. @returns the asset's id. */
export async function submitFile(environment: TestEnvironment, path: string): Promise<string> {
  const { accountId } = await createTestAccount(environment);
  const assetId = await submitAsset(environment, accountId, path);
  await environment.database.video.create({
    data: { id: createId(), ownerId: accountId, assetId, title: basename(path), visibility: 'PUBLIC' },
  });
  return assetId;
}

/** Waits until the asset is READY or FAILED. */
export async function waitForEnd(environment: TestEnvironment, assetId: string, timeoutMs = 120_000) {
  return waitForAsset(environment, assetId, ['READY', 'FAILED'], timeoutMs);
}

export async function waitForAsset(environment: TestEnvironment, assetId: string, states: readonly string[], timeoutMs = 120_000) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const asset = await environment.database.asset.findUniqueOrThrow({ where: { id: assetId } });
    if (states.includes(asset.state)) return asset;
    if (Date.now() > deadline) throw new Error(`asset is still ${asset.state} after ${timeoutMs} ms, wanted ${states.join(' or ')}`);
    await delay(100);
  }
}
