import { createHash } from 'node:crypto';
import { type FeedEncoding, objectKeys } from '../../core/object-storage/object-keys.ts';
import type { ObjectStore } from '../../core/object-storage/object-store.ts';
import { compressFeed } from './compress-feed.ts';
import { FEED_END, type FeedText } from './render-feed.ts';

/** What is known of a document's last build. Sizes are 0 for encodings that it does not have. */
export interface BuiltFeed {
  readonly name: string;
  readonly hash: string;
  readonly contentHash: string;
  readonly lastModified: Date;
  readonly identityBytes: number;
  readonly gzipBytes: number;
  readonly brotliBytes: number;
}

export interface FeedToPublish {
  readonly showId: string;
  readonly name: string;
  readonly text: FeedText;
  /** False for what no reader gets as it is: the private feed, in which each subscriber's token is still missing. */
  readonly isServedAsStored: boolean;
}

/** Content is compared as if it had been built at this instant: a feed that only differs in its date is the same feed. */
const NO_DATE = new Date(0);

/**
 * Stores a document in its encodings, unless it says what the last build said: then that one stands, with its date.
 * The row that points at it is the caller's to write, after this.
 */
export async function publishFeed(store: ObjectStore, feed: FeedToPublish, last: BuiltFeed | undefined, now: Date): Promise<BuiltFeed> {
  const { showId, name, text, isServedAsStored } = feed;
  const items = Buffer.from(text.items);
  const contentHash = hashOf(text.head(NO_DATE), items);
  if (last?.contentHash === contentHash) return last;
  const lastModified = chooseDate(last, now);
  const hash = hashOf(contentHash, lastModified.toISOString());
  const identity = Buffer.concat([Buffer.from(text.head(lastModified)), items, Buffer.from(FEED_END)]);
  const put = (encoding: FeedEncoding, body: Buffer) =>
    store.put(objectKeys.feed(showId, hash, encoding), body, { contentType: 'application/rss+xml; charset=utf-8' });
  const storing = put('identity', identity);
  const built = { name, hash, contentHash, lastModified, identityBytes: identity.length };
  if (!isServedAsStored) return storing.then(() => ({ ...built, gzipBytes: 0, brotliBytes: 0 }));
  const [{ gzip, br }] = await Promise.all([compressFeed(identity), storing]);
  await Promise.all([put('gzip', gzip), put('br', br)]);
  return { ...built, gzipBytes: gzip.length, brotliBytes: br.length };
}

/** HTTP and RSS tell whole seconds; a change within the second of the last one must still show as newer. */
function chooseDate(last: BuiltFeed | undefined, now: Date): Date {
  const seconds = Math.floor(now.getTime() / 1000);
  const lastSeconds = last ? Math.floor(last.lastModified.getTime() / 1000) : 0;
  return new Date(Math.max(seconds, lastSeconds + 1) * 1000);
}

function hashOf(...parts: (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 24);
}
