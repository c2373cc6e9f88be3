import type { Queryable } from '../../core/database.ts';

export interface PublicFeed {
  readonly showId: string;
  /** Of its last build; null when there is none yet. */
  readonly hash: string | null;
}

/** A public show's feed by the show's slug, today's or one that it had. */
export async function findPublicFeed(database: Queryable, slug: string, feed: string): Promise<PublicFeed | null> {
  const show = await database.show.findFirst({
    where: { deletedAt: null, visibility: 'PUBLIC', OR: [{ slug }, { oldSlugs: { some: { slug } } }] },
    select: { id: true, feeds: { where: { name: feed }, select: { hash: true } } },
  });
  return show && { showId: show.id, hash: show.feeds[0]?.hash ?? null };
}

export interface HostShare {
  readonly ofTopic: number;
  readonly ofAll: number;
}

/** How many subscriptions a callback's host has beside this one. */
export async function countOthersOfHost(
  database: Queryable,
  { host, topic, callback }: { host: string; topic: string; callback: string },
): Promise<HostShare> {
  const others = { host, NOT: { topic, callback } };
  const [ofTopic, ofAll] = await Promise.all([
    database.webSubSubscription.count({ where: { ...others, topic } }),
    database.webSubSubscription.count({ where: others }),
  ]);
  return { ofTopic, ofAll };
}
