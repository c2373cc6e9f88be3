import { expect, test } from 'vitest';
import { formatTimeFragment, parseTimeFragment } from '../../../player/listening/time-fragment.ts';

test.each([
  ['#t=95', 95],
  ['#t=95.5', 95.5],
  ['#t=1:35', 95],
  ['#t=01:01:35', 3695],
  ['#t=npt:10,20', 10],
  ['#t=10,20', 10],
  ['#track=1&t=7', 7],
])('%s names a time', (hash, seconds) => {
  expect(parseTimeFragment(hash)).toBe(seconds);
});

test.each(['', '#', '#t=', '#t=abc', '#t=-5', '#t=1:2:3:4', '#t=1::2', '#t=.', '#start=5', '#t=<script>'])('%j names none', (hash) => {
  expect(parseTimeFragment(hash)).toBeNull();
});

test('a time is written so that it reads back, to the millisecond', () => {
  expect(formatTimeFragment(95)).toBe('#t=95');
  expect(formatTimeFragment(0.1 + 0.2)).toBe('#t=0.3');
  expect(parseTimeFragment(formatTimeFragment(10.5))).toBe(10.5);
});
