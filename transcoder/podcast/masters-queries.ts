import type { Database, Queryable } from '../../core/database.ts';
import type { Chapter } from '../../core/podcasts/podcast-details.ts';
import type { TranscodePlan } from '../transcode/transcode-plan.ts';

/** An asset whose sound is or becomes a podcast. */
export interface AssetToMaster {
  readonly assetId: string;
  readonly version: number;
  readonly sourceKey: string;
  readonly isReady: boolean;
  readonly plan: TranscodePlan | null;
  readonly master: ExistingMaster | null;
}

export interface ExistingMaster {
  readonly state: 'PROCESSING' | 'READY' | 'FAILED';
  readonly m4aKey: string | null;
  readonly mp4Key: string | null;
}

/** What the sound became. Keys are the object store's; loudness as AudioMaster's columns have it. */
export interface FinishedMaster {
  readonly durationSeconds: number;
  readonly channels: number;
  readonly sourceLufs: number | null;
  readonly masterLufs: number | null;
  readonly truePeakDbtp: number | null;
  readonly mp3Key: string;
  readonly m4aKey: string;
  readonly peaksKey: string;
  readonly chapters: readonly Chapter[];
}

/** Null once the asset is gone. */
export async function findAssetToMaster(database: Queryable, assetId: string): Promise<AssetToMaster | null> {
  const row = await database.asset.findUnique({ where: { id: assetId }, include: { master: true } });
  if (!row) return null;
  const { version, sourceKey, master } = row;
  return { assetId, version, sourceKey, isReady: row.state === 'READY', plan: row.plan as TranscodePlan | null, master };
}

/** A master that is being made, whatever it was before. */
export async function startMaster(database: Queryable, assetId: string): Promise<void> {
  const fresh = { state: 'PROCESSING' as const, progress: 0, failureCode: null, failureDetail: null };
  await database.audioMaster.upsert({ where: { assetId }, create: { assetId, ...fresh }, update: fresh });
}

export async function recordMasterProgress(database: Queryable, assetId: string, progress: number): Promise<void> {
  await database.audioMaster.updateMany({ where: { assetId, state: 'PROCESSING' }, data: { progress } });
}

/** The masters are there; what kept the asset's episodes from their files is over. */
export async function recordMaster(database: Database, assetId: string, { chapters, ...master }: FinishedMaster): Promise<void> {
  const data = { ...master, chapters: chapters as object[], state: 'READY' as const, progress: 1 };
  await database.$transaction([
    database.audioMaster.updateMany({ where: { assetId }, data }),
    database.episode.updateMany({ where: { assetId, failureCode: { not: null } }, data: { failureCode: null, failureDetail: null } }),
  ]);
}

/** Nothing can be made of this asset's sound, nor of its episodes. A master that is there stays. */
export async function failMaster(
  database: Database,
  assetId: string,
  failure: { failureCode: string; failureDetail: string },
): Promise<void> {
  await database.$transaction(async (transaction) => {
    const data = { ...failure, state: 'FAILED' as const };
    const { count } = await transaction.audioMaster.updateMany({ where: { assetId, state: 'PROCESSING' }, data });
    if (count > 0) await transaction.episode.updateMany({ where: { assetId, deletedAt: null }, data: failure });
  });
}

/** Episodes that show this asset. */
export async function findEpisodesOfAsset(database: Queryable, assetId: string): Promise<string[]> {
  const rows = await database.episode.findMany({ where: { assetId, deletedAt: null }, select: { id: true } });
  return rows.map((row) => row.id);
}

/** The film is there, and the asset's episodes want it among their files. */
export async function recordFilm(database: Database, assetId: string, mp4Key: string): Promise<void> {
  await database.$transaction([
    database.audioMaster.updateMany({ where: { assetId }, data: { mp4Key } }),
    database.episode.updateMany({ where: { assetId, deletedAt: null }, data: { filesWanted: { increment: 1 } } }),
  ]);
}

/** Somebody works on the film: nobody else needs to begin for a while. */
export async function touchMaster(database: Queryable, assetId: string): Promise<void> {
  await database.audioMaster.updateMany({ where: { assetId }, data: { updatedAt: new Date() } });
}
