import { createId } from '../../../core/identifiers.ts';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { type OutboundClient, openOutboundClient } from '../../../core/outbound/open-outbound-client.ts';
import { podcastUrls } from '../../../core/podcasts/podcast-urls.ts';
import type { PublishPayload } from '../../../core/queues/websub-queue.ts';
import type { Publisher } from '../../../transcoder/websub/tell-subscribers.ts';
import { createTestAccount } from '../../support/create-account.ts';
import type { TestEnvironment } from '../../support/environment.ts';
import { seedShow } from '../../support/seed-show.ts';

/** A show with a feed that was built without a worker, and its subscribers. */
export interface PublishedFeed {
  readonly showId: string;
  readonly topic: string;
  /** Stores a new version of the feed and points the show at it. @returns the job that tells of it. */
  build(body: string | Buffer): Promise<PublishPayload>;
  /** Subscribers that are verified, their lease running. */
  subscribe(callbacks: readonly string[], columns?: object): Promise<void>;
}

export function openPublisher(environment: TestEnvironment): Publisher & { readonly outbound: OutboundClient } {
  return { ...environment, outbound: openOutboundClient({ allowedNetworks: ['127.0.0.0/8'] }) };
}

export async function publishFeed(environment: TestEnvironment, show: Parameters<typeof seedShow>[2] = {}): Promise<PublishedFeed> {
  const { database, objectStore, config } = environment;
  const { accountId } = await createTestAccount(environment);
  const { id: showId, slug } = await seedShow(environment, accountId, show);
  const topic = podcastUrls.feed(config.publicUrl, slug);
  return {
    showId,
    topic,
    async build(body) {
      const hash = createId();
      await objectStore.put(objectKeys.feed(showId, hash, 'identity'), body, { contentType: 'application/rss+xml; charset=utf-8' });
      const version = { hash, contentHash: hash, lastModified: new Date(), identityBytes: body.length, gzipBytes: 1, brotliBytes: 1 };
      const key = { showId_name: { showId, name: 'feed' } };
      await database.feedBuild.upsert({ where: key, create: { showId, name: 'feed', ...version }, update: version });
      return { kind: 'publish', topic, showId, hash };
    },
    async subscribe(callbacks, columns = {}) {
      const terms = { topic, showId, feed: 'feed', host: '127.0.0.1', leaseSeconds: 3600, verifiedAt: new Date() };
      const expiresAt = new Date(Date.now() + 3_600_000);
      const rows = callbacks.map((callback) => ({ id: createId(), callback, expiresAt, ...terms, ...columns }));
      await database.webSubSubscription.createMany({ data: rows });
    },
  };
}
