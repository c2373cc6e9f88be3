import type { Queryable } from '../../core/database.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import type { ListPosition } from './list-cursor.ts';

export interface ChannelRow {
  readonly id: string;
  readonly ownerId: string;
  readonly handle: string;
  readonly title: string;
  readonly description: string;
  readonly createdAt: Date;
  readonly videoCount: number;
}

const selectChannel = (now: Date) => Prisma.sql`
  SELECT c."id", c."ownerId", c."handle", c."title", c."description", c."createdAt",
         (SELECT count(*)::int FROM "Video" v JOIN "Asset" a ON a."id" = v."assetId"
          WHERE v."channelId" = c."id" AND v."visibility" = 'PUBLIC' AND (v."publishAt" IS NULL OR v."publishAt" <= ${now}::timestamp)
            AND a."state" IN ('PLAYABLE', 'READY')) AS "videoCount"
  FROM "Channel" c`;

export async function findChannel(database: Queryable, handle: string, now: Date): Promise<ChannelRow | null> {
  const rows = await database.$queryRaw<ChannelRow[]>`${selectChannel(now)} WHERE c."handle" = ${handle}`;
  return rows[0] ?? null;
}

/** Newest first; only one account's where `ownerId` is given. */
export async function listChannels(
  database: Queryable,
  { ownerId, after, limit }: { ownerId: string | null; after: ListPosition | null; limit: number },
  now: Date,
): Promise<ChannelRow[]> {
  const conditions = [Prisma.sql`true`];
  if (ownerId !== null) conditions.push(Prisma.sql`c."ownerId" = ${ownerId}`);
  if (after) conditions.push(Prisma.sql`(c."createdAt", c."id") < (${after.createdAt}::timestamp, ${after.id})`);
  return database.$queryRaw<ChannelRow[]>`
    ${selectChannel(now)} WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY c."createdAt" DESC, c."id" DESC LIMIT ${limit}`;
}

export interface NewChannel {
  readonly id: string;
  readonly ownerId: string;
  readonly handle: string;
  readonly title: string;
  readonly description: string;
}

/** @returns false when the handle is taken. */
export async function insertChannel(database: Queryable, channel: NewChannel): Promise<boolean> {
  return (await database.channel.createMany({ data: [channel], skipDuplicates: true })).count === 1;
}

/** @returns whether the channel is still there. */
export async function updateChannel(database: Queryable, id: string, change: { title?: string; description?: string }): Promise<boolean> {
  return (await database.channel.updateMany({ where: { id }, data: change })).count === 1;
}

/** Its videos stay, without a channel. */
export async function deleteChannel(database: Queryable, id: string): Promise<void> {
  await database.channel.deleteMany({ where: { id } });
}

export async function findChannelKey(database: Queryable, handle: string) {
  return database.channel.findUnique({ where: { handle }, select: { id: true, ownerId: true } });
}
