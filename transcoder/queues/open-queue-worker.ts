import { type Job, Worker } from 'bullmq';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { AppError } from '../../core/errors.ts';
import type { Transcoder } from '../transcoder.ts';

const MAXIMUM_STALLS = 10;
const LONGEST_BACKOFF_MS = 30_000;

export interface QueueWork {
  readonly name: string;
  readonly payload: TSchema;
  /** Jobs at the same time. */
  readonly concurrency: number;
  readonly process: (job: Job, lockToken: string | undefined) => Promise<void>;
}

/** Takes jobs off one queue until it is closed. What a dead worker held is taken up again after at most twice the lock. */
export function openQueueWorker(transcoder: Transcoder, { name, payload, concurrency, process }: QueueWork): Worker {
  const lockMs = transcoder.config.worker.lockSeconds * 1000;
  const shape = Compile(payload);
  const checkAndProcess = async (job: Job, lockToken?: string) => {
    if (!shape.Check(job.data)) throw new AppError('internal', `Job ${job.id} of ${name} carries a payload of another shape.`);
    await process(job, lockToken);
  };
  const worker = new Worker(name, checkAndProcess, {
    connection: transcoder.redis,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    maxStalledCount: MAXIMUM_STALLS,
    settings: { backoffStrategy: (attempts) => Math.min(LONGEST_BACKOFF_MS, 500 * 2 ** attempts) },
  });
  worker.on('error', (error) => transcoder.logger.warn({ err: error, queue: name }, 'queue worker had a fault'));
  worker.on('stalled', (jobId) => transcoder.logger.warn({ job: jobId, queue: name }, 'job was left by a worker that died; taking it up'));
  return worker;
}
