import type { Database, Queryable } from '../../core/database.ts';
import type { Lane } from '../queues/encode-queues.ts';
import type { UndoneChunk } from '../queues/transcode-flow.ts';
import type { PlannedChunk, TranscodePlan } from './transcode-plan.ts';

/** An asset and one of its versions: what every job is about. */
export interface AssetVersion {
  readonly assetId: string;
  readonly version: number;
}

export interface AssetToTranscode extends AssetVersion {
  readonly state: 'PROCESSING' | 'PLAYABLE';
  readonly sourceKey: string;
  readonly sourceBytes: bigint;
  readonly plan: TranscodePlan | null;
  readonly posterKey: string | null;
}

const UNFINISHED = { in: ['PROCESSING' as const, 'PLAYABLE' as const] };

/**
 * The asset, if this version of it still wants work. Null once it is READY or FAILED, deleted, or superseded by a
 * later version: then a job has nothing left to do.
 */
export async function findUnfinishedAsset(database: Queryable, { assetId, version }: AssetVersion): Promise<AssetToTranscode | null> {
  const row = await database.asset.findFirst({ where: { id: assetId, version, state: UNFINISHED } });
  if (!row) return null;
  const { sourceKey, sourceBytes, posterKey } = row;
  return {
    assetId,
    version,
    state: row.state as AssetToTranscode['state'],
    sourceKey,
    sourceBytes,
    posterKey,
    plan: row.plan as TranscodePlan | null,
  };
}

/** Unfinished assets that nobody has touched since `before`, oldest first. */
export async function findStaleAssets(database: Queryable, before: Date, limit: number): Promise<AssetVersion[]> {
  const rows = await database.asset.findMany({
    where: { state: UNFINISHED, updatedAt: { lt: before } },
    select: { id: true, version: true },
    orderBy: { createdAt: 'asc' },
    take: limit,
  });
  return rows.map((row) => ({ assetId: row.id, version: row.version }));
}

/** Keeps the plan, and the renditions and chunks that follow from it. Repeating it with the same plan changes nothing. */
export async function recordPlan(database: Database, asset: AssetVersion, plan: TranscodePlan, chunks: PlannedWork): Promise<void> {
  const top = plan.video?.rungs.at(-1);
  const picture =
    top && plan.video
      ? { width: top.width, height: top.height, frameRate: plan.video.frameRate.numerator / plan.video.frameRate.denominator }
      : {};
  // Until the film is whole, what the container claims is all that anybody can say about its length.
  const data = { plan: plan as object, startedAt: new Date(), durationSeconds: plan.claimedSeconds, ...picture };
  await database.$transaction([
    database.asset.update({ where: { id: asset.assetId }, data }),
    database.rendition.createMany({ data: renditionRows(asset, plan), skipDuplicates: true }),
    database.chunk.createMany({ data: chunks.map((chunk) => ({ ...pickVersion(asset), ...chunk })), skipDuplicates: true }),
  ]);
}

export type PlannedWork = readonly (Pick<PlannedChunk, 'index' | 'startFrame' | 'frameCount'> & { readonly lane: Lane })[];

function renditionRows(asset: AssetVersion, plan: TranscodePlan) {
  const video = plan.video;
  const frameRate = video ? video.frameRate.numerator / video.frameRate.denominator : null;
  const rungs = (video?.rungs ?? []).map(({ name, lane, width, height }) => ({
    name,
    kind: 'VIDEO' as const,
    lane,
    width,
    height,
    frameRate,
  }));
  const audio = plan.audio ? [{ name: AUDIO_RENDITION, kind: 'AUDIO' as const, lane: 'AUDIO' as const }] : [];
  return [...rungs, ...audio].map((row) => ({ ...pickVersion(asset), ...row }));
}

export const AUDIO_RENDITION = 'audio';

export const pickVersion = ({ assetId, version }: AssetVersion): AssetVersion => ({ assetId, version });

export async function findUndoneChunks(database: Queryable, asset: AssetVersion): Promise<UndoneChunk[]> {
  const where = { ...pickVersion(asset), doneAt: null };
  return database.chunk.findMany({ where, select: { lane: true, index: true }, orderBy: [{ index: 'asc' }, { lane: 'asc' }] });
}

export async function isChunkDone(database: Queryable, asset: AssetVersion, { lane, index }: UndoneChunk): Promise<boolean> {
  return (await database.chunk.count({ where: { ...pickVersion(asset), lane, index, doneAt: { not: null } } })) > 0;
}

/** Notes that somebody starts on a chunk. @returns how often that has happened, or `done` when nothing is left to do. */
export async function startChunk(database: Queryable, asset: AssetVersion, { lane, index }: UndoneChunk): Promise<number | 'done'> {
  const chunk = { ...pickVersion(asset), lane, index };
  const { count } = await database.chunk.updateMany({
    where: { ...chunk, doneAt: null },
    data: { attempts: { increment: 1 }, startedAt: new Date() },
  });
  if (count === 0) return 'done';
  const row = await database.chunk.findUniqueOrThrow({ where: { assetId_version_lane_index: chunk }, select: { attempts: true } });
  return row.attempts;
}

/** Something plays. Later calls, and calls for an asset that is past that, change nothing. @returns whether this call did it. */
export async function markPlayable(database: Queryable, { assetId, version }: AssetVersion): Promise<boolean> {
  const data = { state: 'PLAYABLE' as const, playableAt: new Date() };
  const { count } = await database.asset.updateMany({ where: { id: assetId, version, state: 'PROCESSING' }, data });
  return count > 0;
}

export async function markReady(
  database: Queryable,
  { assetId, version }: AssetVersion,
  result: { durationSeconds: number; warnings: string[] },
): Promise<void> {
  const data = { state: 'READY' as const, readyAt: new Date(), ...result };
  await database.asset.updateMany({ where: { id: assetId, version, state: UNFINISHED }, data });
}

/** Fails the asset for good, with a code of the table of errors and a sentence for its creator. */
export async function markFailed(
  database: Queryable,
  { assetId, version }: AssetVersion,
  failure: { code: string; detail: string },
): Promise<void> {
  const data = { state: 'FAILED' as const, failureCode: failure.code, failureDetail: failure.detail };
  await database.asset.updateMany({ where: { id: assetId, version, state: UNFINISHED }, data });
}

export async function recordPoster(database: Queryable, { assetId, version }: AssetVersion, posterKey: string): Promise<void> {
  await database.asset.updateMany({ where: { id: assetId, version }, data: { posterKey } });
}

/** So far the film reaches to here; READY writes the final figure. */
export async function touchAsset(database: Queryable, { assetId, version }: AssetVersion): Promise<void> {
  await database.asset.updateMany({ where: { id: assetId, version, state: UNFINISHED }, data: { updatedAt: new Date() } });
}
