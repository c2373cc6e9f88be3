import { expect, test } from 'vitest';
import type { MeasuredSegment } from '../../../transcoder/transcode/package-queries.ts';
import { measureSeconds, selectContiguous } from '../../../transcoder/transcode/select-contiguous.ts';

const segment = (index: number, startTicks: number, durationTicks = 100): MeasuredSegment => ({
  renditionName: '240p',
  index,
  chunkIndex: index,
  initName: 'init-1.mp4',
  sizeBytes: 1000,
  frames: 10,
  startTicks: BigInt(startTicks),
  durationTicks: BigInt(durationTicks),
  timescale: 100,
});

const reach = (...segments: MeasuredSegment[]) => selectContiguous(segments).map((candidate) => candidate.index);

test('a film reaches as far as its segments join', () => {
  expect(reach(segment(0, 0), segment(1, 100), segment(2, 200))).toEqual([0, 1, 2]);
});

test('a chunk that is not there yet ends it', () => {
  expect(reach(segment(0, 0), segment(2, 200))).toEqual([0]);
  expect(reach(segment(1, 100))).toEqual([]);
});

test('a segment that came out short ends it, because the next one does not start where it ends', () => {
  expect(reach(segment(0, 0), segment(1, 100, 60), segment(2, 200))).toEqual([0, 1]);
});

test("seconds are counted by each segment's own clock", () => {
  expect(measureSeconds([segment(0, 0), segment(1, 100, 50)])).toBe(1.5);
});
