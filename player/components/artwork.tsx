import { useState } from 'preact/hooks';
import type { ShowCard } from '../../server/pages/pages-schemas.ts';

interface ArtworkProps {
  readonly artwork: ShowCard['artwork'];
  /** Whose picture it is: its initial stands in where there is none. */
  readonly title: string;
  /** How wide it is shown, as `sizes` has it. */
  readonly sizes: string;
  /** The page's first picture does not wait to be scrolled to. */
  readonly isFirst?: boolean;
}

/** A show's or an episode's square picture, in the smallest file that is sharp enough. */
export function Artwork({ artwork, title, sizes, isFirst = false }: ArtworkProps) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  if (!artwork || brokenUrl === artwork.medium.jpg) {
    return (
      <span class="artwork poster-missing" aria-hidden="true">
        {title.match(/\p{L}|\p{N}/u)?.[0]?.toUpperCase() ?? 'R'}
      </span>
    );
  }
  const { small, medium } = artwork;
  return (
    <picture class="artwork">
      <source type="image/avif" srcset={`${small.avif} 300w, ${medium.avif} 600w`} sizes={sizes} />
      <source type="image/webp" srcset={`${small.webp} 300w, ${medium.webp} 600w`} sizes={sizes} />
      <img
        src={medium.jpg}
        srcset={`${small.jpg} 300w, ${medium.jpg} 600w`}
        sizes={sizes}
        width={600}
        height={600}
        alt=""
        loading={isFirst ? 'eager' : 'lazy'}
        decoding="async"
        onError={() => setBrokenUrl(medium.jpg)}
      />
    </picture>
  );
}
