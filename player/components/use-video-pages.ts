import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Video, VideoListQuery } from '../../server/catalog/videos-schemas.ts';
import { listVideos } from '../catalog-client.ts';

interface Pages {
  readonly videos: readonly Video[];
  readonly nextCursor: string | null;
  readonly state: 'loading' | 'ready' | 'failed';
  readonly error: unknown;
}

const EMPTY: Pages = { videos: [], nextCursor: null, state: 'loading', error: null };

/** A catalog list that grows page by page; `more` loads the next one, or again the one that failed. */
export function useVideoPages(query: VideoListQuery): Pages & { readonly more: () => void } {
  const [pages, setPages] = useState<Pages>(EMPTY);
  const abort = useRef<AbortController | null>(null);
  const key = JSON.stringify(query);

  const load = useCallback(
    (cursor: string | null) => {
      const current = new AbortController();
      abort.current = current;
      setPages((before) => ({ ...(cursor ? before : EMPTY), state: 'loading', error: null }));
      listVideos({ ...(JSON.parse(key) as VideoListQuery), ...(cursor && { cursor }) }, current.signal)
        .then(({ items, nextCursor }) =>
          setPages((before) => ({ videos: [...(cursor ? before.videos : []), ...items], nextCursor, state: 'ready', error: null })),
        )
        .catch((error: unknown) => !current.signal.aborted && setPages((before) => ({ ...before, state: 'failed', error })));
    },
    [key],
  );

  useEffect(() => {
    load(null);
    return () => abort.current?.abort();
  }, [load]);

  const more = () => pages.state !== 'loading' && load(pages.nextCursor);
  return { ...pages, more };
}
