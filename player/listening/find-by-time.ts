interface Timed {
  readonly startSeconds: number;
}

/** The last of them that has begun at a time, by its place; -1 before the first. They stand in the order of time. */
export function findByTime(items: readonly Timed[], seconds: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.startSeconds ?? 0) <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
