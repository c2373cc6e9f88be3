import { useEffect, useState } from 'preact/hooks';

/**
 * Pages that the server rendered are taken over by the browser, which must first make the very same elements. What only
 * a browser knows (theme, storage, time) waits for `useHydrated`.
 */
let isUnderWay = typeof document === 'undefined';

/** Runs the first rendering over elements that are there already. */
export function whileHydrating(hydrate: () => void): void {
  isUnderWay = true;
  hydrate();
  isUnderWay = false;
}

/** False on the server and in the first rendering over its elements, true ever after. */
export function useHydrated(): boolean {
  const [isHydrated, setHydrated] = useState(!isUnderWay);
  useEffect(() => setHydrated(true), []);
  return isHydrated;
}
