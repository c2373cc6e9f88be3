import type { Worker } from 'bullmq';
import { AppError, type ErrorCode } from '../../core/errors.ts';
import { openOutboundClient } from '../../core/outbound/open-outbound-client.ts';
import { announceFeedChange } from '../../core/queues/feed-events.ts';
import { IMPORTS, type ImportPayload } from '../../core/queues/import-queue.ts';
import { openTranscodeQueue } from '../../core/queues/transcode-queue.ts';
import { openStepWorker } from '../queues/open-step-worker.ts';
import { openSweep } from '../queues/open-sweep.ts';
import type { Transcoder } from '../transcoder.ts';
import { importItems } from './import-items.ts';
import {
  countUnsettled,
  findImport,
  findTotalFailure,
  findUnfinishedImports,
  type ImportRow,
  recordDone,
  recordFailure,
} from './import-queries.ts';
import { type ImportParts, readImport } from './read-import.ts';

const IMPORT_SLOTS = 2;
const SWEEP_INTERVAL_MS = 3_000;

/** Takes imports off their queue. */
export function openImportWorker(transcoder: Transcoder, stopping: AbortSignal): Worker {
  return openStepWorker(
    transcoder,
    {
      kind: IMPORTS,
      concurrency: IMPORT_SLOTS,
      run: (payload, signal) => runImport(transcoder, payload, signal),
      fail: ({ importId }, failure) => recordFailure(transcoder.database, importId, failure),
    },
    stopping,
  );
}

/**
 * Brings an import as far as it goes: reads the feed, fetches its items, and opens the show to all once every episode
 * can be heard, so that nobody subscribes to half a feed. While the encoders work the job ends and the sweep asks
 * again. Safe to repeat from any point, also after a kill.
 */
export async function runImport(parts: ImportParts, { importId }: ImportPayload, signal: AbortSignal): Promise<void> {
  const { database, config } = parts;
  const work = await findImport(database, importId);
  if (!work || work.state === 'DONE' || work.state === 'FAILED') return;
  await using outbound = openOutboundClient(config.outbound);
  if (work.state !== 'IMPORTING') await readImport(parts, outbound, work, signal);
  const read = await findImport(database, importId);
  if (read?.state !== 'IMPORTING' || read.showId === null) return;
  await using queue = openTranscodeQueueFor(parts);
  await importItems({ ...parts, outbound, transcodeQueue: queue.transcodeQueue }, { ...read, showId: read.showId }, signal);
  await finishImport(parts, read);
}

function openTranscodeQueueFor({ redis }: ImportParts) {
  const transcodeQueue = openTranscodeQueue(redis);
  return { transcodeQueue, [Symbol.asyncDispose]: () => transcodeQueue.close() };
}

/** @throws AppError what the first item failed for, where none at all came through */
async function finishImport({ database, jobs, redis, logger }: ImportParts, work: ImportRow): Promise<void> {
  if ((await countUnsettled(database, work.id, new Date())) > 0) return;
  const failure = await findTotalFailure(database, work.id);
  if (failure) throw new AppError(failure.code as ErrorCode, `No episode could be imported. "${failure.title}": ${failure.detail}`);
  if (!(await recordDone(database, work)) || work.showId === null) return;
  await jobs.feeds.add({ showId: work.showId });
  await announceFeedChange(redis, work.showId);
  logger.info({ importId: work.id, showId: work.showId }, 'an import is done');
}

/** Looks for imports that want work. */
export function openImportSweep(transcoder: Transcoder): AsyncDisposable {
  return openSweep(transcoder, 'unfinished imports', SWEEP_INTERVAL_MS, () => sweepImports(transcoder));
}

/** Asks again for every import that is not over: its job was lost, or it waits for its episodes' files. */
async function sweepImports({ database, jobs }: Transcoder): Promise<void> {
  for (const importId of await findUnfinishedImports(database)) await jobs.imports.add({ importId });
}
