import type { FlowProducer } from 'bullmq';
import { enqueueTranscode, type TranscodeQueue, transcodeJobId } from '../../core/queues/transcode-queue.ts';
import type { Transcoder } from '../transcoder.ts';
import { findStaleAssets } from './transcode-queries.ts';

const STALE_AFTER_MS = 20_000;
const BATCH = 200;

export interface TranscodeProducers {
  readonly queue: TranscodeQueue;
  readonly flows: FlowProducer;
}

/**
 * Finds assets that want work but have no job: the server died between its commit and its enqueue, or Redis lost
 * what it knew. The database is the truth, so their first step is simply asked for again.
 * @returns how many were asked for again
 */
export async function requeueUnfinished(transcoder: Transcoder, { queue }: TranscodeProducers): Promise<number> {
  const stale = await findStaleAssets(transcoder.database, new Date(Date.now() - STALE_AFTER_MS), BATCH);
  let requeued = 0;
  for (const asset of stale) {
    const jobs = await Promise.all([queue.getJob(transcodeJobId('prepare', asset)), queue.getJob(transcodeJobId('finish', asset))]);
    if (jobs.some((job) => job !== undefined)) continue;
    await enqueueTranscode(queue, asset);
    transcoder.logger.warn(asset, 'asset had no job; asked for it again');
    requeued += 1;
  }
  return requeued;
}
