import type { Queryable } from '../../core/database.ts';
import { hlsPaths, objectKeys, segmentName } from '../../core/object-storage/object-keys.ts';
import { announceAssetChange } from '../../core/queues/asset-events.ts';
import { measureAverageBps, measurePeakBps } from '../hls/measure-bandwidth.ts';
import { renderMediaPlaylist } from '../hls/render-media-playlist.ts';
import { renderMultivariantPlaylist } from '../hls/render-multivariant-playlist.ts';
import type { Lane } from '../queues/encode-queues.ts';
import type { Transcoder } from '../transcoder.ts';
import { type MeasuredSegment, readRenditions, recordBandwidth, type StoredRendition, whileLocked } from './package-queries.ts';
import { measureSeconds, segmentSeconds, selectContiguous } from './select-contiguous.ts';
import type { TranscodePlan } from './transcode-plan.ts';
import { type AssetToTranscode, type AssetVersion, findUnfinishedAsset, markPlayable, touchAsset } from './transcode-queries.ts';

const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
const GROWING = { contentType: PLAYLIST_TYPE, cacheControl: 'public, max-age=2' };
const COMPLETE = { contentType: PLAYLIST_TYPE, cacheControl: 'public, max-age=3600' };
/** A re-encode replaces it, so nobody may keep it for long. */
const COMPLETE_MULTIVARIANT = { contentType: PLAYLIST_TYPE, cacheControl: 'public, max-age=30' };

/** A rendition cut back to what plays without a gap. */
export type PublishedRendition = StoredRendition & { readonly codecs: string };

/**
 * Publishes what has grown: media playlists as EVENT playlists, and the multivariant playlist as soon as every
 * rendition of the low lane and the sound have something to play. Until the film is whole it lists the low
 * lane only: a player must never choose a rung that the encoder has not reached.
 */
export async function publishGrowth(transcoder: Transcoder, asset: AssetToTranscode, lane: Lane): Promise<void> {
  await whileLocked(transcoder.database, asset.assetId, async (transaction) => {
    // The film may have been finished, failed or replaced while we encoded; then its playlists are not ours to write.
    const current = await findUnfinishedAsset(transaction, asset);
    if (!current?.plan) return;
    const lanes: Lane[] = lane === 'HIGH' ? ['HIGH'] : ['LOW', 'AUDIO'];
    const renditions = await readRenditions(transaction, asset, lanes);
    const playable = holdSoundBack(renditions.map(cutToReach)).filter(isPublished);
    for (const rendition of playable) await putMediaPlaylist(transcoder, asset, rendition, current.plan.targetSeconds, false);
    if (lane !== 'HIGH' && playable.length === renditions.length)
      await publishOpening(transcoder, transaction, current, playable, current.plan);
    await touchAsset(transaction, asset);
  });
  await announceAssetChange(transcoder.redis, asset.assetId);
}

/**
 * Sound is encoded far ahead of the picture. A player takes the longer of the two for the film's length, so while it
 * grows the sound's playlist ends with the segment in which the picture's ends.
 */
function holdSoundBack(renditions: readonly StoredRendition[]): StoredRendition[] {
  const pictures = renditions.filter((rendition) => rendition.kind === 'VIDEO');
  if (pictures.length === 0) return [...renditions];
  const reachSeconds = Math.min(...pictures.map((rendition) => measureSeconds(rendition.segments)));
  const isHeard = (segment: MeasuredSegment) => Number(segment.startTicks) / segment.timescale < reachSeconds;
  return renditions.map((rendition) =>
    rendition.kind === 'AUDIO' ? { ...rendition, segments: rendition.segments.filter(isHeard) } : rendition,
  );
}

async function publishOpening(
  transcoder: Transcoder,
  transaction: Queryable,
  asset: AssetToTranscode,
  renditions: PublishedRendition[],
  plan: TranscodePlan,
) {
  await putMultivariantPlaylist(transcoder, transaction, asset, renditions, plan.targetSeconds, false);
  if (await markPlayable(transaction, asset)) transcoder.logger.info({ assetId: asset.assetId }, 'asset is playable');
}

