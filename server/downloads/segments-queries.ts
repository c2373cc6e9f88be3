import type { Queryable } from '../../core/database.ts';

/**
 * The episode that is out and whose sound or film this asset is; the one that came out first where there are several,
 * because nobody can tell for which of them a segment was fetched.
 */
export async function findEpisodeOfAsset(database: Queryable, assetId: string, now: Date): Promise<string | null> {
  const episode = await database.episode.findFirst({
    where: {
      assetId,
      state: 'PUBLISHED',
      publishAt: { lte: now },
      deletedAt: null,
      show: { deletedAt: null },
      files: { some: { isCurrent: true } },
    },
    orderBy: [{ publishAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  });
  return episode?.id ?? null;
}

export interface SegmentRow {
  readonly index: number;
  readonly sizeBytes: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** A rendition's segments on the asset's timeline, in order. Neighbours share their border to the millisecond. */
export async function listSegments(
  database: Queryable,
  { assetId, version, rendition }: { assetId: string; version: number; rendition: string },
): Promise<SegmentRow[]> {
  return database.$queryRaw<SegmentRow[]>`
    SELECT "index", "sizeBytes", ("startTicks" * 1000 / "timescale")::float8 AS "startMs",
           (("startTicks" + "durationTicks") * 1000 / "timescale")::float8 AS "endMs"
    FROM "Segment" WHERE "assetId" = ${assetId} AND "version" = ${version} AND "renditionName" = ${rendition} ORDER BY "index"`;
}

/** Whether all segments that the asset will have are there. */
export async function isAssetReady(database: Queryable, assetId: string): Promise<boolean> {
  return (await database.asset.count({ where: { id: assetId, state: 'READY' } })) === 1;
}
