import type { Queryable } from '../../core/database.ts';
import { createId } from '../../core/identifiers.ts';
import type { VerificationPayload } from '../../core/queues/websub-queue.ts';

type Verified = Pick<VerificationPayload, 'topic' | 'callback' | 'showId' | 'feed' | 'secret' | 'leaseSeconds' | 'knownHash'>;

/**
 * Enters a subscription that its callback has confirmed, or renews it with the new secret and lease.
 * @returns false when the show is not public any more.
 */
export async function saveSubscription(database: Queryable, verified: Verified, now: Date): Promise<boolean> {
  const { topic, callback, showId, feed, secret, leaseSeconds, knownHash } = verified;
  const isPublic = await database.show.count({ where: { id: showId, deletedAt: null, visibility: 'PUBLIC' } });
  if (isPublic === 0) return false;
  const expiresAt = new Date(now.getTime() + leaseSeconds * 1000);
  const granted = { showId, feed, secret, leaseSeconds, verifiedAt: now, expiresAt, failures: 0 };
  await database.webSubSubscription.upsert({
    where: { topic_callback: { topic, callback } },
    create: { id: createId(), topic, callback, host: new URL(callback).hostname, deliveredHash: knownHash, ...granted },
    update: granted,
  });
  return true;
}

export async function deleteSubscription(database: Queryable, { topic, callback }: { topic: string; callback: string }): Promise<void> {
  await database.webSubSubscription.deleteMany({ where: { topic, callback } });
}

export async function deleteExpiredSubscriptions(database: Queryable, now: Date): Promise<void> {
  await database.webSubSubscription.deleteMany({ where: { expiresAt: { lte: now } } });
}

export interface EndedSubscription {
  readonly topic: string;
  readonly callback: string;
}

/** Deletes and returns up to `limit` subscriptions to feeds that are public no more; no other process gets the same ones. */
export async function takeVanishedSubscriptions(database: Queryable, limit: number): Promise<EndedSubscription[]> {
  return database.$queryRaw<EndedSubscription[]>`
    DELETE FROM "WebSubSubscription" WHERE "id" IN (
      SELECT w."id" FROM "WebSubSubscription" w JOIN "Show" s ON s."id" = w."showId"
      WHERE s."deletedAt" IS NOT NULL OR s."visibility" = 'PRIVATE' OR (w."feed" = 'video' AND NOT EXISTS (
        SELECT FROM "FeedBuild" f WHERE f."showId" = w."showId" AND f."name" = 'video'))
      LIMIT ${limit} FOR UPDATE OF w SKIP LOCKED)
    RETURNING "topic", "callback"`;
}
