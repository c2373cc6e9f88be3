import { readTimestamp } from '../timestamps.ts';

export interface CueTimes {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** With all the settings that WebVTT has. */
const MAX_LENGTH = 1000;

/** Reads `00:00:01,000 --> 00:00:02,000`, with what may follow it (settings, positions); null for any other line. */
export function readCueTimes(line: string): CueTimes | null {
  if (line.length > MAX_LENGTH) return null;
  const [from, to, ...more] = line.split('-->');
  if (from === undefined || to === undefined || more.length > 0) return null;
  const startSeconds = readTimestamp(from.trim());
  const endSeconds = readTimestamp(to.trim().split(/\s/, 1)[0] ?? '');
  return startSeconds === null || endSeconds === null ? null : { startSeconds, endSeconds };
}

/** Whether a line was meant to be a cue's times: nothing but figures before an arrow. */
export function isLikeCueTimes(line: string): boolean {
  return /^[\s\d:.,;]*-{1,2}>/.test(line);
}
