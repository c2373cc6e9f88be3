import type { Config } from '../../core/config.ts';
import type { Database } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import type { OutboundClient } from '../../core/outbound/open-outbound-client.ts';
import type { PodcastJobs } from '../../core/queues/podcast-jobs.ts';
import type { PodpingPayload, PublishPayload } from '../../core/queues/websub-queue.ts';
import type { Redis } from '../../core/redis.ts';
import { type CurrentFeed, findCurrentFeed } from './news-queries.ts';

export interface Podpinger {
  readonly config: Config;
  readonly database: Database;
  readonly redis: Redis;
  readonly outbound: OutboundClient;
  readonly logger: Logger;
}

const PODPING_ENDPOINT = 'https://podping.cloud/';
const TIMEOUT_MS = 10_000;
/** Changes that follow each other within this time are one ping, about the last of them. */
const COALESCE_MS = 5_000;
const REMEMBER_SECONDS = 86_400;

/** Asks for a ping where the instance has a token. Each version has its own job; only the one that still stands pings. */
export async function planPodping(
  { config, jobs }: Pick<Podpinger, 'config'> & { readonly jobs: PodcastJobs },
  { topic, showId, hash }: PublishPayload,
): Promise<void> {
  if (config.podcasts.podpingToken === null) return;
  await jobs.websub.add({ kind: 'podping', topic, showId, hash }, { delayMs: COALESCE_MS });
}

/**
 * Tells Podping (https://github.com/Podcastindex-org/podping.cloud) once of a feed's version, unless the show's makers
 * do not want it.
 * @throws AppError host_unreachable when trying again later may help
 */
export async function sendPodping(
  podpinger: Podpinger,
  news: PodpingPayload,
  signal: AbortSignal,
  endpoint = PODPING_ENDPOINT,
): Promise<void> {
  const { config, database, redis, outbound, logger } = podpinger;
  const token = config.podcasts.podpingToken;
  const feed = await findCurrentFeed(database, news);
  if (token === null || !feed || feed.details.podping === false) return;
  const told = `rostrum:podping:${feed.showId}:${feed.feed}`;
  if ((await redis.get(told)) === feed.hash) return;

  const url = new URL(endpoint);
  url.search = new URLSearchParams({ url: news.topic, reason: 'update', medium: mediumOf(feed) }).toString();
  const { status } = await outbound.request(url.href, { headers: { authorization: token }, timeoutMs: TIMEOUT_MS, redirects: 0, signal });
  if (status >= 500 || status === 429) throw new AppError('host_unreachable', `Podping answers ${status}.`);
  if (status >= 300) logger.error({ status, topic: news.topic }, 'Podping refuses our pings; is the token right?');
  else await redis.set(told, feed.hash, 'EX', REMEMBER_SECONDS);
}

function mediumOf({ feed, mode, details }: CurrentFeed): string {
  if (feed === 'video') return 'video';
  return details.medium ?? (mode === 'VIDEO' ? 'video' : 'podcast');
}
