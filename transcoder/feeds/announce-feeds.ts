import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import type { FeedBuilder } from './build-feeds.ts';
import { findUnannounced, markAnnounced } from './feed-queries.ts';

/**
 * Hands the hub what it was not told of yet, for one show or for all. The mark comes after the job is asked for: a
 * worker that dies between the two asks once more, and the job's id makes that the same job.
 */
export async function announceFeeds(
  { config, database, jobs }: Pick<FeedBuilder, 'config' | 'database' | 'jobs'>,
  showId: string | null,
): Promise<void> {
  for (const feed of await findUnannounced(database, showId)) {
    const url = feed.name === 'video' ? podcastUrls.videoFeed : podcastUrls.feed;
    await jobs.websub.add({ kind: 'publish', topic: url(config.publicUrl, feed.slug), showId: feed.showId, hash: feed.hash });
    await markAnnounced(database, feed);
  }
}
