import type { Queryable } from '../../core/database.ts';

/** An asset with the rules of the videos that show it: who may see it, and whether it is public. */
export async function findAsset(database: Queryable, id: string) {
  return database.asset.findUnique({
    where: { id },
    select: {
      id: true,
      ownerId: true,
      state: true,
      version: true,
      filename: true,
      createdAt: true,
      startedAt: true,
      durationSeconds: true,
      width: true,
      height: true,
      frameRate: true,
      posterKey: true,
      warnings: true,
      failureCode: true,
      failureDetail: true,
      master: { select: { channels: true, masterLufs: true } },
      videos: { select: { ownerId: true, visibility: true, publishAt: true } },
    },
  });
}
export type AssetRow = NonNullable<Awaited<ReturnType<typeof findAsset>>>;

/** Lowest first, sound last. */
export async function listRenditions(database: Queryable, assetId: string, version: number) {
  return database.rendition.findMany({
    where: { assetId, version },
    orderBy: [{ kind: 'asc' }, { height: 'asc' }, { name: 'asc' }],
    select: {
      name: true,
      kind: true,
      lane: true,
      width: true,
      height: true,
      frameRate: true,
      codecs: true,
      bandwidthBps: true,
      averageBandwidthBps: true,
    },
  });
}
export type RenditionRow = Awaited<ReturnType<typeof listRenditions>>[number];

export async function listChunks(database: Queryable, assetId: string, version: number) {
  return database.chunk.findMany({
    where: { assetId, version },
    select: { lane: true, index: true, startFrame: true, frameCount: true, encodedFrames: true, doneAt: true },
  });
}
export type ChunkRow = Awaited<ReturnType<typeof listChunks>>[number];
