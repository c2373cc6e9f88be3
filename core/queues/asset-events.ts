import type { Redis } from '../redis.ts';

/**
 * What the worker tells the server while it encodes: a hash of frames in flight per chunk (`{lane}-{index}` ->
 * frames), and a message on a channel whenever something about the asset changed. Both are hints: whoever misses
 * them reads the truth from the database.
 */
const CHANNEL_PREFIX = 'rostrum:asset-changed:';
const progressKey = (assetId: string) => `rostrum:asset-progress:${assetId}`;
const PROGRESS_TTL_SECONDS = 3600;

export const chunkField = (lane: string, index: number) => `${lane}-${index}`;

export async function announceAssetChange(redis: Redis, assetId: string): Promise<void> {
  await redis.publish(CHANNEL_PREFIX + assetId, '1');
}

/** Notes how many frames of a chunk are encoded so far, and announces it. */
export async function reportChunkProgress(redis: Redis, assetId: string, field: string, frames: number): Promise<void> {
  await redis
    .multi()
    .hset(progressKey(assetId), field, frames)
    .expire(progressKey(assetId), PROGRESS_TTL_SECONDS)
    .publish(CHANNEL_PREFIX + assetId, '1')
    .exec();
}

/** The chunk is over, done or not: it is no longer in flight. */
export async function clearChunkProgress(redis: Redis, assetId: string, field: string): Promise<void> {
  await redis
    .multi()
    .hdel(progressKey(assetId), field)
    .publish(CHANNEL_PREFIX + assetId, '1')
    .exec();
}

/** Frames in flight by `chunkField`. */
export async function readChunkProgress(redis: Redis, assetId: string): Promise<Map<string, number>> {
  const fields = await redis.hgetall(progressKey(assetId));
  return new Map(Object.entries(fields).map(([field, frames]) => [field, Number(frames)]));
}

/**
 * Listens to all assets' changes on a connection of its own (a subscribed connection can do nothing else).
 * @returns a function that stops listening.
 */
export async function listenToAssetChanges(subscriber: Redis, onChange: (assetId: string) => void): Promise<() => Promise<void>> {
  const listener = (_pattern: string, channel: string) => onChange(channel.slice(CHANNEL_PREFIX.length));
  subscriber.on('pmessage', listener);
  await subscriber.psubscribe(`${CHANNEL_PREFIX}*`);
  return async () => {
    subscriber.off('pmessage', listener);
    await subscriber.punsubscribe(`${CHANNEL_PREFIX}*`);
  };
}
