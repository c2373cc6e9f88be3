const INTERVAL_MS = 500;

/**
 * Passes on at most two figures a second. Progress is a hint: a report that fails is dropped, since whoever needs
 * the truth reads the database.
 */
export function reportAtMostEvery(report: (frames: number) => Promise<void>, intervalMs = INTERVAL_MS): (frames: number) => void {
  let last = 0;
  return (frames) => {
    const now = Date.now();
    if (now - last < intervalMs) return;
    last = now;
    report(frames).catch(() => undefined);
  };
}
