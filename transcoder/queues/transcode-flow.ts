import { type FlowJob, FlowProducer, type JobsOptions } from 'bullmq';
import { TRANSCODE_JOB_OPTIONS, TRANSCODE_QUEUE, transcodeJobId } from '../../core/queues/transcode-queue.ts';
import type { Redis } from '../../core/redis.ts';
import { type EncodeJobName, encodeQueueName, type Lane } from './encode-queues.ts';

export interface UndoneChunk {
  readonly lane: Lane;
  readonly index: number;
}

type AssetVersion = { readonly assetId: string; readonly version: number };

const FIRST_CHUNK_PRIORITY = 1;
const POSTER_PRIORITY = 2;
/** Later chunks follow in the order of the film; beyond this many they are all alike. */
const LATER_CHUNK_PRIORITY = 10;
const DISTINCT_PRIORITIES = 10_000;

/** Opens the producer of flows; close it with `close()`. */
export function openFlowProducer(redis: Redis): FlowProducer {
  return new FlowProducer({ connection: redis });
}

/**
 * Adds the jobs that make one version of an asset as a BullMQ flow: `finish` waits until every chunk and the poster
 * are done. Chunks of equal position in different films have equal priority, so first chunks of all films come
 * before later chunks of any.
 */
export async function addTranscodeFlow(
  flows: FlowProducer,
  asset: AssetVersion,
  chunks: readonly UndoneChunk[],
  poster: boolean,
): Promise<void> {
  await flows.add({
    name: 'finish',
    queueName: TRANSCODE_QUEUE,
    data: { assetId: asset.assetId, version: asset.version },
    opts: { ...TRANSCODE_JOB_OPTIONS, jobId: transcodeJobId('finish', asset) },
    children: [
      ...chunks.map(({ lane, index }) => child(asset, 'chunk', lane, index, prioritize(index))),
      ...(poster ? [child(asset, 'poster', 'LOW', 0, POSTER_PRIORITY)] : []),
    ],
  });
}

function prioritize(index: number): number {
  return index === 0 ? FIRST_CHUNK_PRIORITY : LATER_CHUNK_PRIORITY + Math.min(index, DISTINCT_PRIORITIES);
}

function child(asset: AssetVersion, name: EncodeJobName, lane: Lane, index: number, priority: number): FlowJob {
  const jobId = `${name}-${asset.assetId}-v${asset.version}-${lane.toLowerCase()}-${index}`;
  // A film without a poster is still a film; a film without one of its chunks is not.
  const failure: JobsOptions = name === 'poster' ? { ignoreDependencyOnFailure: true } : { failParentOnFailure: true };
  return {
    name,
    queueName: encodeQueueName(lane),
    data: { assetId: asset.assetId, version: asset.version, index },
    opts: { ...TRANSCODE_JOB_OPTIONS, jobId, priority, ...failure },
  };
}
