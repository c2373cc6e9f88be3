import { describe, expect, test } from 'vitest';
import { formatAge, formatClock, formatDuration, formatWait } from '../../../player/words/format-time.ts';

describe('a clock', () => {
  test.each([
    [0, '0:00'],
    [7.9, '0:07'],
    [59.999, '0:59'],
    [760, '12:40'],
    [3600, '1:00:00'],
    [3723, '1:02:03'],
    [Number.NaN, '0:00'],
    [Number.POSITIVE_INFINITY, '0:00'],
    [-3, '0:00'],
  ])('shows %d seconds as %s', (seconds, words) => {
    expect(formatClock(seconds)).toBe(words);
  });

  test("a film's length is rounded, so that 59.96 s is a minute", () => {
    expect(formatDuration(59.96)).toBe('1:00');
  });
});

test.each([
  [0.4, 'a few seconds'],
  [36, 'about 40 s'],
  [57, 'about 1 min'],
  [170, 'about 3 min'],
  [3590, 'about 1 h'],
  [4800, 'about 1 h 20 min'],
])('a wait of %d seconds is said as "%s"', (seconds, words) => {
  expect(formatWait(seconds)).toBe(words);
});

describe('an age', () => {
  const now = Date.parse('2026-03-10T12:00:00Z');
  test.each([
    ['2026-03-10T11:59:30Z', 'just now'],
    ['2026-03-10T11:58:59Z', '1 minute ago'],
    ['2026-03-10T09:00:00Z', '3 hours ago'],
    ['2026-03-09T10:00:00Z', 'yesterday'],
    ['2026-03-05T12:00:00Z', '5 days ago'],
    ['2026-02-04T12:00:00Z', '4 February 2026'],
    ['2026-03-10T12:00:20Z', 'just now'],
  ])('of something from %s reads "%s"', (iso, words) => {
    expect(formatAge(iso, now)).toBe(words);
  });
});
