import { setImmediate } from 'node:timers/promises';

/** What waits meanwhile, a poll of a feed say, waits this long for each transcript that is worked on. */
const SLICE_MS = 8;

/** `items.map(map)` for long lists: whatever else the process has to do gets its turn every few milliseconds. */
export async function mapInSlices<T, U>(items: readonly T[], map: (item: T, index: number) => U): Promise<U[]> {
  const mapped: U[] = [];
  let sliceStart = performance.now();
  for (const [index, item] of items.entries()) {
    mapped.push(map(item, index));
    if (performance.now() - sliceStart < SLICE_MS) continue;
    await setImmediate();
    sliceStart = performance.now();
  }
  return mapped;
}
