/** Bytes that had travelled at an instant (ms). */
export interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

const WINDOW_MS = 6000;
const MINIMUM_SPAN_MS = 800;

/** Adds a sample and forgets those older than a few seconds, so that the speed follows the connection without trembling. */
export function addSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  return [...samples.filter(({ atMs, bytes }) => sample.atMs - atMs <= WINDOW_MS && bytes <= sample.bytes), sample];
}

/** Bytes a second over the samples; null while too few tell. */
export function measureRate(samples: readonly Sample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || last.atMs - first.atMs < MINIMUM_SPAN_MS) return null;
  return ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1000;
}

/** Seconds until the rest has travelled; null without a speed. */
export function secondsLeft(remainingBytes: number, bytesPerSecond: number | null): number | null {
  return bytesPerSecond && bytesPerSecond > 0 ? remainingBytes / bytesPerSecond : null;
}
