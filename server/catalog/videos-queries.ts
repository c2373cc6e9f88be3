import type { Queryable } from '../../core/database.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import type { AssetState, Visibility } from '../../prisma/generated/enums.ts';
import type { ListPosition } from './list-cursor.ts';

/** A video with what it shows of its channel and its asset. */
export interface VideoRow {
  readonly id: string;
  readonly ownerId: string;
  readonly title: string;
  readonly description: string;
  readonly visibility: Visibility;
  readonly publishAt: Date | null;
  readonly tags: string[];
  readonly language: string | null;
  readonly createdAt: Date;
  readonly channelHandle: string | null;
  readonly channelTitle: string | null;
  readonly assetId: string | null;
  readonly assetState: AssetState | null;
  readonly assetVersion: number | null;
  readonly durationSeconds: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly hasPoster: boolean;
}

export interface VideoFilter {
  /** Only this account's, whatever their visibility; null for what the public sees. */
  readonly ownerId: string | null;
  readonly channelHandle: string | null;
  readonly tag: string | null;
}

export interface VideoSlice {
  readonly sort: 'newest' | 'oldest';
  readonly after: ListPosition | null;
  readonly limit: number;
}

/** Written out, because Prisma would ask three times where one statement with two joins on primary keys does. */
const SELECT_VIDEO = Prisma.sql`
  SELECT v."id", v."ownerId", v."title", v."description", v."visibility"::text, v."publishAt", v."tags", v."language", v."createdAt",
         c."handle" AS "channelHandle", c."title" AS "channelTitle",
         v."assetId", a."state"::text AS "assetState", a."version" AS "assetVersion", a."durationSeconds", a."width", a."height",
         a."posterKey" IS NOT NULL AS "hasPoster"
  FROM "Video" v
  LEFT JOIN "Channel" c ON c."id" = v."channelId"
  LEFT JOIN "Asset" a ON a."id" = v."assetId"`;

export async function findVideo(database: Queryable, id: string): Promise<VideoRow | null> {
  const rows = await database.$queryRaw<VideoRow[]>`${SELECT_VIDEO} WHERE v."id" = ${id}`;
  return rows[0] ?? null;
}

/** One slice of a list, in its order. */
export async function listVideos(database: Queryable, filter: VideoFilter, slice: VideoSlice, now: Date): Promise<VideoRow[]> {
  const conditions = [whoseVideos(filter.ownerId, now)];
  if (filter.channelHandle !== null) conditions.push(Prisma.sql`c."handle" = ${filter.channelHandle}`);
  if (filter.tag !== null) conditions.push(Prisma.sql`v."tags" @> ARRAY[${filter.tag}]::text[]`);
  const newest = slice.sort === 'newest';
  if (slice.after) {
    const { createdAt, id } = slice.after;
    const comparison = newest ? Prisma.sql`<` : Prisma.sql`>`;
    conditions.push(Prisma.sql`(v."createdAt", v."id") ${comparison} (${createdAt}::timestamp, ${id})`);
  }
  const order = newest ? Prisma.sql`v."createdAt" DESC, v."id" DESC` : Prisma.sql`v."createdAt", v."id"`;
  return database.$queryRaw<VideoRow[]>`
    ${SELECT_VIDEO} WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${order} LIMIT ${slice.limit}`;
}

/** The public sees what is PUBLIC, whose time has come, and that plays. */
function whoseVideos(ownerId: string | null, now: Date): Prisma.Sql {
  if (ownerId !== null) return Prisma.sql`v."ownerId" = ${ownerId}`;
  return Prisma.sql`v."visibility" = 'PUBLIC' AND (v."publishAt" IS NULL OR v."publishAt" <= ${now}::timestamp)
    AND a."state" IN ('PLAYABLE', 'READY')`;
}

export interface VideoChange {
  readonly title?: string;
  readonly description?: string;
  readonly visibility?: Visibility;
  readonly publishAt?: Date | null;
  readonly tags?: string[];
  readonly language?: string | null;
  readonly channelId?: string | null;
  readonly assetId?: string;
}

export async function insertVideo(database: Queryable, video: VideoChange & { id: string; ownerId: string; title: string }): Promise<void> {
  await database.video.create({ data: video, select: { id: true } });
}

/** @returns whether the video is still there. */
export async function updateVideo(database: Queryable, id: string, change: VideoChange): Promise<boolean> {
  return (await database.video.updateMany({ where: { id }, data: change })).count === 1;
}

/** The asset stays: what nothing shows is collected later. */
export async function deleteVideo(database: Queryable, id: string): Promise<void> {
  await database.video.deleteMany({ where: { id } });
}

export async function findAssetOwner(database: Queryable, assetId: string): Promise<string | null> {
  return (await database.asset.findUnique({ where: { id: assetId }, select: { ownerId: true } }))?.ownerId ?? null;
}