/** Publishes the whole film: every media playlist as VOD, then the multivariant playlist that lists them all. */
export async function publishComplete(
  transcoder: Transcoder,
  transaction: Queryable,
  asset: AssetVersion,
  renditions: PublishedRendition[],
  targetSeconds: number,
) {
  for (const rendition of renditions) await putMediaPlaylist(transcoder, asset, rendition, targetSeconds, true);
  await putMultivariantPlaylist(transcoder, transaction, asset, renditions, targetSeconds, true);
}

export function cutToReach(rendition: StoredRendition): StoredRendition {
  return { ...rendition, segments: selectContiguous(rendition.segments) };
}

export function isPublished(rendition: StoredRendition): rendition is PublishedRendition {
  return rendition.segments.length > 0 && rendition.codecs !== null;
}

async function putMediaPlaylist(
  { objectStore }: Transcoder,
  { assetId, version }: AssetVersion,
  rendition: PublishedRendition,
  targetSeconds: number,
  complete: boolean,
): Promise<void> {
  const text = renderMediaPlaylist({
    targetSeconds,
    complete,
    segments: rendition.segments.map((segment) => ({
      uri: segmentName(segment.index),
      initUri: segment.initName,
      durationSeconds: segmentSeconds(segment),
    })),
  });
  await objectStore.put(objectKeys.hls(assetId, hlsPaths.playlist(version, rendition.name)), text, complete ? COMPLETE : GROWING);
}

async function putMultivariantPlaylist(
  { objectStore }: Transcoder,
  transaction: Queryable,
  asset: AssetVersion,
  renditions: PublishedRendition[],
  targetSeconds: number,
  complete: boolean,
): Promise<void> {
  const measured = renditions.map((rendition) => ({ rendition, ...measureRates(rendition, targetSeconds) }));
  for (const { rendition, peakBps, averageBps } of measured) {
    await recordBandwidth(transaction, asset, rendition.name, { bandwidthBps: peakBps, averageBandwidthBps: averageBps });
  }
  const entries = measured.map(({ rendition, peakBps, averageBps }) => ({
    kind: rendition.kind,
    uri: hlsPaths.playlist(asset.version, rendition.name),
    codecs: rendition.codecs,
    width: rendition.width ?? 0,
    height: rendition.height ?? 0,
    frameRate: rendition.frameRate ?? 0,
    peakBps,
    averageBps,
  }));
  const variants = entries.filter((entry) => entry.kind === 'VIDEO');
  const text = renderMultivariantPlaylist({
    variants: orderForStart(variants),
    audio: entries.find((entry) => entry.kind === 'AUDIO') ?? null,
  });
  const options = complete ? COMPLETE_MULTIVARIANT : GROWING;
  await objectStore.put(objectKeys.hls(asset.assetId, hlsPaths.multivariant), text, options);
}

function measureRates(rendition: PublishedRendition, targetSeconds: number) {
  const weighed = rendition.segments.map((segment) => ({ sizeBytes: segment.sizeBytes, durationSeconds: segmentSeconds(segment) }));
  return { peakBps: measurePeakBps(weighed, targetSeconds), averageBps: measureAverageBps(weighed) };
}

/** Players begin with the first variant; about 2 Mbit/s is what most lines carry (Apple HLS authoring 1.32). */
const FIRST_VARIANT_BPS = 2_000_000;

function orderForStart<T extends { averageBps: number }>(variants: readonly T[]): T[] {
  const distance = (variant: T) => Math.abs(variant.averageBps - FIRST_VARIANT_BPS);
  const first = variants.reduce<T | undefined>(
    (best, variant) => (best && distance(best) <= distance(variant) ? best : variant),
    undefined,
  );
  return first ? [first, ...variants.filter((variant) => variant !== first)] : [];
}
