import type { OutboundClient } from '../../core/outbound/open-outbound-client.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import type { Transcoder } from '../transcoder.ts';
import { callbackWith } from './callback-url.ts';
import { findUntoldFeeds } from './news-queries.ts';
import { deleteExpiredSubscriptions, type EndedSubscription, takeVanishedSubscriptions } from './subscription-queries.ts';

type Parts = Pick<Transcoder, 'config' | 'database' | 'jobs'> & { readonly outbound: OutboundClient };

const VANISHED_AT_A_TIME = 50;
const DENIAL_TIMEOUT_MS = 5_000;
/** A publication that has a job is begun sooner than this. */
const UNTOLD_AFTER_MS = 120_000;

/** What comes with time: leases end, shows go, and jobs are lost. */
export async function sweepSubscriptions(parts: Parts, now: Date = new Date()): Promise<void> {
  await deleteExpiredSubscriptions(parts.database, now);
  const vanished = await takeVanishedSubscriptions(parts.database, VANISHED_AT_A_TIME);
  await Promise.all(vanished.map((subscription) => deny(parts.outbound, subscription)));
  await retellUntold(parts, now);
}

/** Says that a feed is not to be had any more (W3C WebSub, 5.2). Once, and whether anybody hears it or not. */
async function deny(outbound: OutboundClient, { topic, callback }: EndedSubscription): Promise<void> {
  const url = callbackWith(callback, { 'hub.mode': 'denied', 'hub.topic': topic, 'hub.reason': 'This feed is not public any more.' });
  await outbound.request(url, { timeoutMs: DENIAL_TIMEOUT_MS, redirects: 0 }).catch(() => undefined);
}

/** Redis may lose what it knew; the subscriptions themselves say what they have. */
async function retellUntold({ config, database, jobs }: Parts, now: Date): Promise<void> {
  for (const { showId, slug, name, hash } of await findUntoldFeeds(database, new Date(now.getTime() - UNTOLD_AFTER_MS), now)) {
    const url = name === 'video' ? podcastUrls.videoFeed : podcastUrls.feed;
    await jobs.websub.add({ kind: 'publish', topic: url(config.publicUrl, slug), showId, hash });
  }
}
