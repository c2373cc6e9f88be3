import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { FeedBuilder } from './build-feeds.ts';
import { findFeedHashes } from './feed-queries.ts';

/** A server that has just read which version stands must still find it, and the hub's slowest subscriber too. */
const KEPT_MS = 6 * 3600_000;

/** Deletes versions of a show's feeds that nobody asks for any more. */
export async function collectOldFeeds(
  { database, objectStore }: Pick<FeedBuilder, 'database' | 'objectStore'>,
  showId: string,
): Promise<void> {
  const before = Date.now() - KEPT_MS;
  const { objects } = await objectStore.list(objectKeys.feeds(showId));
  const old = objects.filter(({ lastModified }) => lastModified.getTime() < before);
  if (old.length === 0) return;
  const standing = await findFeedHashes(database, showId);
  const isStanding = (key: string) => standing.some((hash) => key.startsWith(`${objectKeys.feeds(showId)}${hash}.`));
  await objectStore.deleteMany(old.map(({ key }) => key).filter((key) => !isStanding(key)));
}
