import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';
import type { App, ServerDependencies } from '../app.ts';

/** A Redis that is slow or away must not hold requests up: after this long they go through uncounted. */
const REDIS_TIMEOUT_MS = 250;

/** Limits for routes that guess at secrets. */
export const SIGN_IN_LIMIT = { max: 20, timeWindow: '1 minute' } as const;

/**
 * Counts requests a minute in Redis, for all servers together: by account for callers we know (so that a second token
 * buys nothing), else by address. Routes that never ask who calls (probes, static files) are not counted; routes
 * with a rhythm of their own (segments, upload parts) say so with `rateLimit: false` in their config.
 */
export async function registerRateLimits(app: App, { config, redis, logger }: ServerDependencies): Promise<void> {
  const counter = redis.duplicate({
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: REDIS_TIMEOUT_MS,
    lazyConnect: true,
  });
  counter.on('error', (error: Error) => logger.debug({ err: error }, 'requests are not counted while Redis is away'));
  await counter.connect().catch(() => undefined);
  app.addHook('onClose', async () => counter.disconnect());
  app.addHook('onRoute', (route) => {
    if (route.config?.credentials === 'ignored') route.config.rateLimit ??= false;
  });
  await app.register(rateLimit, {
    redis: counter,
    nameSpace: 'rostrum:rate:',
    skipOnError: true,
    max: config.rateLimitPerMinute,
    timeWindow: '1 minute',
    enableDraftSpec: true,
    keyGenerator: nameCaller,
    errorResponseBuilder: (_request, { after }) => new AppError('rate_limited', `Too many requests. Try again in ${after}.`),
  });
}

function nameCaller(request: FastifyRequest): string {
  return request.caller ? `account:${request.caller.accountId}` : `address:${request.ip}`;
}
