import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../core/errors.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import { announceAssetChange } from '../../core/queues/asset-events.ts';
import { buildPosterCommand } from '../ffmpeg/poster-arguments.ts';
import { runFfmpeg } from '../ffmpeg/run-ffmpeg.ts';
import { openJobDirectory } from '../job-directory.ts';
import { locateSource, type Transcoder } from '../transcoder.ts';
import { type AssetToTranscode, recordPoster } from './transcode-queries.ts';

/** Past the titles of most films, and never long to reach; a very short film has its poster at its start. */
const POSTER_POSITION = 0.1;
const LATEST_SECONDS = 30;
const SHORT_FILM_SECONDS = 5;

/** Makes the poster, stores it and enters it. Safe to repeat. Sound alone has no poster. */
export async function makePoster(transcoder: Transcoder, asset: AssetToTranscode, signal: AbortSignal): Promise<void> {
  const video = asset.plan?.video;
  const size = video?.rungs.at(-1);
  if (!video || !size || asset.posterKey) return;
  await using directory = await openJobDirectory(transcoder.workDirectory, []);
  const path = join(directory.path, 'poster.jpg');
  const location = await locateSource(transcoder, asset.sourceKey);
  const claimed = asset.plan?.claimedSeconds ?? 0;
  const atSeconds = claimed < SHORT_FILM_SECONDS ? 0 : Math.min(LATEST_SECONDS, claimed * POSTER_POSITION);
  // A film that ends earlier than it claims may have no picture there; it has one at its start, or none at all.
  for (const seconds of new Set([atSeconds, 0])) {
    const command = buildPosterCommand({ location, path, video, size, atSeconds: seconds });
    await runFfmpeg(command, { ffmpegPath: transcoder.launcher.steady, signal });
    if (existsSync(path)) break;
  }
  if (!existsSync(path)) throw new AppError('encoder_failed', 'No picture came out for the poster.');
  const key = objectKeys.poster(asset.assetId, asset.version);
  await transcoder.objectStore.put(key, await readFile(path), {
    contentType: 'image/jpeg',
    cacheControl: 'public, max-age=31536000, immutable',
  });
  await recordPoster(transcoder.database, asset, key);
  await announceAssetChange(transcoder.redis, asset.assetId);
}
