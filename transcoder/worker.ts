import { type Job, Worker } from 'bullmq';
import { Compile } from 'typebox/compile';
import { AppError } from '../core/errors.ts';
import { openTranscodeQueue, TRANSCODE_QUEUE, TranscodePayload } from '../core/queues/transcode-queue.ts';
import { EncodePayload, encodeQueueName, type Lane } from './queues/encode-queues.ts';
import { openFlowProducer } from './queues/transcode-flow.ts';
import { runJob, WorkerStopping } from './run-job.ts';
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
const MAXIMUM_STALLS = 10;
const LONGEST_BACKOFF_MS = 30_000;

const transcodePayload = Compile(TranscodePayload);
const encodePayload = Compile(EncodePayload);

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
  const workers = [
    openQueueWorker(transcoder, TRANSCODE_QUEUE, TRANSCODE_SLOTS, transcodePayload, stopping.signal, steps),
    openQueueWorker(transcoder, encodeQueueName('LOW'), limits.lowSlots, encodePayload, stopping.signal, encodeIn('LOW')),
    openQueueWorker(transcoder, encodeQueueName('HIGH'), limits.highSlots, encodePayload, stopping.signal, encodeIn('HIGH')),
    openQueueWorker(transcoder, encodeQueueName('AUDIO'), limits.audioSlots, encodePayload, stopping.signal, encodeIn('AUDIO')),
  ];
  const requeue = () =>
    requeueUnfinished(transcoder, producers).catch((error) => transcoder.logger.warn({ err: error }, 'could not look for lost jobs'));
  const timer = setInterval(requeue, REQUEUE_INTERVAL_MS);
  void requeue();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
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

function openQueueWorker(
  transcoder: Transcoder,
  queueName: string,
  concurrency: number,
  payload: typeof transcodePayload | typeof encodePayload,
  signal: AbortSignal,
  step: Step,
): Worker {
  const lockMs = transcoder.config.worker.lockSeconds * 1000;
  const process = async (job: Job, token?: string) => {
    if (!payload.Check(job.data)) throw new AppError('internal', `Job ${job.id} of ${queueName} carries a payload of another shape.`);
    await runJob(transcoder, job, token, signal, (asset) => step(asset, job, signal));
  };
  const worker = new Worker(queueName, process, {
    connection: transcoder.redis,
    concurrency,
    // A killed worker's chunk is taken up again after at most lock plus interval.
    lockDuration: lockMs,
    stalledInterval: lockMs,
    maxStalledCount: MAXIMUM_STALLS,
    settings: { backoffStrategy: (attempts) => Math.min(LONGEST_BACKOFF_MS, 500 * 2 ** attempts) },
  });
  worker.on('error', (error) => transcoder.logger.warn({ err: error, queue: queueName }, 'queue worker had a fault'));
  worker.on('stalled', (jobId) =>
    transcoder.logger.warn({ job: jobId, queue: queueName }, 'job was left by a worker that died; taking it up'),
  );
  return worker;
}
