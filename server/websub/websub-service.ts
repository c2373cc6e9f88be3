import { AppError } from '../../core/errors.ts';
import { createId } from '../../core/identifiers.ts';
import { checkPublicUrl } from '../../core/outbound/check-public-url.ts';
import { allowedNetworksForCallbacks, isOwnService } from '../../core/websub/callback-networks.ts';
import type { ServerDependencies } from '../app.ts';
import { takeVerificationTurn } from './pace-verifications.ts';
import { readSubscriptionRequest, type SubscriptionRequest } from './read-subscription-request.ts';
import { readTopic, type Topic } from './read-topic.ts';
import { countOthersOfHost, findPublicFeed, type PublicFeed } from './websub-queries.ts';

type Parts = Pick<ServerDependencies, 'config' | 'database' | 'redis' | 'jobs'>;

/** A host that wants more callbacks of us than this is not one subscriber among others. */
const MOST_OF_HOST = { ofTopic: 100, ofAll: 10_000 } as const;

/**
 * Takes a subscriber's request and has the callback asked whether it is meant (W3C WebSub, 5.3). Until the callback
 * has confirmed it, nothing is written.
 * @throws AppError bad_request, not_found for topics of others, address_refused, rate_limited
 */
export async function acceptRequest(parts: Parts, form: URLSearchParams): Promise<void> {
  const request = readSubscriptionRequest(form);
  checkPublicUrl(request.callback, allowedNetworksForCallbacks(parts.config));
  if (isOwnService(parts.config, request.callback))
    throw new AppError('address_refused', 'hub.callback is an address of this instance itself.');
  const { topic, feed } = await findTopic(parts, request.topic);
  if (request.mode === 'subscribe') await assertRoom(parts, request);
  const delayMs = await takeVerificationTurn(parts.redis, request);
  const { showId, hash } = feed;
  const verification = { id: createId(), attempt: 1, ...request, showId, feed: topic.feed, knownHash: hash ?? '' };
  await parts.jobs.websubVerifications.add(verification, { delayMs });
}

async function findTopic({ config, database }: Parts, url: string): Promise<{ topic: Topic; feed: PublicFeed }> {
  const topic = readTopic(config.publicUrl, url);
  const feed = topic && (await findPublicFeed(database, topic.slug, topic.feed));
  // Every public show has a feed, built or about to be; a feed of films only where it was built.
  if (!topic || !feed || (topic.feed === 'video' && feed.hash === null)) {
    throw new AppError(
      'not_found',
      'hub.topic is not a public feed of this hub. It must be written as the feed’s own link with rel="self".',
    );
  }
  return { topic, feed };
}

async function assertRoom({ database }: Parts, { topic, callback }: SubscriptionRequest): Promise<void> {
  const host = new URL(callback).hostname;
  const { ofTopic, ofAll } = await countOthersOfHost(database, { host, topic, callback });
  if (ofTopic >= MOST_OF_HOST.ofTopic || ofAll >= MOST_OF_HOST.ofAll) {
    throw new AppError('rate_limited', `${host} has as many subscriptions here as one host may have.`);
  }
}
