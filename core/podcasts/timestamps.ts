/** Times in the documents of podcasts: seconds from the start, written as a clock shows them, to the millisecond. */

/** `HH:MM:SS.mmm`, with more digits for the hours where they need them. SRT puts a comma before the milliseconds. */
export function renderTimestamp(seconds: number, mark: '.' | ',' = '.'): string {
  const milliseconds = Math.round(seconds * 1000);
  const pad = (value: number, length = 2) => String(value).padStart(length, '0');
  const clock = [3_600_000, 60_000, 1_000].map(
    (unit, index) => Math.floor(milliseconds / unit) % (index === 0 ? Number.POSITIVE_INFINITY : 60),
  );
  return `${clock.map((value) => pad(value)).join(':')}${mark}${pad(milliseconds % 1000, 3)}`;
}

const CLOCK = /^(?:(\d{1,4}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?$/;

/** Reads `H:MM:SS`, `MM:SS` and both with a fraction; null for anything else, also for 61 seconds. */
export function readTimestamp(text: string): number | null {
  const match = CLOCK.exec(text);
  if (!match) return null;
  const [, hours = '0', minutes = '', seconds = '', fraction = ''] = match;
  if (Number(seconds) > 59 || (match[1] !== undefined && Number(minutes) > 59)) return null;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(fraction.padEnd(3, '0')) / 1000;
}

/** To whole milliseconds, so that a time read from any document equals itself. */
export function roundToMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
