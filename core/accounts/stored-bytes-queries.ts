import type { Queryable } from '../database.ts';

/**
 * What counts against an account's quota: its stored sources, and what its running uploads will become. One statement,
 * so that an upload that becomes an asset meanwhile counts once.
 */
export async function sumStoredBytes(database: Queryable, accountId: string): Promise<number> {
  const [row] = await database.$queryRaw<{ bytes: string }[]>`
    SELECT (
      coalesce((SELECT sum("sourceBytes") FROM "Asset" WHERE "ownerId" = ${accountId}), 0) +
      coalesce((SELECT sum("sizeBytes") FROM "Upload" WHERE "accountId" = ${accountId} AND "state" = 'RECEIVING'), 0)
    )::text AS bytes`;
  return Number(row?.bytes ?? 0);
}
