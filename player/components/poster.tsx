import { useState } from 'preact/hooks';
import type { Video } from '../../server/catalog/videos-schemas.ts';

interface PosterProps {
  readonly video: Pick<Video, 'title' | 'poster' | 'width' | 'height'>;
  /** The first picture of a page loads ahead of everything else. */
  readonly isFirst?: boolean;
}

/**
 * A film's still, filling the box around it. A portrait still stands whole on its own blurred double; a missing or
 * broken one becomes the title's initial on a quiet ground.
 */
export function Poster({ video, isFirst = false }: PosterProps) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  if (!video.poster || brokenUrl === video.poster) {
    return (
      <span class="poster poster-missing" aria-hidden="true">
        {initialOf(video.title)}
      </span>
    );
  }
  const isPortrait = video.width !== null && video.height !== null && video.height > video.width;
  const loading = isFirst ? 'eager' : 'lazy';
  return (
    <span class={`poster ${isPortrait ? 'poster-portrait' : ''}`}>
      {isPortrait && <img class="poster-backdrop" src={video.poster} alt="" loading={loading} decoding="async" />}
      <img
        class="poster-still"
        src={video.poster}
        alt=""
        loading={loading}
        decoding="async"
        fetchpriority={isFirst ? 'high' : 'auto'}
        onError={() => setBrokenUrl(video.poster)}
      />
    </span>
  );
}

const initialOf = (title: string) => title.match(/\p{L}|\p{N}/u)?.[0]?.toUpperCase() ?? 'R';
