import type { Queryable } from '../../core/database.ts';

/** Somebody with a feed of their own. */
export interface StoredSubscriber {
  readonly id: string;
  readonly showId: string;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastFetchedAt: Date | null;
}

/** @param tokenHash of `hashToken`; the token itself is nowhere. */
export async function findSubscriber(database: Queryable, tokenHash: string): Promise<StoredSubscriber | null> {
  const select = { id: true, showId: true, expiresAt: true, revokedAt: true, lastFetchedAt: true } as const;
  return database.subscriber.findUnique({ where: { tokenHash }, select });
}

/** Notes that the feed was fetched, unless somebody noted it after `before`. */
export async function noteFetch(database: Queryable, subscriberId: string, now: Date, before: Date): Promise<void> {
  await database.subscriber.updateMany({
    where: { id: subscriberId, OR: [{ lastFetchedAt: null }, { lastFetchedAt: { lt: before } }] },
    data: { lastFetchedAt: now },
  });
}

/** What the feed of somebody whose time is over says of the show. */
export interface EndedShow {
  readonly id: string;
  readonly slug: string;
  readonly guid: string;
  readonly title: string;
  readonly author: string;
  readonly language: string;
  readonly link: string | null;
  readonly explicit: boolean;
  readonly categories: readonly string[];
  readonly visibility: 'PUBLIC' | 'PRIVATE';
  readonly artwork: unknown;
}

export async function findEndedShow(database: Queryable, showId: string): Promise<EndedShow | null> {
  return database.show.findUnique({
    where: { id: showId },
    select: {
      ...{ id: true, slug: true, guid: true, title: true, author: true, language: true, link: true },
      ...{ explicit: true, categories: true, visibility: true, artwork: true },
    },
  });
}
