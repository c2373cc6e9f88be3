import { type Job, UnrecoverableError, WaitingError } from 'bullmq';
import { type AppError, hasCode, isPermanent } from '../core/errors.ts';
import { announceAssetChange } from '../core/queues/asset-events.ts';
import { WorkerStopping } from './queues/worker-stopping.ts';
import { type AssetToTranscode, type AssetVersion, findUnfinishedAsset, markFailed } from './transcode/transcode-queries.ts';
import type { Transcoder } from './transcoder.ts';

/** An encoder that fails this often on the same input will not succeed on the next try. */
const ENCODER_ATTEMPTS = 3;

/**
 * The queue's edge: runs one step for a job and translates how it ended. A step knows no BullMQ; its faults are
 * AppErrors. Permanent ones fail the asset with their code; the others are tried again. A stopping worker hands its
 * job back without spending an attempt.
 */
export async function runJob(
  transcoder: Transcoder,
  job: Job<AssetVersion>,
  lockToken: string | undefined,
  signal: AbortSignal,
  step: (asset: AssetToTranscode) => Promise<void>,
): Promise<void> {
  const asset = await findUnfinishedAsset(transcoder.database, job.data);
  if (!asset) return;
  try {
    await step(asset);
  } catch (error) {
    if (signal.aborted && signal.reason instanceof WorkerStopping) {
      await job.moveToWait(lockToken);
      throw new WaitingError();
    }
    await settleFault(transcoder, job, asset, error);
  }
}

async function settleFault(transcoder: Transcoder, job: Job, asset: AssetVersion, error: unknown): Promise<never> {
  const attempt = job.attemptsMade + 1;
  const log = { err: error, job: job.id, attempt };
  if (!isHopeless(error, attempt)) {
    transcoder.logger.warn(log, 'job failed and will be tried again');
    throw error;
  }
  transcoder.logger.error(log, 'job failed for good');
  // A film without a poster is still a film.
  if (job.name !== 'poster') {
    await markFailed(transcoder.database, asset, describeFailure(error));
    await announceAssetChange(transcoder.redis, asset.assetId);
  }
  throw new UnrecoverableError(error.message);
}

function isHopeless(error: unknown, attempt: number): error is AppError {
  return isPermanent(error) || (hasCode(error, 'encoder_failed') && attempt >= ENCODER_ATTEMPTS);
}

const ENCODER_GAVE_UP = 'The file could not be encoded; it may be damaged. Export it again, or upload another copy.';

/** A permanent fault has a sentence for the creator; what an encoder printed is for our logs only. */
function describeFailure(error: AppError): { code: string; detail: string } {
  return { code: error.code, detail: error.kind.permanent ? error.message : ENCODER_GAVE_UP };
}
