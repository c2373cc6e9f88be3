import type { Database, Queryable } from '../../core/database.ts';
import type { EpisodeDetails, ShowDetails, StoredArtwork } from '../../core/podcasts/podcast-details.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import type { FeedArtwork, FeedEpisode, FeedFile, FeedFilm, FeedShow, FeedTranscript } from './feed-model.ts';
import type { BuiltFeed } from './publish-feed.ts';

/** A show as a build finds it. */
export interface ShowToBuild {
  readonly show: FeedShow;
  readonly feedWanted: number;
  readonly builds: ReadonlyMap<string, BuiltFeed>;
}

/** Null for shows that are gone. */
export async function findShowToBuild(database: Queryable, showId: string): Promise<ShowToBuild | null> {
  const row = await database.show.findUnique({
    where: { id: showId, deletedAt: null },
    include: { feeds: true, subscribers: { where: { revokedAt: null }, select: { id: true }, take: 1 } },
  });
  if (!row) return null;
  const { feeds, subscribers, details, artwork, feedWanted, ...columns } = row;
  return {
    show: {
      ...columns,
      details: details as ShowDetails,
      artwork: readyArtwork(artwork as unknown as StoredArtwork | null),
      hasSubscribers: subscribers.length > 0,
    },
    feedWanted,
    builds: new Map(feeds.map((feed) => [feed.name, feed])),
  };
}

const readyArtwork = (artwork: StoredArtwork | null): FeedArtwork | null => (artwork?.isReady ? artwork : null);

/** An episode's columns with its files and transcripts as JSON: one statement for thousands of episodes. */
interface EpisodeRow extends Omit<FeedEpisode, 'artwork' | 'details' | 'publishedAt' | 'files' | 'transcripts'> {
  readonly publishedAt: Date;
  readonly details: EpisodeDetails;
  readonly artwork: StoredArtwork | null;
  readonly files: FeedFile[];
  readonly transcripts: FeedTranscript[];
  readonly film: FeedFilm | null;
}

const isOut = (showId: string, now: Date) => Prisma.sql`
  e."showId" = ${showId} AND e."state" = 'PUBLISHED' AND e."publishAt" <= ${now}::timestamp AND e."deletedAt" IS NULL`;

export interface EpisodeVersion {
  readonly id: string;
  /** Differs when anything about the episode does: made of the versions that PostgreSQL gives rows (`xmin`). */
  readonly version: string;
}

/** A show's episodes that are out at `now`, the newest first. Which of them have a file is for the plan to see. */
export async function listEpisodesOut(database: Queryable, showId: string, now: Date): Promise<EpisodeVersion[]> {
  return database.$queryRaw<EpisodeVersion[]>`
    SELECT e."id", concat_ws('/', e.xmin::text, a."state"::text, f."versions", t."versions") AS "version"
    FROM "Episode" e
    LEFT JOIN "Asset" a ON a."id" = e."assetId"
    LEFT JOIN LATERAL (SELECT string_agg(f.xmin::text, ',' ORDER BY f."fileName") AS "versions"
      FROM "EpisodeFile" f WHERE f."episodeId" = e."id" AND f."isCurrent") f ON true
    LEFT JOIN LATERAL (SELECT string_agg(t.xmin::text, ',' ORDER BY t."language") AS "versions"
      FROM "Transcript" t WHERE t."episodeId" = e."id") t ON true
    WHERE ${isOut(showId, now)}
    ORDER BY COALESCE(e."pubDate", e."publishAt") DESC, e."createdAt" DESC, e."id"`;
}

/** All that a feed says of these episodes, in no order. */
export async function findEpisodes(database: Queryable, ids: readonly string[]): Promise<FeedEpisode[]> {
  if (ids.length === 0) return [];
  const rows = await database.$queryRaw<EpisodeRow[]>`
    SELECT e."id", e."guid", e."slug", e."title", e."description", e."type"::text, e."season", e."number", e."explicit", e."audience"::text,
           COALESCE(e."pubDate", e."publishAt") AS "publishedAt", e."details", e."artwork", e."chapters", e."chaptersFile",
           f."files", t."transcripts", r."film"
    FROM "Episode" e
    LEFT JOIN "Asset" a ON a."id" = e."assetId" AND a."state" = 'READY' AND a."height" IS NOT NULL
    LEFT JOIN LATERAL (
      SELECT json_build_object('assetId', a."id", 'height', a."height", 'codecs', string_agg(r."codecs", ',' ORDER BY r."kind"),
        'bitrateBps', sum(r."averageBandwidthBps"), 'sizeBytes', round(sum(r."averageBandwidthBps") / 8 * a."durationSeconds")) AS "film"
      FROM (SELECT DISTINCT ON (r."kind") r.* FROM "Rendition" r
        WHERE r."assetId" = a."id" AND r."version" = a."version" AND r."codecs" IS NOT NULL
        ORDER BY r."kind", r."height" DESC NULLS LAST) r
      HAVING count(*) > 0) r ON a."id" IS NOT NULL
    CROSS JOIN LATERAL (
      SELECT COALESCE(json_agg(json_build_object(
        'kind', f."kind", 'fileName', f."fileName", 'contentType', f."contentType", 'sizeBytes', f."sizeBytes",
        'durationSeconds', f."durationSeconds", 'bitrateBps', f."bitrateBps", 'codecs', f."codecs", 'integrity', f."integrity"
      )), '[]') AS "files"
      FROM "EpisodeFile" f WHERE f."episodeId" = e."id" AND f."isCurrent") f
    CROSS JOIN LATERAL (
      SELECT COALESCE(json_agg(json_build_object('language', t."language", 'files', t."files") ORDER BY t."language"), '[]') AS "transcripts"
      FROM "Transcript" t WHERE t."episodeId" = e."id") t
    WHERE e."id" = ANY(${ids})`;
  return rows.map(({ artwork, ...row }) => ({ ...row, artwork: readyArtwork(artwork) }));
}

