import { announceFeedChange } from '../../core/queues/feed-events.ts';
import type { Transcoder } from '../transcoder.ts';
import { announceFeeds } from './announce-feeds.ts';
import { collectOldFeeds } from './collect-old-feeds.ts';
import type { FeedMemory } from './feed-memory.ts';
import type { FeedSettings } from './feed-model.ts';
import { countWantedFeeds, findNextDue, findShowToBuild, recordBuild, type ShowToBuild } from './feed-queries.ts';
import { planDocuments } from './plan-documents.ts';
import { publishFeed } from './publish-feed.ts';
import { identifySettings, readFeedSettings } from './read-feed-settings.ts';
import { renderFeed } from './render-feed.ts';
import { renderItems } from './render-items.ts';

export type FeedBuilder = Pick<Transcoder, 'config' | 'database' | 'redis' | 'objectStore' | 'jobs' | 'logger'>;

/**
 * Makes a show's feeds say what the tables say, and tells servers and the hub. A change that comes while it builds is
 * built as well. Safe to repeat: documents are named by their content, and what did not change is not written.
 */
export async function buildFeeds(builder: FeedBuilder, memory: FeedMemory, showId: string): Promise<void> {
  const settings = readFeedSettings(builder.config);
  for (;;) {
    const found = await findShowToBuild(builder.database, showId);
    if (found) await buildOnce(builder, memory, found, settings);
    await announceFeedChange(builder.redis, showId);
    if (!found || (await countWantedFeeds(builder.database, showId)) <= found.feedWanted) break;
  }
  await announceFeeds(builder, showId);
  await collectOldFeeds(builder, showId);
}

async function buildOnce(builder: FeedBuilder, memory: FeedMemory, found: ShowToBuild, settings: FeedSettings): Promise<void> {
  const { database, objectStore } = builder;
  const { show, feedWanted, builds: last } = found;
  const now = new Date();
  const dueAt = await findNextDue(database, show.id, now);
  const remembered = await memory.readEpisodes(database, show.id, now);
  const byId = new Map(remembered.map((each) => [each.episode.id, each]));
  const documents = planDocuments(
    show,
    remembered.map(({ episode }) => episode),
    settings,
  );
  const builds = documents.map((document) => {
    const text = renderFeed(show, document, settings, renderItems(show, document, settings, byId));
    const feed = { showId: show.id, name: document.name, text, isServedAsStored: document.flavour !== 'private' };
    return publishFeed(objectStore, feed, last.get(document.name), now);
  });
  await recordBuild(database, show.id, { feedWanted, settings: identifySettings(settings), dueAt, builds: await Promise.all(builds) });
}
