import { type Job, UnrecoverableError, WaitingError, type Worker } from 'bullmq';
import { type AppError, hasCode, isPermanent } from '../../core/errors.ts';
import type { QueueKind } from '../../core/queues/job-queue.ts';
import type { Transcoder } from '../transcoder.ts';
import { openQueueWorker } from './open-queue-worker.ts';
import { WorkerStopping } from './worker-stopping.ts';

/** An encoder that fails this often on the same input will not succeed on the next try. */
const ENCODER_ATTEMPTS = 3;

/** How one kind of job is done. A step knows no BullMQ; its faults are AppErrors, and it may be run again at any time. */
export interface Step<Payload> {
  readonly kind: QueueKind<Payload>;
  readonly concurrency: number;
  readonly run: (payload: Payload, signal: AbortSignal) => Promise<void>;
  /** Notes a fault that trying again cannot mend. */
  readonly fail?: (payload: Payload, failure: AppError) => Promise<void>;
}

/**
 * The queue's edge for the podcast arm: a permanent fault is handed to `fail` and ends the job, any other is tried
 * again; a stopping worker hands its job back without spending an attempt.
 */
export function openStepWorker<Payload extends object>(transcoder: Transcoder, step: Step<Payload>, stopping: AbortSignal): Worker {
  const { kind, concurrency } = step;
  return openQueueWorker(transcoder, {
    name: kind.name,
    payload: kind.payload,
    concurrency,
    async process(job, lockToken) {
      try {
        await step.run(job.data, stopping);
      } catch (error) {
        if (stopping.aborted && stopping.reason instanceof WorkerStopping) {
          await job.moveToWait(lockToken);
          throw new WaitingError();
        }
        await settleFault(transcoder, step, job, error);
      }
    },
  });
}

async function settleFault<Payload>(transcoder: Transcoder, step: Step<Payload>, job: Job, error: unknown): Promise<never> {
  const attempt = job.attemptsMade + 1;
  const log = { err: error, job: job.id, queue: step.kind.name, attempt };
  const isHopeless = isPermanent(error) || (hasCode(error, 'encoder_failed') && attempt >= ENCODER_ATTEMPTS);
  if (!isHopeless) {
    transcoder.logger.warn(log, 'job failed and will be tried again');
    throw error;
  }
  transcoder.logger.error(log, 'job failed for good');
  await step.fail?.(job.data, error);
  throw new UnrecoverableError(error.message);
}