/** When the next scheduled episode comes out; null when none is scheduled. */
export async function findNextDue(database: Queryable, showId: string, now: Date): Promise<Date | null> {
  const next = await database.episode.aggregate({
    where: { showId, state: 'PUBLISHED', deletedAt: null, publishAt: { gt: now } },
    _min: { publishAt: true },
  });
  return next._min.publishAt;
}

export interface FinishedBuild {
  readonly feedWanted: number;
  readonly settings: string;
  readonly dueAt: Date | null;
  readonly builds: readonly BuiltFeed[];
}

/**
 * Points the show's feeds at what was stored. A build that began before another one's snapshot changes nothing.
 * @returns whether this build stands.
 */
export async function recordBuild(database: Database, showId: string, build: FinishedBuild): Promise<boolean> {
  const { feedWanted, settings, dueAt, builds } = build;
  return database.$transaction(async (transaction) => {
    const stands = await transaction.$executeRaw`
      UPDATE "Show" SET "feedBuilt" = ${feedWanted}, "feedSettings" = ${settings}, "feedDueAt" = ${dueAt}::timestamp
      WHERE "id" = ${showId} AND "feedBuilt" <= ${feedWanted}`;
    if (stands === 0) return false;
    await transaction.feedBuild.deleteMany({ where: { showId, name: { notIn: builds.map(({ name }) => name) } } });
    for (const { name, ...built } of builds) await upsertBuild(transaction, showId, name, built);
    return true;
  });
}

/** Rows that say the same already are left alone: servers look for what was built since they last looked. */
async function upsertBuild(transaction: Queryable, showId: string, name: string, built: Omit<BuiltFeed, 'name'>): Promise<void> {
  const { hash, contentHash, lastModified, identityBytes, gzipBytes, brotliBytes } = built;
  await transaction.$executeRaw`
    INSERT INTO "FeedBuild" ("showId", "name", "hash", "contentHash", "lastModified", "identityBytes", "gzipBytes", "brotliBytes", "builtAt")
    VALUES (${showId}, ${name}, ${hash}, ${contentHash}, ${lastModified}::timestamp, ${identityBytes}, ${gzipBytes}, ${brotliBytes}, now() AT TIME ZONE 'UTC')
    ON CONFLICT ("showId", "name") DO UPDATE SET "hash" = excluded."hash", "contentHash" = excluded."contentHash",
      "lastModified" = excluded."lastModified", "identityBytes" = excluded."identityBytes", "gzipBytes" = excluded."gzipBytes",
      "brotliBytes" = excluded."brotliBytes", "builtAt" = excluded."builtAt"
    WHERE "FeedBuild"."hash" <> excluded."hash"`;
}

/** How many changes there are by now. */
export async function countWantedFeeds(database: Queryable, showId: string): Promise<number> {
  return (await database.show.findUnique({ where: { id: showId }, select: { feedWanted: true } }))?.feedWanted ?? 0;
}

export interface UnannouncedFeed {
  readonly showId: string;
  readonly slug: string;
  readonly name: string;
  readonly hash: string;
}

const MAX_FOUND = 500;

/** Public feeds whose last version the hub was not told of yet: of one show, or of all. */
export async function findUnannounced(database: Queryable, showId: string | null): Promise<UnannouncedFeed[]> {
  const ofShow = showId === null ? Prisma.empty : Prisma.sql`AND f."showId" = ${showId}`;
  return database.$queryRaw<UnannouncedFeed[]>`
    SELECT f."showId", s."slug", f."name", f."hash" FROM "FeedBuild" f JOIN "Show" s ON s."id" = f."showId"
    WHERE f."announcedHash" <> f."hash" AND f."name" IN ('feed', 'video') AND s."deletedAt" IS NULL ${ofShow} LIMIT ${MAX_FOUND}`;
}

export async function markAnnounced(database: Queryable, { showId, name, hash }: UnannouncedFeed): Promise<void> {
  await database.feedBuild.updateMany({ where: { showId, name, hash }, data: { announcedHash: hash } });
}

/** Shows with an episode whose time has come. */
export async function findDueShows(database: Queryable, now: Date): Promise<string[]> {
  const rows = await database.show.findMany({ where: { feedDueAt: { lte: now }, deletedAt: null }, select: { id: true }, take: MAX_FOUND });
  return rows.map(({ id }) => id);
}

/** Shows whose last build does not know of all changes, or used other settings. */
export async function findOutdatedShows(database: Queryable, settings: string): Promise<string[]> {
  const rows = await database.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Show" WHERE "deletedAt" IS NULL AND ("feedWanted" > "feedBuilt" OR "feedSettings" <> ${settings}) LIMIT ${MAX_FOUND}`;
  return rows.map(({ id }) => id);
}

export async function findFeedHashes(database: Queryable, showId: string): Promise<string[]> {
  return (await database.feedBuild.findMany({ where: { showId }, select: { hash: true } })).map(({ hash }) => hash);
}
