import { useCallback, useEffect, useState } from 'preact/hooks';

export type Loading<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly error: unknown };

/**
 * Loads a value for a page and again whenever `key` changes or `retry` is called; an answer that comes after the
 * page has moved on is dropped.
 */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, key: string): Loading<T> & { readonly retry: () => void } {
  const [loading, setLoading] = useState<Loading<T>>({ state: 'loading' });
  const [attempt, setAttempt] = useState(0);
  // `key` names what `load` loads; the closure itself is new on every render.
  useEffect(() => {
    const abort = new AbortController();
    setLoading({ state: 'loading' });
    load(abort.signal)
      .then((value) => !abort.signal.aborted && setLoading({ state: 'ready', value }))
      .catch((error: unknown) => !abort.signal.aborted && setLoading({ state: 'failed', error }));
    return () => abort.abort();
  }, [key, attempt]);
  return { ...loading, retry: useCallback(() => setAttempt((count) => count + 1), []) };
}
