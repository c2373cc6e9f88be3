import { type FeedEncoding, objectKeys } from '../../core/object-storage/object-keys.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import type { StoredFeed, StoredShow } from './feed-queries.ts';

/** One version of one feed: what its answers say, worked out once and not with every poll. */
export interface ServedFeed {
  readonly name: string;
  readonly hash: string;
  readonly lastModified: Date;
  readonly etags: Readonly<Record<FeedEncoding, string>>;
  /** Of a 200, by encoding. */
  readonly headers: Readonly<Record<FeedEncoding, Headers>>;
  /** Of a 304: what RFC 9110 15.4.5 asks for, and what lets a page of another origin read it; the rest its cache has. */
  readonly unchangedHeaders: Readonly<Record<FeedEncoding, Headers>>;
  key(encoding: FeedEncoding): string;
}
type Headers = Readonly<Record<string, string>>;

/** A show as its feeds are delivered. Never changes: a change makes another one. */
export interface ServedShow extends Omit<StoredShow, 'feeds'> {
  /** Undefined for a feed that the show does not have. */
  feed(name: string): ServedFeed | undefined;
}

const CACHE_CONTROL = 'public, max-age=60, stale-while-revalidate=300, stale-if-error=86400';
/** Feeds are for anybody's page. */
const FOR_ANY_PAGE = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Last-Modified, Link, Retry-After',
  'cross-origin-resource-policy': 'cross-origin',
} as const;
/** Whatever a browser takes an answer for, nothing in it runs in our origin. */
const INERT = { 'x-content-type-options': 'nosniff', 'content-security-policy': "sandbox; default-src 'none'" } as const;

/** What every answer at a feed's address carries, errors included. */
export const FEED_ANSWER_HEADERS = { ...FOR_ANY_PAGE, ...INERT } as const;

/** The names that ETags and stored objects give an encoding apart from the others'. */
const ETAG_SUFFIXES: Record<FeedEncoding, string> = { identity: '', gzip: '-gz', br: '-br' };
export const FEED_ENCODINGS = ['identity', 'gzip', 'br'] as const satisfies readonly FeedEncoding[];

/** @param publicUrl without a slash at its end. */
export function describeShow({ feeds, ...show }: StoredShow, publicUrl: string): ServedShow {
  const stored = new Map(feeds.map((feed) => [feed.name, feed]));
  const described = new Map<string, ServedFeed>();
  return {
    ...show,
    feed(name) {
      const feed = stored.get(name);
      if (!feed) return undefined;
      // A show can have hundreds of archive pages; most are never asked for.
      const known = described.get(name) ?? describeFeed(show, feed, publicUrl);
      described.set(name, known);
      return known;
    },
  };
}

function describeFeed(show: Omit<StoredShow, 'feeds'>, feed: StoredFeed, publicUrl: string): ServedFeed {
  const { name, hash, lastModified } = feed;
  const etags = forEachEncoding((encoding) => `"${hash}${ETAG_SUFFIXES[encoding]}"`);
  const sizes = { identity: feed.identityBytes, gzip: feed.gzipBytes, br: feed.brotliBytes };
  const link = `<${podcastUrls.hub(publicUrl)}>; rel="hub", <${feedUrl(publicUrl, show.slug, name)}>; rel="self"`;
  const cached = { 'cache-control': CACHE_CONTROL, vary: 'Accept-Encoding', 'access-control-allow-origin': '*' };
  return {
    name,
    hash,
    lastModified,
    etags,
    headers: forEachEncoding((encoding) => ({
      'content-type': 'application/rss+xml; charset=utf-8',
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
      'content-length': String(sizes[encoding]),
      etag: etags[encoding],
      'last-modified': lastModified.toUTCString(),
      link,
      ...cached,
      ...FOR_ANY_PAGE,
      ...INERT,
    })),
    unchangedHeaders: forEachEncoding((encoding) => ({ etag: etags[encoding], ...cached })),
    key: (encoding) => objectKeys.feed(show.id, hash, encoding),
  };
}

const PAGE_NAME = /^feed-(\d+)$/;

/** Where a show's document of this name is. */
export function feedUrl(publicUrl: string, slug: string, name: string): string {
  if (name === 'video') return podcastUrls.videoFeed(publicUrl, slug);
  const page = PAGE_NAME.exec(name)?.[1];
  return page ? podcastUrls.feedPage(publicUrl, slug, Number(page)) : podcastUrls.feed(publicUrl, slug);
}

function forEachEncoding<T>(make: (encoding: FeedEncoding) => T): Record<FeedEncoding, T> {
  return { identity: make('identity'), gzip: make('gzip'), br: make('br') };
}
