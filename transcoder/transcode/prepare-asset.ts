import type { FlowProducer } from 'bullmq';
import { AppError } from '../../core/errors.ts';
import { announceAssetChange } from '../../core/queues/asset-events.ts';
import { AUDIO_SAMPLE_RATE } from '../ffmpeg/audio-arguments.ts';
import { addTranscodeFlow } from '../queues/transcode-flow.ts';
import { locateSource, type Transcoder } from '../transcoder.ts';
import { planChunks } from './plan-chunks.ts';
import { planTranscode } from './plan-transcode.ts';
import { probeSource } from './probe-source.ts';
import type { TranscodePlan } from './transcode-plan.ts';
import { type AssetToTranscode, findUndoneChunks, type PlannedWork, recordPlan } from './transcode-queries.ts';

const SAMPLES_PER_AAC_FRAME = 1024;

/**
 * An upload's first step towards a film: probe, plan, and hand the chunks to the lanes. When it is repeated (a worker
 * died, or Redis lost its jobs) the recorded plan stands, and only chunks that are not done are handed out.
 */
export async function prepareAsset(
  transcoder: Transcoder,
  flows: FlowProducer,
  asset: AssetToTranscode,
  signal: AbortSignal,
): Promise<void> {
  const plan = asset.plan ?? (await planAsset(transcoder, asset, signal));
  const chunks = await findUndoneChunks(transcoder.database, asset);
  await addTranscodeFlow(flows, asset, chunks, plan.video !== null && asset.posterKey === null);
  await announceAssetChange(transcoder.redis, asset.assetId);
}

async function planAsset(transcoder: Transcoder, asset: AssetToTranscode, signal: AbortSignal): Promise<TranscodePlan> {
  if (asset.sourceBytes === 0n) throw new AppError('source_empty', 'The file is empty. Choose another one.');
  const source = await probeSource(transcoder.ffprobePath, await locateSource(transcoder, asset.sourceKey), signal);
  const plan = planTranscode(source, transcoder.config.worker);
  await recordPlan(transcoder.database, asset, plan, listWork(plan));
  return plan;
}

/** Every lane covers the whole film: the picture's lanes in chunks, the sound in one piece measured in AAC frames. */
function listWork(plan: TranscodePlan): PlannedWork {
  const chunks = plan.video ? planChunks(plan.video) : [];
  const lanes = [...new Set((plan.video?.rungs ?? []).map((rung) => rung.lane))];
  const picture = lanes.flatMap((lane) => chunks.map(({ index, startFrame, frameCount }) => ({ lane, index, startFrame, frameCount })));
  const audioFrames = Math.ceil((plan.claimedSeconds * AUDIO_SAMPLE_RATE) / SAMPLES_PER_AAC_FRAME);
  return plan.audio ? [...picture, { lane: 'AUDIO', index: 0, startFrame: 0, frameCount: audioFrames }] : picture;
}
