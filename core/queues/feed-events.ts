import type { Redis } from '../redis.ts';

/**
 * The worker tells servers that a show's feeds, visibility or address changed. A hint: whoever misses it finds out by
 * looking at FeedBuild.builtAt and Show.updatedAt.
 */
const CHANNEL = 'rostrum:feed-changed';

export async function announceFeedChange(redis: Redis, showId: string): Promise<void> {
  await redis.publish(CHANNEL, showId);
}

/**
 * @param subscriber a connection that does nothing but listen
 * @returns a function that stops listening.
 */
export async function listenToFeedChanges(subscriber: Redis, onChange: (showId: string) => void): Promise<() => Promise<void>> {
  const listener = (channel: string, showId: string) => {
    if (channel === CHANNEL) onChange(showId);
  };
  subscriber.on('message', listener);
  await subscriber.subscribe(CHANNEL);
  return async () => {
    subscriber.off('message', listener);
    // Others may listen on the same connection.
    if (subscriber.listenerCount('message') === 0) await subscriber.unsubscribe(CHANNEL);
  };
}
