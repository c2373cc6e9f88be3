import type { Queryable } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import { cleanTexts } from '../../core/podcasts/clean-text.ts';
import { lacksPicture, NO_PICTURE } from './episode-visibility.ts';
import { findAssetToPublish, findVideoToPublish } from './episodes-queries.ts';
import type { EpisodeCreate } from './episodes-schemas.ts';
import type { EpisodePlan } from './plan-episode.ts';
import type { ShowKey } from './shows-queries.ts';

/** What a wish leaves open, taken from the video it names. @throws AppError `validation_failed` unless it is the owner's */
export async function fillFromVideo(database: Queryable, show: ShowKey, wish: EpisodeCreate): Promise<EpisodeCreate> {
  if (wish.videoId === undefined) return wish;
  const video = await findVideoToPublish(database, show.ownerId, wish.videoId);
  if (!video) throw new AppError('validation_failed', "videoId: the show's owner has no video with this id.");
  return { ...cleanTexts(video), ...wish };
}

/** @throws AppError `validation_failed` unless the asset is the owner's, `not_ready_to_publish` where it has failed */
export async function checkAsset(transaction: Queryable, show: Pick<ShowKey, 'ownerId' | 'mode'>, { after }: EpisodePlan): Promise<void> {
  if (after.assetId === null) return;
  const asset = await findAssetToPublish(transaction, show.ownerId, after.assetId);
  if (!asset) throw new AppError('validation_failed', "assetId: the show's owner has no asset with this id.");
  if (lacksPicture(show, asset)) throw new AppError('not_ready_to_publish', NO_PICTURE);
  if (asset.state !== 'FAILED') return;
  const reason = [asset.failureDetail, asset.failureCode && `(${asset.failureCode})`].filter(Boolean).join(' ');
  throw new AppError('not_ready_to_publish', `The asset cannot be played: ${reason}`.trim());
}
