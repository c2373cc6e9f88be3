import { announceFeeds } from './announce-feeds.ts';
import type { FeedBuilder } from './build-feeds.ts';
import { findDueShows, findOutdatedShows } from './feed-queries.ts';
import { identifySettings, readFeedSettings } from './read-feed-settings.ts';

/** Builds the feeds of shows with an episode whose time has come. */
export async function sweepDueFeeds({ database, jobs }: FeedBuilder): Promise<void> {
  for (const showId of await findDueShows(database, new Date())) await jobs.feeds.add({ showId }, { delayMs: 0 });
}

/** Builds what a lost job or other settings left behind, and tells the hub what a dead worker did not. */
export async function sweepOutdatedFeeds(builder: FeedBuilder): Promise<void> {
  const settings = identifySettings(readFeedSettings(builder.config));
  for (const showId of await findOutdatedShows(builder.database, settings)) await builder.jobs.feeds.add({ showId });
  await announceFeeds(builder, null);
}
