import { createHash } from 'node:crypto';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { ObjectStore } from '../../core/object-storage/object-store.ts';
import { compressFeed } from './compress-feed.ts';

/** What is known of a document's last build. */
export interface BuiltFeed {
  readonly name: string;
  readonly hash: string;
  readonly contentHash: string;
  readonly lastModified: Date;
  readonly identityBytes: number;
  readonly gzipBytes: number;
  readonly brotliBytes: number;
}

/** Renders with this date first: a feed that only differs in when it was built is the same feed. */
const NO_DATE = new Date(0);

/**
 * Stores a document in every encoding, unless it says what the last build said: then that one stands, with its date.
 * The row that points at it is the caller's to write, after this.
 */
export async function publishFeed(
  store: ObjectStore,
  showId: string,
  name: string,
  render: (lastChange: Date) => string,
  last: BuiltFeed | undefined,
  now: Date,
): Promise<BuiltFeed> {
  const contentHash = hashOf(render(NO_DATE));
  if (last?.contentHash === contentHash) return last;
  // HTTP dates and RSS dates have whole seconds; a change within the second of the last one must still show as newer.
  const lastModified = new Date(
    Math.max(Math.floor(now.getTime() / 1000), Math.floor((last?.lastModified.getTime() ?? -1000) / 1000) + 1) * 1000,
  );
  const feed = await compressFeed(Buffer.from(render(lastModified)));
  const hash = hashOf(feed.identity);
  const put = (encoding: 'identity' | 'gzip' | 'br') =>
    store.put(objectKeys.feed(showId, hash, encoding), feed[encoding], { contentType: 'application/rss+xml; charset=utf-8' });
  await Promise.all([put('identity'), put('gzip'), put('br')]);
  return {
    name,
    hash,
    contentHash,
    lastModified,
    identityBytes: feed.identity.length,
    gzipBytes: feed.gzip.length,
    brotliBytes: feed.br.length,
  };
}

const hashOf = (content: string | Buffer) => createHash('sha256').update(content).digest('hex').slice(0, 24);
