import { AppError } from '../../core/errors.ts';
import { wantFeedsOfAsset } from '../../core/podcasts/wanted-queries.ts';
import { announceAssetChange } from '../../core/queues/asset-events.ts';
import { LANES } from '../queues/encode-queues.ts';
import type { Transcoder } from '../transcoder.ts';
import { alignAudio } from './align-audio.ts';
import { readRenditions, whileLocked } from './package-queries.ts';
import { cutToReach, isPublished, type PublishedRendition, publishComplete } from './publish-package.ts';
import { countFrames, measureSeconds } from './select-contiguous.ts';
import type { TranscodePlan } from './transcode-plan.ts';
import { type AssetToTranscode, findUndoneChunks, findUnfinishedAsset, markReady } from './transcode-queries.ts';

/** A container's claim is rounded more often than not; a film that is shorter than this says is incomplete. */
const CLAIM_TOLERANCE_SECONDS = 0.5;

/**
 * The last step: every chunk is done, so look at what really came out, bring sound and picture to the same length,
 * and publish the whole film. What the probe claimed decides nothing here.
 * @throws AppError source_damaged when nothing came out, package_incomplete when renditions disagree
 */
export async function finishAsset(transcoder: Transcoder, asset: AssetToTranscode, signal: AbortSignal): Promise<void> {
  const plan = asset.plan;
  const undone = await findUndoneChunks(transcoder.database, asset);
  if (!plan || undone.length > 0) throw new AppError('package_incomplete', `${undone.length} chunks of ${asset.assetId} are not done.`);
  const video = await readPicture(transcoder, asset, plan);
  const pictureSeconds = video[0] ? measureSeconds(video[0].segments) : null;
  const audio = plan.audio ? await alignAudio(transcoder, asset, plan.audio, pictureSeconds, signal) : null;
  const durationSeconds = pictureSeconds ?? (audio ? measureSeconds(audio.segments) : 0);
  if (durationSeconds === 0) throw new AppError('source_damaged', 'Nothing in this file could be decoded.');
  const warnings = describeShortfall(plan, durationSeconds, audio !== null);
  const shows = await whileLocked(transcoder.database, asset.assetId, async (transaction) => {
    if (!(await findUnfinishedAsset(transaction, asset))) return [];
    await publishComplete(transcoder, transaction, asset, audio ? [...video, audio] : video, plan.targetSeconds);
    await markReady(transaction, asset, { durationSeconds, warnings });
    return wantFeedsOfAsset(transaction, asset.assetId);
  });
  for (const showId of shows) await transcoder.jobs.feeds.add({ showId });
  transcoder.logger.info({ assetId: asset.assetId, durationSeconds, warnings }, 'asset is ready');
  await announceAssetChange(transcoder.redis, asset.assetId);
}

/** The picture's renditions as far as they play, all of the same number of frames. */
async function readPicture(transcoder: Transcoder, asset: AssetToTranscode, plan: TranscodePlan): Promise<PublishedRendition[]> {
  const renditions = (await readRenditions(transcoder.database, asset, LANES))
    .filter((rendition) => rendition.kind === 'VIDEO')
    .map(cutToReach);
  const published = renditions.filter(isPublished);
  if (plan.video && published.length === 0) throw new AppError('source_damaged', 'No picture in this file could be decoded.');
  const counts = new Set(renditions.map((rendition) => countFrames(rendition.segments)));
  if (counts.size > 1) throw new AppError('package_incomplete', `Renditions of ${asset.assetId} have ${[...counts].join(', ')} frames.`);
  return published;
}

function describeShortfall(plan: TranscodePlan, durationSeconds: number, hasAudio: boolean): string[] {
  const missing = plan.claimedSeconds - durationSeconds;
  return [
    ...(missing > CLAIM_TOLERANCE_SECONDS
      ? [
          `The file says it lasts ${plan.claimedSeconds.toFixed(1)} s, but only ${durationSeconds.toFixed(1)} s of it could be decoded. It may be incomplete.`,
        ]
      : []),
    ...(plan.video && (plan.audio?.claimedSeconds ?? 0) - plan.claimedSeconds > CLAIM_TOLERANCE_SECONDS
      ? [`The sound lasts longer than the picture (${durationSeconds.toFixed(1)} s); the rest of it was cut off.`]
      : []),
    ...(plan.audio && !hasAudio ? ['The sound of this file could not be decoded, so the film is silent.'] : []),
  ];
}
