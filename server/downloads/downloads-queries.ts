import type { Queryable } from '../../core/database.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import type { Day } from './counting-window.ts';
import type { Breakdown } from './downloads-schemas.ts';

export interface CountedShow {
  readonly id: string;
  readonly slug: string;
  readonly ownerId: string;
  readonly visibility: 'PUBLIC' | 'PRIVATE';
}

/** By its slug of today or of before. A deleted show is found: what was counted stays true. */
export async function findCountedShow(database: Queryable, slug: string): Promise<CountedShow | null> {
  return database.show.findFirst({
    where: { OR: [{ slug }, { oldSlugs: { some: { slug } } }] },
    select: { id: true, slug: true, ownerId: true, visibility: true },
  });
}

/** By id or slug. */
export async function findCountedEpisode(database: Queryable, showId: string, episode: string): Promise<string | null> {
  const found = await database.episode.findFirst({ where: { showId, OR: [{ id: episode }, { slug: episode }] }, select: { id: true } });
  return found?.id ?? null;
}

export interface ReportRange {
  readonly showId: string;
  readonly episodeId: string | null;
  readonly from: Day;
  readonly to: Day;
  readonly by: readonly Breakdown[];
  readonly limit: number;
}

/** Null where the report is not told apart by it. */
export interface ReportRow {
  readonly day: string | null;
  readonly episodeId: string | null;
  readonly episodeSlug: string | null;
  readonly episodeTitle: string | null;
  readonly app: string | null;
  readonly device: string | null;
  readonly country: string | null;
  readonly downloads: number;
}

const GROUPED: Readonly<Record<Breakdown, Prisma.Sql>> = {
  day: Prisma.sql`c."day"`,
  episode: Prisma.sql`e."id"`,
  app: Prisma.sql`c."app"`,
  device: Prisma.sql`c."device"`,
  country: Prisma.sql`c."country"`,
};

/** Sums open and closed days alike, in one statement. */
export async function sumDownloads(database: Queryable, { showId, episodeId, from, to, by, limit }: ReportRange): Promise<ReportRow[]> {
  const pick = (key: Breakdown, column: Prisma.Sql) => (by.includes(key) ? column : Prisma.sql`NULL`);
  const groups = Prisma.join([...new Set(by)].map((key) => GROUPED[key]));
  const order = by.includes('day') ? Prisma.sql`c."day", "downloads" DESC` : Prisma.sql`"downloads" DESC`;
  const episodes = episodeId === null ? Prisma.sql`e."showId" = ${showId}` : Prisma.sql`e."id" = ${episodeId}`;
  return database.$queryRaw<ReportRow[]>`
    SELECT ${pick('day', Prisma.sql`c."day"::text`)} AS "day",
           ${pick('episode', Prisma.sql`e."id"`)} AS "episodeId",
           ${pick('episode', Prisma.sql`e."slug"`)} AS "episodeSlug",
           ${pick('episode', Prisma.sql`e."title"`)} AS "episodeTitle",
           ${pick('app', Prisma.sql`c."app"`)} AS "app",
           ${pick('device', Prisma.sql`c."device"`)} AS "device",
           ${pick('country', Prisma.sql`c."country"`)} AS "country",
           sum(c."downloads")::float8 AS "downloads"
    FROM "Episode" e
    JOIN (SELECT "day", "episodeId", "app", "device", "country", 1 AS "downloads" FROM "Download"
          UNION ALL
          SELECT "day", "episodeId", "app", "device", "country", "downloads" FROM "DownloadTotal") c
      ON c."episodeId" = e."id" AND c."day" BETWEEN ${from}::date AND ${to}::date
    WHERE ${episodes}
    GROUP BY ${groups}
    ORDER BY ${order}, ${groups}
    LIMIT ${limit}`;
}
