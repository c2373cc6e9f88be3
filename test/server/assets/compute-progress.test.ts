import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chunkField } from '../../../core/queues/asset-events.ts';
import { type ChunkWork, computeProgress, type ProgressInput } from '../../../server/assets/compute-progress.ts';

const START = new Date('2026-01-01T00:00:00Z');
const later = (seconds: number) => new Date(START.getTime() + seconds * 1000);
const chunk = (lane: ChunkWork['lane'], index: number, change: Partial<ChunkWork> = {}): ChunkWork => ({
  lane,
  index,
  startFrame: index * 100,
  frameCount: 100,
  encodedFrames: null,
  doneAt: null,
  ...change,
});
const done = { doneAt: later(1) };

const film = (change: Partial<ProgressInput> = {}): ProgressInput => ({
  state: 'PLAYABLE',
  startedAt: START,
  durationSeconds: null,
  frameRate: 25,
  renditions: [
    { lane: 'LOW', width: 100, height: 100 },
    { lane: 'HIGH', width: 200, height: 100 },
    { lane: 'HIGH', width: 100, height: 100 },
    { lane: 'AUDIO', width: null, height: null },
  ],
  chunks: [],
  framesInFlight: new Map(),
  ...change,
});

describe('percent', () => {
  test('weighs frames by the pixels that their lane makes of them', () => {
    const chunks = [chunk('LOW', 0, done), chunk('LOW', 1), chunk('HIGH', 0), chunk('HIGH', 1)];
    const { percent, percentOfLane } = computeProgress(film({ chunks }), later(1));
    expect(percent).toBe(12.5);
    expect(percentOfLane).toEqual({ LOW: 50, HIGH: 0, AUDIO: 0 });
  });

  test('counts frames in flight, but never more than their chunk has', () => {
    const chunks = [chunk('LOW', 0), chunk('LOW', 1)];
    const inFlight = (frames: number) => new Map([[chunkField('LOW', 0), frames]]);
    expect(computeProgress(film({ chunks, framesInFlight: inFlight(50) }), later(1)).percent).toBe(25);
    expect(computeProgress(film({ chunks, framesInFlight: inFlight(5000) }), later(1)).percent).toBe(50);
  });

  test('is 100 when READY and only then', () => {
    const chunks = [chunk('LOW', 0, done), chunk('HIGH', 0, done)];
    expect(computeProgress(film({ chunks }), later(9)).percent).toBe(99.9);
    const ready = computeProgress(film({ chunks, state: 'READY', durationSeconds: 4 }), later(9));
    expect(ready).toEqual({ percent: 100, secondsLeft: 0, playableSeconds: 4, percentOfLane: { LOW: 100, HIGH: 100, AUDIO: 100 } });
  });

  test('is 0 before there is a plan', () => {
    const input = film({ state: 'PROCESSING', startedAt: null, renditions: [] });
    expect(computeProgress(input, later(0))).toMatchObject({ percent: 0, secondsLeft: null, playableSeconds: 0 });
  });

  test('never falls while frames come in and chunks end, however early', () => {
    const lanes = fc.constantFrom<ChunkWork['lane']>('LOW', 'HIGH', 'AUDIO');
    const plan = fc.uniqueArray(fc.tuple(lanes, fc.nat(9), fc.integer({ min: 1, max: 500 })), {
      minLength: 1,
      selector: ([lane, index]) => `${lane}-${index}`,
    });
    const events = fc.array(fc.tuple(fc.nat(1000), fc.nat(600), fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(plan, events, (planned, steps) => {
        const chunks = planned.map(([lane, index, frameCount]) => chunk(lane, index, { frameCount }));
        const framesInFlight = new Map<string, number>();
        let last = 0;
        for (const [choice, frames, ends] of steps) {
          const at = choice % chunks.length;
          const current = chunks[at] as ChunkWork;
          const field = chunkField(current.lane, current.index);
          if (ends) {
            chunks[at] = { ...current, doneAt: later(1), encodedFrames: Math.min(frames, current.frameCount) };
            framesInFlight.delete(field);
          } else if (!current.doneAt) framesInFlight.set(field, Math.max(frames, framesInFlight.get(field) ?? 0));
          const { percent } = computeProgress(film({ chunks, framesInFlight }), later(5));
          expect(percent).toBeGreaterThanOrEqual(last);
          expect(percent).toBeLessThan(100);
          last = percent;
        }
      }),
    );
  });
});

describe('seconds left', () => {
  const half = [chunk('LOW', 0, done), chunk('LOW', 1)];

  test('follow from the rate so far', () => {
    expect(computeProgress(film({ chunks: half }), later(30)).secondsLeft).toBe(30);
  });

  test('are not guessed in the first two seconds or below two percent', () => {
    expect(computeProgress(film({ chunks: half }), later(1.9)).secondsLeft).toBeNull();
    const little = film({ chunks: [chunk('LOW', 0)], framesInFlight: new Map([[chunkField('LOW', 0), 1]]) });
    expect(computeProgress(little, later(60)).secondsLeft).toBeNull();
  });

  test('are unknown when the asset has failed', () => {
    expect(computeProgress(film({ chunks: half, state: 'FAILED' }), later(30)).secondsLeft).toBeNull();
  });
});

describe('playable seconds', () => {
  const playable = (chunks: ChunkWork[], change: Partial<ProgressInput> = {}) =>
    computeProgress(film({ chunks, ...change }), later(5)).playableSeconds;

  test('end at the first gap of the low lane', () => {
    expect(playable([chunk('LOW', 0, done), chunk('LOW', 1, done), chunk('LOW', 2), chunk('LOW', 3, done)])).toBe(8);
    expect(playable([chunk('LOW', 0), chunk('LOW', 1, done)])).toBe(0);
  });

  test('do not wait for the high lane, unless there is no other', () => {
    expect(playable([chunk('LOW', 0, done), chunk('HIGH', 0)])).toBe(4);
    expect(playable([chunk('HIGH', 0, done), chunk('HIGH', 1), chunk('AUDIO', 0)])).toBe(4);
  });

  test('go by what came out of the last chunk, and never beyond the film', () => {
    const chunks = [chunk('LOW', 0, done), chunk('LOW', 1, { ...done, encodedFrames: 25 })];
    expect(playable(chunks)).toBe(5);
    expect(playable(chunks, { durationSeconds: 4.5 })).toBe(4.5);
  });

  test('end where a chunk came out short, whatever follows it', () => {
    const short = chunk('LOW', 1, { ...done, encodedFrames: 25 });
    expect(playable([chunk('LOW', 0, { ...done, encodedFrames: 100 }), short, chunk('LOW', 2, done)])).toBe(5);
    expect(playable([chunk('LOW', 0, { ...done, encodedFrames: 0 }), chunk('LOW', 1, done)])).toBe(0);
  });

  test('are none while nothing is published', () => {
    expect(playable([chunk('LOW', 0, done)], { state: 'PROCESSING' })).toBe(0);
  });

  test('of sound alone grow with its frames of 1,024 samples', () => {
    const sound = chunk('AUDIO', 0, { frameCount: 4690 });
    const framesInFlight = new Map([[chunkField('AUDIO', 0), 469]]);
    expect(playable([sound], { frameRate: null, framesInFlight })).toBeCloseTo(10, 1);
  });
});
