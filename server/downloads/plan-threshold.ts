const LISTENED_SECONDS = 60;

export interface MeasuredFile {
  readonly sizeBytes: number;
  /** Tags, artwork, index: what lies before the media. */
  readonly headBytes: number;
  readonly bitrateBps: number;
}

/** Bytes that have to be sent of a file before it counts: its head and one minute, or all of it (IAB v2.3). */
export function planThresholdBytes({ sizeBytes, headBytes, bitrateBps }: MeasuredFile): number {
  if (!(bitrateBps > 0)) return sizeBytes;
  return Math.min(sizeBytes, headBytes + Math.ceil((LISTENED_SECONDS * bitrateBps) / 8));
}

/** The same for HLS, which has no head: milliseconds of distinct media. */
export function planThresholdMs(lengthMs: number): number {
  return Math.min(LISTENED_SECONDS * 1000, lengthMs);
}
