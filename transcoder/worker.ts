import type { Job, Worker } from 'bullmq';
import type { TSchema } from 'typebox';
import { openTranscodeQueue, TRANSCODE_QUEUE, TranscodePayload } from '../core/queues/transcode-queue.ts';
import { openPodcastSweeps, openPodcastWorkers } from './podcast-workers.ts';
import { EncodePayload, encodeQueueName, type Lane } from './queues/encode-queues.ts';
import { openQueueWorker } from './queues/open-queue-worker.ts';
import { openSweep } from './queues/open-sweep.ts';
import { openFlowProducer } from './queues/transcode-flow.ts';
import { WorkerStopping } from './queues/worker-stopping.ts';
import { runJob } from './run-job.ts';
import { encodeAudio } from './transcode/encode-audio.ts';
import { encodeChunk } from './transcode/encode-chunk.ts';
import { finishAsset } from './transcode/finish-asset.ts';
import { makePoster } from './transcode/make-poster.ts';
import { prepareAsset } from './transcode/prepare-asset.ts';
import { requeueUnfinished } from './transcode/requeue-unfinished.ts';
import type { AssetToTranscode } from './transcode/transcode-queries.ts';
import type { Transcoder } from './transcoder.ts';

const REQUEUE_INTERVAL_MS = 15_000;
const TRANSCODE_SLOTS = 2;

/** Does one asset's work for a job; what the job carries beyond the asset is in its data. */
type Step = (asset: AssetToTranscode, job: Job, signal: AbortSignal) => Promise<void>;

/**
 * Takes jobs off the queues until it is disposed. Disposing lets running chunks end for `stopSeconds`, then stops
 * their encoders and hands the jobs back, so that another worker takes them at once.
 */
export function openWorker(transcoder: Transcoder): AsyncDisposable {
  const { worker: limits } = transcoder.config;
  const stopping = new AbortController();
  const producers = { queue: openTranscodeQueue(transcoder.redis), flows: openFlowProducer(transcoder.redis) };
  const encodeIn =
    (lane: Lane): Step =>
    (asset, job, signal) =>
      encodeForLane(transcoder, lane, asset, job, signal);
  const steps: Step = (asset, job, signal) =>
    job.name === 'finish' ? finishAsset(transcoder, asset, signal) : prepareAsset(transcoder, producers.flows, asset, signal);
  const open = (name: string, payload: TSchema, concurrency: number, step: Step) =>
    openAssetWorker(transcoder, { name, payload, concurrency }, stopping.signal, step);
  const workers = [
    open(TRANSCODE_QUEUE, TranscodePayload, TRANSCODE_SLOTS, steps),
    open(encodeQueueName('LOW'), EncodePayload, limits.lowSlots, encodeIn('LOW')),
    open(encodeQueueName('HIGH'), EncodePayload, limits.highSlots, encodeIn('HIGH')),
    open(encodeQueueName('AUDIO'), EncodePayload, limits.audioSlots, encodeIn('AUDIO')),
    ...openPodcastWorkers(transcoder, stopping.signal),
  ];
  const sweeps = [
    openSweep(transcoder, 'lost jobs', REQUEUE_INTERVAL_MS, () => requeueUnfinished(transcoder, producers)),
    ...openPodcastSweeps(transcoder),
  ];
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(sweeps.map((sweep) => sweep[Symbol.asyncDispose]()));
      const grace = setTimeout(() => stopping.abort(new WorkerStopping()), limits.stopSeconds * 1000);
      await Promise.all(workers.map((worker) => worker.close()));
      clearTimeout(grace);
      await Promise.all([producers.queue.close(), producers.flows.close()]);
    },
  };
}

function encodeForLane(transcoder: Transcoder, lane: Lane, asset: AssetToTranscode, job: Job, signal: AbortSignal): Promise<void> {
  if (job.name === 'poster') return makePoster(transcoder, asset, signal);
  if (lane === 'AUDIO') return encodeAudio(transcoder, asset, signal);
  return encodeChunk(transcoder, asset, { lane, index: job.data.index }, signal);
}

/** A worker whose jobs all belong to an asset. */
function openAssetWorker(
  transcoder: Transcoder,
  queue: { readonly name: string; readonly payload: TSchema; readonly concurrency: number },
  signal: AbortSignal,
  step: Step,
): Worker {
  return openQueueWorker(transcoder, {
    ...queue,
    process: (job, lockToken) => runJob(transcoder, job, lockToken, signal, (asset) => step(asset, job, signal)),
  });
}
