import type { App, ServerDependencies } from '../app.ts';
import { rememberBriefly } from '../plugins/remember-briefly.ts';
import { findChangedShows, findShow, findShowBySlug } from './feed-queries.ts';
import { findStoredEpisode, type StoredEpisode } from './media-queries.ts';
import { type FeedBodies, openFeedBodies } from './remember-bodies.ts';
import { openServedShows, type ServedShows } from './served-shows.ts';
import { openSubscribers, type Subscribers } from './subscribers.ts';
import { findSubscriber, noteFetch } from './subscribers-queries.ts';
import { watchFeedChanges } from './watch-feed-changes.ts';

/** What public feeds, private feeds and media share. */
export interface FeedDelivery {
  readonly shows: ServedShows;
  readonly bodies: FeedBodies;
  readonly subscribers: Subscribers;
  /** As it was at most two seconds ago. */
  findEpisode(episodeId: string): Promise<StoredEpisode | null>;
}

/** A thousand feeds of common size; compressed ones are a tenth of that. */
const MAX_BODY_BYTES = 256 * 2 ** 20;
const EPISODE_TTL_MS = 2_000;
const EPISODES_REMEMBERED = 20_000;

/** Opens it for as long as the app lives. */
export function openFeedDelivery(app: App, { config, database, objectStore, subscriber, logger }: ServerDependencies): FeedDelivery {
  const bodies = openFeedBodies(objectStore, MAX_BODY_BYTES);
  const shows = openServedShows({
    publicUrl: config.publicUrl,
    logger,
    bodies,
    readBySlug: (slug) => findShowBySlug(database, slug),
    read: (showId) => findShow(database, showId),
  });
  const subscribers = openSubscribers({
    logger,
    read: (tokenHash) => findSubscriber(database, tokenHash),
    note: (subscriberId, now, before) => noteFetch(database, subscriberId, now, before),
  });
  const changes = watchFeedChanges({
    subscriber,
    logger,
    findChanged: (since) => findChangedShows(database, since),
    onChange(showId) {
      subscribers.forget(showId);
      shows.refresh(showId);
    },
  });
  app.addHook('onClose', async () => {
    await changes[Symbol.asyncDispose]();
    shows[Symbol.dispose]();
  });
  const findEpisode = rememberBriefly((episodeId: string) => findStoredEpisode(database, episodeId), {
    ttlMs: EPISODE_TTL_MS,
    maxEntries: EPISODES_REMEMBERED,
  });
  return { shows, bodies, subscribers, findEpisode };
}
