import type { Queryable } from '../../core/database.ts';
import type { ArtworkPayload } from '../../core/queues/artwork-queue.ts';

const BATCH = 200;

/** Assets whose masters nobody seems to make: untouched since `before`, or wanted by an episode and not begun. */
export async function findLostMasters(database: Queryable, before: Date): Promise<string[]> {
  const stale = await database.audioMaster.findMany({
    where: { state: 'PROCESSING', updatedAt: { lt: before } },
    select: { assetId: true },
    take: BATCH,
  });
  const unknown = await database.asset.findMany({
    where: { master: null, episodes: { some: { deletedAt: null, updatedAt: { lt: before } } } },
    select: { id: true },
    take: BATCH,
  });
  return [...stale.map((row) => row.assetId), ...unknown.map((row) => row.id)];
}

/**
 * Assets whose film is READY but not one file yet, though an episode wants it. A film that nobody could make is tried
 * again when the master has not been touched since `before`.
 */
export async function findLostFilms(database: Queryable, before: Date): Promise<string[]> {
  const rows = await database.$queryRaw<{ id: string }[]>`
    SELECT a."id" FROM "Asset" a JOIN "AudioMaster" m ON m."assetId" = a."id"
    WHERE a."state" = 'READY' AND a."height" IS NOT NULL AND m."state" = 'READY' AND m."mp4Key" IS NULL
      AND (m."updatedAt" < a."readyAt" OR m."updatedAt" < ${before}::timestamp)
      AND EXISTS (SELECT FROM "Episode" e WHERE e."assetId" = a."id" AND e."deletedAt" IS NULL)
    LIMIT ${BATCH}`;
  return rows.map((row) => row.id);
}

/** Episodes that want other files than they have, and whose master is there. */
export async function findLostFiles(database: Queryable, before: Date): Promise<string[]> {
  const rows = await database.$queryRaw<{ id: string }[]>`
    SELECT e."id" FROM "Episode" e JOIN "AudioMaster" m ON m."assetId" = e."assetId" JOIN "Show" s ON s."id" = e."showId"
    WHERE e."filesWanted" > e."filesBuilt" AND m."state" = 'READY' AND e."failureCode" IS NULL
      AND e."deletedAt" IS NULL AND s."deletedAt" IS NULL AND e."updatedAt" < ${before}::timestamp AND m."updatedAt" < ${before}::timestamp
    LIMIT ${BATCH}`;
  return rows.map((row) => row.id);
}

/** Pictures that nobody has made the sizes of, and shows without one. */
export async function findLostArtwork(database: Queryable, before: Date): Promise<ArtworkPayload[]> {
  return database.$queryRaw<ArtworkPayload[]>`
    SELECT "id" AS "showId", NULL AS "episodeId" FROM "Show"
    WHERE "deletedAt" IS NULL AND "updatedAt" < ${before}::timestamp AND ("artwork" IS NULL OR "artwork"->>'isReady' = 'false')
    UNION ALL
    SELECT e."showId", e."id" FROM "Episode" e JOIN "Show" s ON s."id" = e."showId"
    WHERE e."deletedAt" IS NULL AND s."deletedAt" IS NULL AND e."updatedAt" < ${before}::timestamp AND e."artwork"->>'isReady' = 'false'
    LIMIT ${BATCH}`;
}
