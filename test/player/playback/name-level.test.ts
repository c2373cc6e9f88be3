import { expect, test } from 'vitest';
import { nameLevel } from '../../../player/playback/name-level.ts';

test.each([
  [1920, 1080, '1080p'],
  [1080, 1920, '1080p'],
  [3840, 2160, '4K'],
  [640, 360, '360p'],
  [0, 0, 'Sound only'],
])('a picture of %d x %d is called %s', (width, height, name) => {
  expect(nameLevel({ width, height })).toBe(name);
});
