/**
 * Addresses of podcasts that outsiders keep. `publicUrl` has no slash at its end. File names are made of their
 * content, so that what is behind an address never changes.
 */
export const podcastUrls = {
  showPage: (publicUrl: string, slug: string) => `${publicUrl}/podcasts/${slug}`,
  episodePage: (publicUrl: string, slug: string, episodeSlug: string) => `${publicUrl}/podcasts/${slug}/${episodeSlug}`,
  feed: (publicUrl: string, slug: string) => `${publicUrl}/podcasts/${slug}/feed.xml`,
  /** Page n (from 2) of a feed that is not whole (RFC 5005, 3). */
  feedPage: (publicUrl: string, slug: string, page: number) => `${publicUrl}/podcasts/${slug}/feed-${page}.xml`,
  videoFeed: (publicUrl: string, slug: string) => `${publicUrl}/podcasts/${slug}/video.xml`,
  privateFeed: (publicUrl: string, token: string) => `${publicUrl}/feeds/${token}.xml`,
  /** The private feed for apps that sign in (HTTP Basic). */
  basicFeed: (publicUrl: string, slug: string) => `${publicUrl}/podcasts/${slug}/private.xml`,
  media: (publicUrl: string, episodeId: string, fileName: string) => `${publicUrl}/media/${episodeId}/${fileName}`,
  privateMedia: (publicUrl: string, token: string, episodeId: string, fileName: string) =>
    `${publicUrl}/feeds/${token}/media/${episodeId}/${fileName}`,
  /** The film of an episode, for subscribers: its playlists name what is below them. */
  privateFilm: (publicUrl: string, token: string, episodeId: string) => `${publicUrl}/feeds/${token}/hls/${episodeId}/master.m3u8`,
  artwork: (publicUrl: string, showId: string, fileName: string) => `${publicUrl}/artwork/${showId}/${fileName}`,
  hub: (publicUrl: string) => `${publicUrl}/websub`,
} as const;

/** Square JPEGs of a picture by their width in pixels; `full` is as large as the picture, at most 3000. */
export const ARTWORK_SIZES = ['full', 1400, 600, 300] as const;
export type ArtworkSize = (typeof ARTWORK_SIZES)[number];
/** Sizes for pages exist as WebP and AVIF as well. */
export const PAGE_ARTWORK_SIZES = [600, 300] as const satisfies readonly ArtworkSize[];
export type ArtworkFormat = 'jpg' | 'webp' | 'avif';

export function artworkFileName(hash: string, size: ArtworkSize, format: ArtworkFormat = 'jpg'): string {
  return `${hash}-${size}.${format}`;
}

/**
 * Stands in the stored private feed where each subscriber's token goes. Renderers drop it from what people wrote, so
 * that no text can make a feed hand out its reader's token.
 */
export const SUBSCRIBER_TOKEN_PLACEHOLDER = '0subscriber-token-goes-here0';
