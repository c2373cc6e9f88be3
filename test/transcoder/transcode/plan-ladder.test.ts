import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planLadder } from '../../../transcoder/transcode/plan-ladder.ts';

const THIRTY = { numerator: 30, denominator: 1 };
const sizes = (width: number, height: number) =>
  planLadder({ width, height }, THIRTY).map((rung) => `${rung.name} ${rung.width}x${rung.height} ${rung.lane}`);

test('a 1080p film has five rungs, the two small ones in the fast lane', () => {
  expect(sizes(1920, 1080)).toEqual([
    '240p 426x240 LOW',
    '360p 640x360 LOW',
    '480p 854x480 HIGH',
    '720p 1280x720 HIGH',
    '1080p 1920x1080 HIGH',
  ]);
});

test('portrait stays portrait', () => {
  expect(sizes(720, 1280)).toEqual(['240p 240x426 LOW', '360p 360x640 LOW', '480p 480x854 HIGH', '720p 720x1280 HIGH']);
});

test('a cropped 1916x1078 picture still counts as 1080p, at its own size', () => {
  expect(sizes(1916, 1078).at(-1)).toBe('1080p 1916x1078 HIGH');
});

test('a picture below the ladder has one rung of its own size', () => {
  expect(sizes(160, 120)).toEqual(['120p 160x120 LOW']);
});

test('rungs are even and grow; none is larger than the source by more than rounding; the low lane is never empty', () => {
  fc.assert(
    fc.property(fc.integer({ min: 17, max: 8192 }), fc.integer({ min: 17, max: 8192 }), (width, height) => {
      const rungs = planLadder({ width, height }, THIRTY);
      expect(rungs[0]?.lane).toBe('LOW');
      for (const [index, rung] of rungs.entries()) {
        expect([rung.width % 2, rung.height % 2]).toEqual([0, 0]);
        expect(rung.width).toBeLessThanOrEqual(width + 1);
        expect(rung.height).toBeLessThanOrEqual(height + 1);
        expect(rung.maxrateBps).toBeGreaterThan(rungs[index - 1]?.maxrateBps ?? 0);
      }
    }),
  );
});
