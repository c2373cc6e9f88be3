import { announceFeedChange } from '../../core/queues/feed-events.ts';
import type { Transcoder } from '../transcoder.ts';
import { announceFeeds } from './announce-feeds.ts';
import { collectOldFeeds } from './collect-old-feeds.ts';
import type { FeedSettings } from './feed-model.ts';
import { countWantedFeeds, findEpisodesOut, findNextDue, findShowToBuild, recordBuild, type ShowToBuild } from './feed-queries.ts';
import { planDocuments } from './plan-documents.ts';
import { publishFeed } from './publish-feed.ts';
import { identifySettings, readFeedSettings } from './read-feed-settings.ts';
import { renderFeed } from './render-feed.ts';
import { renderItem } from './render-item.ts';

export type FeedBuilder = Pick<Transcoder, 'config' | 'database' | 'redis' | 'objectStore' | 'jobs' | 'logger'>;

/**
 * Makes a show's feeds say what the tables say, and tells servers and the hub. A change that comes while it builds is
 * built as well. Safe to repeat: documents are named by their content, and what did not change is not written.
 */
export async function buildFeeds(builder: FeedBuilder, showId: string): Promise<void> {
  const settings = readFeedSettings(builder.config);
  for (;;) {
    const found = await findShowToBuild(builder.database, showId);
    if (found) await buildOnce(builder, found, settings);
    await announceFeedChange(builder.redis, showId);
    if (!found || (await countWantedFeeds(builder.database, showId)) <= found.feedWanted) break;
  }
  await announceFeeds(builder, showId);
  await collectOldFeeds(builder, showId);
}

async function buildOnce(builder: FeedBuilder, { show, feedWanted, builds: last }: ShowToBuild, settings: FeedSettings): Promise<void> {
  const { database, objectStore } = builder;
  const now = new Date();
  const dueAt = await findNextDue(database, show.id, now);
  const episodes = await findEpisodesOut(database, show.id, now);
  const documents = planDocuments(show, episodes, settings);
  const builds = [];
  for (const document of documents) {
    const context = { show, flavour: document.flavour, settings };
    const items = new Map(document.episodes.map((episode) => [episode.id, renderItem(context, episode)]));
    const render = (lastChange: Date) => renderFeed(show, document, settings, lastChange, ({ id }) => items.get(id) ?? '');
    builds.push(await publishFeed(objectStore, show.id, document.name, render, last.get(document.name), now));
  }
  await recordBuild(database, show.id, { feedWanted, settings: identifySettings(settings), dueAt, builds });
}
