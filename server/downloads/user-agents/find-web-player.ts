import { findPattern, loadPatterns } from './load-patterns.ts';

/** The app on the web that a browser's request came from, by its Referer; null for a page like others. */
export type FindWebPlayer = (referer: string) => string | null;

const MAX_LENGTH = 1_000;

export function openWebPlayerFinder(): FindWebPlayer {
  const referrers = loadPatterns('referrers');
  return (referer) => findPattern(referrers, referer.slice(0, MAX_LENGTH))?.name ?? null;
}
