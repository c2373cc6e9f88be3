import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export type Loading<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly error: unknown };

/**
 * Loads a value for a page and again whenever `key` changes or `retry` is called; an answer that comes after the
 * page has moved on is dropped.
 * @param first what the first `key` gives where that is known already; it is not loaded then
 */
export function useLoad<T>(
  load: (signal: AbortSignal) => Promise<T>,
  key: string,
  first: T | null = null,
): Loading<T> & { readonly retry: () => void } {
  const [loading, setLoading] = useState<Loading<T>>(first === null ? { state: 'loading' } : { state: 'ready', value: first });
  const isKnown = useRef(first !== null);
  const [attempt, setAttempt] = useState(0);
  // `key` names what `load` loads; the closure itself is new on every render.
  useEffect(() => {
    if (isKnown.current) {
      isKnown.current = false;
      return;
    }
    const abort = new AbortController();
    setLoading({ state: 'loading' });
    load(abort.signal)
      .then((value) => !abort.signal.aborted && setLoading({ state: 'ready', value }))
      .catch((error: unknown) => !abort.signal.aborted && setLoading({ state: 'failed', error }));
    return () => abort.abort();
  }, [key, attempt]);
  return { ...loading, retry: useCallback(() => setAttempt((count) => count + 1), []) };
}
