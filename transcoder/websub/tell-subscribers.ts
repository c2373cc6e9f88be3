import { buffer } from 'node:stream/consumers';
import type { Config } from '../../core/config.ts';
import type { Database } from '../../core/database.ts';
import { hasCode } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { ObjectStore } from '../../core/object-storage/object-store.ts';
import type { OutboundClient } from '../../core/outbound/open-outbound-client.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import type { PodcastJobs } from '../../core/queues/podcast-jobs.ts';
import type { PublishPayload } from '../../core/queues/websub-queue.ts';
import { deliverFeed } from './deliver-feed.ts';
import { type DeliveryLedger, openDeliveryLedger } from './delivery-ledger.ts';
import { forEachAtMost } from './for-each-at-most.ts';
import { type FeedVersion, findCurrentFeed, listAudience, type Recipient, readRecipients, whileTelling } from './news-queries.ts';

export interface Publisher {
  readonly config: Config;
  readonly database: Database;
  readonly objectStore: ObjectStore;
  readonly outbound: OutboundClient;
  readonly jobs: PodcastJobs;
  readonly logger: Logger;
}

/** Requests under way at a time. Most of their life is waiting, and some hang for as long as they are let. */
const IN_FLIGHT = 128;
/** Subscriptions read at a time; before each read we look whether the version still stands. */
const SLICE = 200;
/** How long to wait before the second and the third try for those who were not reached. */
const RETRY_DELAYS_MS = [30_000, 150_000];

/**
 * Tells everybody who is subscribed of a feed's new version. Who has it is written down as it goes, so that a worker
 * that takes this up from one that died tells the others only (and those twice who were just being told: the spec
 * allows that). Those who were not reached are tried again twice, unless there is a newer version by then.
 */
export async function tellSubscribers(publisher: Publisher, news: PublishPayload, signal: AbortSignal): Promise<void> {
  const feed = await findCurrentFeed(publisher.database, news);
  if (feed) await whileTelling(publisher.database, feed, () => tellAudience(publisher, feed, news, signal));
}

async function tellAudience(publisher: Publisher, feed: FeedVersion, news: PublishPayload, signal: AbortSignal): Promise<void> {
  const { config, database, outbound } = publisher;
  const { attempt = 1 } = news;
  const audience = await listAudience(database, feed, { failing: attempt > 1, now: new Date() });
  const body = audience.length > 0 ? await readFeed(publisher.objectStore, feed) : null;
  if (!body) return;
  const content = { hubUrl: podcastUrls.hub(config.publicUrl), body };
  const ledger = openDeliveryLedger(database, feed.hash);
  await forEachAtMost(readAudience(database, feed, audience), IN_FLIGHT, async (recipient) => {
    await ledger.note(recipient.id, await deliverFeed(outbound, content, recipient, signal));
  });
  await settle(publisher, { ...news, attempt }, ledger);
}

/** Null when the object is gone: there is a newer version. */
async function readFeed(objectStore: ObjectStore, { showId, hash }: FeedVersion): Promise<Buffer | null> {
  try {
    const read = await objectStore.get(objectKeys.feed(showId, hash, 'identity'));
    return read.notModified ? null : await buffer(read.body);
  } catch (error) {
    if (hasCode(error, 'not_found')) return null;
    throw error;
  }
}

/** Ends early once there is a newer version: its own job tells them all of that. */
async function* readAudience(database: Database, feed: FeedVersion, ids: readonly string[]): AsyncGenerator<Recipient> {
  for (let start = 0; start < ids.length; start += SLICE) {
    if (!(await findCurrentFeed(database, feed))) return;
    yield* await readRecipients(database, ids.slice(start, start + SLICE), feed.hash, new Date());
  }
}

async function settle({ jobs, logger }: Publisher, news: PublishPayload & { attempt: number }, { counts }: DeliveryLedger): Promise<void> {
  const { topic, showId, attempt } = news;
  logger.info({ topic, showId, attempt, ...counts }, "told a feed's subscribers of its news");
  const delayMs = RETRY_DELAYS_MS[attempt - 1];
  if (counts.failed > 0 && delayMs !== undefined) await jobs.websub.add({ ...news, attempt: attempt + 1 }, { delayMs });
}
