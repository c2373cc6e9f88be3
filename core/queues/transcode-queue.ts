import { Queue } from 'bullmq';
import { Type } from 'typebox';
import type { Redis } from '../redis.ts';

/**
 * The queue that owns an asset's way to READY. Two jobs an asset and version:
 * `prepare` probes, plans and adds the flow; `finish`, the flow's root, runs when every chunk is done.
 */
export const TRANSCODE_QUEUE = 'transcode';

export const TranscodePayload = Type.Object({ assetId: Type.String(), version: Type.Integer({ minimum: 1 }) });
export type TranscodePayload = Type.Static<typeof TranscodePayload>;

export type TranscodeJobName = 'prepare' | 'finish';
export type TranscodeQueue = Queue<TranscodePayload, void, TranscodeJobName>;

/** Jobs carry ids made of what they do, so that adding one twice adds it once. */
export const transcodeJobId = (name: TranscodeJobName, { assetId, version }: TranscodePayload) => `${name}-${assetId}-v${version}`;

/**
 * For every job of the pipeline. Faults of ours are tried again for about twenty minutes (the worker's backoff grows
 * to half a minute); faults of the input end a job at once. A job that is over leaves nothing behind: the database
 * knows what is done, and the same id must be free to be added again.
 */
export const TRANSCODE_JOB_OPTIONS = { attempts: 50, backoff: { type: 'custom' }, removeOnComplete: true, removeOnFail: true } as const;

/** Opens the queue for adding jobs; close it with `close()`. */
export function openTranscodeQueue(redis: Redis): TranscodeQueue {
  return new Queue(TRANSCODE_QUEUE, { connection: redis });
}

/** Asks for an asset to be transcoded. Asking again while the first job lives changes nothing. */
export async function enqueueTranscode(queue: TranscodeQueue, payload: TranscodePayload): Promise<void> {
  await queue.add('prepare', payload, { ...TRANSCODE_JOB_OPTIONS, jobId: transcodeJobId('prepare', payload) });
}
