/** A segment's weight for bandwidth: what it costs to fetch and how long it plays. */
export interface WeighedSegment {
  readonly sizeBytes: number;
  readonly durationSeconds: number;
}

/**
 * The peak segment bit rate (RFC 8216bis 4.1): the largest rate of any contiguous set of segments whose duration is
 * between half and one and a half target durations. A rendition shorter than half a target duration has only its average.
 */
export function measurePeakBps(segments: readonly WeighedSegment[], targetSeconds: number): number {
  const rates = segments.flatMap((_, from) => ratesOfRunsFrom(segments, from, targetSeconds));
  return rates.length > 0 ? Math.ceil(Math.max(...rates)) : measureAverageBps(segments);
}

function ratesOfRunsFrom(segments: readonly WeighedSegment[], from: number, targetSeconds: number): number[] {
  const rates: number[] = [];
  let bits = 0;
  let seconds = 0;
  for (let index = from; index < segments.length; index += 1) {
    const segment = segments[index] as WeighedSegment;
    bits += segment.sizeBytes * 8;
    seconds += segment.durationSeconds;
    if (seconds > targetSeconds * 1.5) break;
    if (seconds >= targetSeconds * 0.5) rates.push(bits / seconds);
  }
  return rates;
}

/** All bits over all seconds; 0 for no segments. */
export function measureAverageBps(segments: readonly WeighedSegment[]): number {
  const seconds = segments.reduce((sum, segment) => sum + segment.durationSeconds, 0);
  const bits = segments.reduce((sum, segment) => sum + segment.sizeBytes * 8, 0);
  return seconds > 0 ? Math.ceil(bits / seconds) : 0;
}
