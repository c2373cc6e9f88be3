import { useEffect, useRef } from 'preact/hooks';
import type { Video } from '../../server/catalog/videos-schemas.ts';
import { ErrorNotice } from './notice.tsx';
import { VideoCard, VideoCardSkeleton } from './video-card.tsx';

interface VideoGridProps {
  readonly videos: readonly Video[];
  readonly state: 'loading' | 'ready' | 'failed';
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly onMore: () => void;
  /** Cards to keep room for while a page loads. */
  readonly skeletons: number;
}

/** Films as cards; the next page comes when its end is near, or on a press where that does not happen. */
export function VideoGrid({ videos, state, error, hasMore, onMore, skeletons }: VideoGridProps) {
  return (
    <>
      <ul class="grid" aria-busy={state === 'loading'}>
        {videos.map((video) => (
          <li key={video.id}>
            <VideoCard video={video} />
          </li>
        ))}
        {state === 'loading' &&
          Array.from({ length: skeletons }, (_, index) => (
            <li key={`skeleton-${index}`}>
              <VideoCardSkeleton />
            </li>
          ))}
      </ul>
      {state === 'failed' && <ErrorNotice error={error} onRetry={onMore} />}
      {state === 'ready' && hasMore && <MoreButton key={videos.length} onMore={onMore} />}
    </>
  );
}

function MoreButton({ onMore }: { readonly onMore: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  // The button is made anew for every page, and loads one.
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onMore(), { rootMargin: '600px' });
    if (button.current) observer.observe(button.current);
    return () => observer.disconnect();
  }, []);
  return (
    <p class="more">
      <button ref={button} type="button" class="button" onClick={onMore}>
        More films
      </button>
    </p>
  );
}
