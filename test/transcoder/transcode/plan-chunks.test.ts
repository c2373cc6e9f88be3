import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planChunks } from '../../../transcoder/transcode/plan-chunks.ts';

test('the first segments are short, so that something plays soon: 2 s, 4 s, then 6 s', () => {
  const chunks = planChunks({ totalFrames: 900, gopFrames: 60 });
  expect(
    chunks
      .slice(0, 4)
      .map(({ startFrame, frameCount, segmentFrames, firstSegment }) => [startFrame, frameCount, segmentFrames, firstSegment]),
  ).toEqual([
    [0, 60, 60, 0],
    [60, 120, 120, 1],
    [180, 360, 180, 2],
    [540, 360, 180, 4],
  ]);
});

test('chunks cover the film without gap or overlap, on segment boundaries, and only the last one is open', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 1, max: 120 }), (totalFrames, gopFrames) => {
      const chunks = planChunks({ totalFrames, gopFrames });
      let frame = 0;
      let segment = 0;
      const faulty = chunks.filter((chunk) => {
        const placed = chunk.startFrame === frame && chunk.firstSegment === segment && chunk.segmentFrames % gopFrames === 0;
        const whole = chunk.last || chunk.frameCount % chunk.segmentFrames === 0;
        frame += chunk.frameCount;
        segment += Math.ceil(chunk.frameCount / chunk.segmentFrames);
        return !placed || !whole || chunk.last !== (chunk === chunks.at(-1));
      });
      expect(faulty).toEqual([]);
      expect(frame).toBe(totalFrames);
    }),
  );
});
