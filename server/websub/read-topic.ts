/** One of a show's public feeds, as an address names it. */
export interface Topic {
  readonly slug: string;
  /** As FeedBuild.name. */
  readonly feed: 'feed' | 'video';
}

const PATH = /^\/podcasts\/([^/?#]+)\/(feed|video)\.xml$/;

/** Reads a feed's address as podcastUrls writes it; null for addresses that are none of ours. */
export function readTopic(publicUrl: string, url: string): Topic | null {
  if (!url.startsWith(publicUrl)) return null;
  const [, slug, feed] = PATH.exec(url.slice(publicUrl.length)) ?? [];
  return slug && feed ? { slug, feed: feed as Topic['feed'] } : null;
}
