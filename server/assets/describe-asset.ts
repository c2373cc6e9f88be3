import type { Config } from '../../core/config.ts';
import { describeLoudnessShortfall } from '../../core/podcasts/target-loudness.ts';
import { isPublished, playbackUrls } from '../playback/playback-links.ts';
import type { AssetRow, ChunkRow, RenditionRow } from './assets-queries.ts';
import type { Asset } from './assets-schemas.ts';
import { computeProgress } from './compute-progress.ts';

export interface AssetFacts {
  readonly asset: AssetRow;
  readonly renditions: readonly RenditionRow[];
  readonly chunks: readonly ChunkRow[];
  readonly framesInFlight: ReadonlyMap<string, number>;
}

/** What the API says of an asset, to somebody who may see it. The same for all of them, so that it can be shared. */
export function describeAsset(config: Config, { asset, renditions, chunks, framesInFlight }: AssetFacts, now: Date): Asset {
  const { percentOfLane, ...progress } = computeProgress({ ...asset, renditions, chunks, framesInFlight }, now);
  const { id, state, filename, durationSeconds, width, height, frameRate, warnings, failureCode, failureDetail } = asset;
  return {
    id,
    state,
    filename,
    createdAt: asset.createdAt.toISOString(),
    durationSeconds,
    width,
    height,
    frameRate,
    progress,
    renditions: renditions.map(({ lane, ...rendition }) => ({ ...rendition, percent: percentOfLane[lane] })),
    ...describeLinks(config, asset, now),
    warnings: [...warnings, ...warnOfLoudness(asset)],
    failure: failureCode === null ? null : { code: failureCode, detail: failureDetail ?? '' },
  };
}

function warnOfLoudness({ master }: AssetRow): string[] {
  const warning = master && describeLoudnessShortfall(master);
  return warning ? [warning] : [];
}

function describeLinks(config: Config, asset: AssetRow, now: Date): Pick<Asset, 'playback' | 'poster'> {
  const isPublic = asset.videos.some((video) => isPublished(video, now));
  const linked = { assetId: asset.id, version: asset.version, hasPoster: asset.posterKey !== null, isPublic };
  const { hls, poster } = playbackUrls(config, linked, now);
  return { playback: asset.state === 'PLAYABLE' || asset.state === 'READY' ? { hls } : null, poster };
}
