import { expect, test } from 'vitest';
import { findByTime } from '../../../player/listening/find-by-time.ts';

const items = [0, 10, 10, 42.5].map((startSeconds) => ({ startSeconds }));

test.each([
  [-1, -1],
  [0, 0],
  [9.99, 0],
  [10, 2],
  [42.4, 2],
  [42.5, 3],
  [9999, 3],
])('at %d s the item that has begun last is on', (seconds, index) => {
  expect(findByTime(items, seconds)).toBe(index);
});

test('of nothing, nothing is on', () => {
  expect(findByTime([], 5)).toBe(-1);
});
