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

test('a time is written so that it reads back, in whole seconds', () => {
  expect(formatTimeFragment(95.9)).toBe('#t=95');
  expect(parseTimeFragment(formatTimeFragment(3725.2))).toBe(3725);
});
