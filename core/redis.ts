import { Redis } from 'ioredis';
import type { Logger } from './logger.ts';

export type { Redis } from 'ioredis';

export interface RedisConnection extends AsyncDisposable {
  readonly redis: Redis;
}

/**
 * Opens one connection to Redis; dispose it to close it. Commands wait while Redis is away and go on when it
 * is back (BullMQ's workers ask for `maxRetriesPerRequest: null`).
 */
export function openRedis(url: string, logger: Logger): RedisConnection {
  const redis = new Redis(url, { maxRetriesPerRequest: null, enableReadyCheck: true });
  redis.on('error', (error: Error) => logger.warn({ err: error }, 'Redis is not reachable'));
  return {
    redis,
    async [Symbol.asyncDispose]() {
      redis.disconnect();
    },
  };
}
