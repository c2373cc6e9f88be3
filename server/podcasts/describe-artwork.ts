import type { StoredArtwork } from '../../core/podcasts/podcast-details.ts';
import { type ArtworkFormat, type ArtworkSize, artworkFileName, podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import type { Artwork } from './shows-schemas.ts';

/** A picture's addresses; null until its sizes are made. */
export function describeArtwork(publicUrl: string, showId: string, artwork: StoredArtwork | null): Artwork | null {
  if (!artwork?.isReady) return null;
  const url = (size: ArtworkSize, format: ArtworkFormat = 'jpg') =>
    podcastUrls.artwork(publicUrl, showId, artworkFileName(artwork.hash, size, format));
  const forPages = (size: ArtworkSize) => ({ jpg: url(size), webp: url(size, 'webp'), avif: url(size, 'avif') });
  return { full: url('full'), large: url(1400), medium: forPages(600), small: forPages(300), isGenerated: artwork.isGenerated };
}
