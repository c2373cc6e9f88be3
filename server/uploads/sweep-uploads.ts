import type { ServerDependencies } from '../app.ts';
import { completeUpload } from './complete-upload.ts';
import { endUpload, freeUpload } from './end-upload.ts';
import { tryLock } from './redis-lock.ts';
import {
  forgetEndedUploads,
  listAbandonedUploads,
  listUnfreedUploads,
  listWholeUploads,
  readUpload,
  type UploadRecord,
} from './uploads-queries.ts';

type SweepDependencies = Pick<ServerDependencies, 'database' | 'objectStore' | 'redis' | 'transcodeQueue' | 'logger'>;

const SWEEP_EVERY_MS = 20_000;
/** Of all servers together, one sweeps in this time. */
const TURN_MS = 15_000;
const TURN_KEY = 'rostrum:upload-sweep';
const REMEMBER_ENDED_MS = 30 * 24 * 3_600_000;

/** Sweeps now and then, on every server in turn. @returns a function that stops and waits for the sweep under way. */
export function startUploadSweep(dependencies: SweepDependencies): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const turn = async () => {
    if ((await dependencies.redis.set(TURN_KEY, '1', 'PX', TURN_MS, 'NX')) === 'OK') await sweepUploads(dependencies);
  };
  const run = () => {
    if (busy) return;
    busy = true;
    running = turn()
      .catch((error: unknown) => dependencies.logger.warn({ err: error }, 'the sweep of uploads failed'))
      .finally(() => {
        busy = false;
      });
  };
  run();
  const timer = setInterval(run, SWEEP_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/**
 * Does what a request or a server that died has left undone: completes uploads whose bytes are all there, ends those
 * that were abandoned, deletes the bytes of ended ones. Uploads that a request is writing to are left alone.
 */
export async function sweepUploads(dependencies: SweepDependencies, now = new Date()): Promise<void> {
  const { database } = dependencies;
  const isWhole = ({ state, offsetBytes, sizeBytes }: UploadRecord) => state === 'RECEIVING' && offsetBytes === sizeBytes;
  const isAbandoned = (upload: UploadRecord) => upload.state === 'RECEIVING' && !isWhole(upload) && upload.expiresAt < now;
  const isUnfreed = ({ state, objectKey }: UploadRecord) => (state === 'TERMINATED' || state === 'EXPIRED') && objectKey !== '';

  await eachUndisturbed(dependencies, await listWholeUploads(database), isWhole, (upload) => completeOrGiveUp(dependencies, upload, now));
  await eachUndisturbed(dependencies, await listAbandonedUploads(database, now), isAbandoned, async (upload) => {
    await endUpload(dependencies, upload, 'EXPIRED');
  });
  await eachUndisturbed(dependencies, await listUnfreedUploads(database), isUnfreed, (upload) => freeUpload(dependencies, upload));
  await forgetEndedUploads(database, new Date(now.getTime() - REMEMBER_ENDED_MS));
}

/** An upload that cannot be completed (its parts are gone from the store) is not tried for ever. */
async function completeOrGiveUp(dependencies: SweepDependencies, upload: UploadRecord, now: Date): Promise<void> {
  try {
    await completeUpload(dependencies, upload);
  } catch (error) {
    if (upload.expiresAt < now) await endUpload(dependencies, upload, 'EXPIRED');
    throw error;
  }
}

/** Works on each upload under its lock, if that is free and the upload is still `due`; one's failure is not another's. */
async function eachUndisturbed(
  { database, redis, logger }: SweepDependencies,
  uploads: readonly UploadRecord[],
  due: (upload: UploadRecord) => boolean,
  work: (upload: UploadRecord) => Promise<void>,
): Promise<void> {
  for (const { id } of uploads) {
    await using lock = await tryLock(redis, `upload:${id}`);
    if (!lock) continue;
    try {
      const upload = await readUpload(database, id);
      if (due(upload)) await work(upload);
    } catch (error) {
      logger.warn({ err: error, uploadId: id }, 'an upload could not be swept');
    }
  }
}
