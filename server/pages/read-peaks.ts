import { text } from 'node:stream/consumers';
import { LRUCache } from 'lru-cache';
import type { ObjectStore } from '../../core/object-storage/object-store.ts';

/** One bar for every three pixels of the widest player; the browser joins some where there is less room. */
const BARS = 300;
const WAVEFORMS_REMEMBERED = 500;

export type ReadPeaks = (key: string) => Promise<readonly number[]>;

/**
 * Reads waveforms from the store and keeps the last ones: their keys carry their content's hash. What cannot be read
 * is an empty list, because a page without its waveform is still a page.
 */
export function createPeaksReader(objectStore: ObjectStore): ReadPeaks {
  const known = new LRUCache<string, readonly number[]>({ max: WAVEFORMS_REMEMBERED });
  return async (key) => {
    const remembered = known.get(key);
    if (remembered) return remembered;
    const peaks = await readWaveform(objectStore, key).catch(() => null);
    if (peaks) known.set(key, peaks);
    return peaks ?? [];
  };
}

async function readWaveform(objectStore: ObjectStore, key: string): Promise<readonly number[]> {
  const read = await objectStore.get(key);
  if (read.notModified) return [];
  const { peaks } = JSON.parse(await text(read.body)) as { readonly peaks: readonly number[] };
  return joinPeaks(peaks, BARS);
}

/** The loudest of each of `bars` equal spans, in whole percent of the loudest of all: a quiet recording shows its shape too. */
export function joinPeaks(peaks: readonly number[], bars: number): readonly number[] {
  const count = Math.min(bars, peaks.length);
  const loudest = peaks.reduce((highest, peak) => Math.max(highest, peak), 0);
  if (loudest === 0) return [];
  return Array.from({ length: count }, (_, bar) => {
    const span = peaks.slice(Math.floor((bar * peaks.length) / count), Math.max(Math.floor(((bar + 1) * peaks.length) / count), 1));
    return Math.round((100 * span.reduce((highest, peak) => Math.max(highest, peak), 0)) / loudest);
  });
}
