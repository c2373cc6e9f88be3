import type { Database, Queryable } from '../../core/database.ts';
import type { ShowDetails } from '../../core/podcasts/podcast-details.ts';

/** One version of one feed of a show. */
export interface FeedVersion {
  readonly showId: string;
  /** As FeedBuild.name. */
  readonly feed: string;
  readonly hash: string;
}

export interface CurrentFeed extends FeedVersion {
  readonly mode: 'AUDIO' | 'VIDEO';
  readonly details: ShowDetails;
}

/** The public feed whose last build this is; null once there is a newer one, or none that is public. */
export async function findCurrentFeed(
  database: Queryable,
  { showId, hash }: { showId: string; hash: string },
): Promise<CurrentFeed | null> {
  const row = await database.feedBuild.findFirst({
    where: { showId, hash, name: { in: ['feed', 'video'] }, show: { deletedAt: null, visibility: 'PUBLIC' } },
    select: { name: true, show: { select: { mode: true, details: true } } },
  });
  return row && { showId, hash, feed: row.name, mode: row.show.mode, details: row.show.details as ShowDetails };
}

const WHO_FAILED_LAST = [{ failures: 'asc' as const }, { id: 'asc' as const }];

/**
 * Who has not been told of this version yet, by id. Those who failed before come last, so that they hold up nobody.
 * @param failing only those whose last delivery failed
 */
export async function listAudience(
  database: Queryable,
  { showId, feed, hash }: FeedVersion,
  { failing, now }: { failing: boolean; now: Date },
): Promise<string[]> {
  const rows = await database.webSubSubscription.findMany({
    where: { showId, feed, expiresAt: { gt: now }, deliveredHash: { not: hash }, ...(failing ? { failures: { gt: 0 } } : {}) },
    select: { id: true },
    orderBy: WHO_FAILED_LAST,
  });
  return rows.map(({ id }) => id);
}

const LONG_TRANSACTION = { timeout: 3_600_000, maxWait: 60_000 };

/**
 * Does work while no other process does the same for this feed: a worker so busy that its job counts as abandoned goes on
 * all the same, and who takes the job up has to wait for it. The lock falls with the connection that holds it, so that
 * nobody waits for the dead.
 */
export async function whileTelling(database: Database, { showId, feed }: FeedVersion, work: () => Promise<void>): Promise<void> {
  await database.$transaction(async (transaction) => {
    await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`websub:${showId}:${feed}`}, 0))`;
    await work();
  }, LONG_TRANSACTION);
}

export interface Recipient {
  readonly id: string;
  readonly topic: string;
  readonly callback: string;
  readonly secret: string | null;
}

/** Those of them who are still to be told. */
export async function readRecipients(database: Queryable, ids: readonly string[], hash: string, now: Date): Promise<Recipient[]> {
  return database.webSubSubscription.findMany({
    where: { id: { in: [...ids] }, expiresAt: { gt: now }, deliveredHash: { not: hash } },
    select: { id: true, topic: true, callback: true, secret: true },
    orderBy: WHO_FAILED_LAST,
  });
}

/** Ids by how their delivery ended. */
export interface DeliveryEnds {
  readonly delivered: readonly string[];
  readonly failed: readonly string[];
  readonly gone: readonly string[];
}

/** Three tries for each of ten publications: who missed all of them is not there any more. */
const MOST_FAILURES = 30;

/** Notes who has this version now, and forgets who said that it is gone or failed too often. */
export async function recordDeliveries(database: Database, hash: string, { delivered, failed, gone }: DeliveryEnds): Promise<void> {
  const { webSubSubscription: table } = database;
  const among = (ids: readonly string[]) => ({ id: { in: [...ids] } });
  const changes = [];
  if (delivered.length > 0) changes.push(table.updateMany({ where: among(delivered), data: { deliveredHash: hash, failures: 0 } }));
  if (failed.length > 0) {
    changes.push(table.updateMany({ where: among(failed), data: { failures: { increment: 1 } } }));
    changes.push(table.deleteMany({ where: { ...among(failed), failures: { gte: MOST_FAILURES } } }));
  }
  if (gone.length > 0) changes.push(table.deleteMany({ where: among(gone) }));
  await database.$transaction(changes);
}

export interface UntoldFeed {
  readonly showId: string;
  readonly slug: string;
  readonly name: string;
  readonly hash: string;
}

/** Feeds built before `before` of which somebody was never told: the job that should have done it was lost. */
export async function findUntoldFeeds(database: Queryable, before: Date, now: Date): Promise<UntoldFeed[]> {
  return database.$queryRaw<UntoldFeed[]>`
    SELECT DISTINCT f."showId", s."slug", f."name", f."hash"
    FROM "WebSubSubscription" w
    JOIN "FeedBuild" f ON f."showId" = w."showId" AND f."name" = w."feed"
    JOIN "Show" s ON s."id" = w."showId"
    WHERE w."deliveredHash" <> f."hash" AND w."failures" = 0 AND w."expiresAt" > ${now}::timestamp
      AND f."builtAt" < ${before}::timestamp AND s."deletedAt" IS NULL AND s."visibility" = 'PUBLIC'
    LIMIT 100`;
}
