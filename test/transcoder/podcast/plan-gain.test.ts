import { describe, expect, test } from 'vitest';
import { isBetter, isWithinLimits, joinFigures, planGain, refineGain } from '../../../transcoder/podcast/plan-gain.ts';

const source = (integratedLufs: number | null, truePeakDbtp: number) => ({ integratedLufs, truePeakDbtp, thresholdLufs: -40, rangeLu: 5 });

describe('the gain', () => {
  test('brings stereo to -16 LUFS and one channel to -19', () => {
    expect(planGain(source(-23, -15), 2)).toEqual({ gainDb: 7, ceilingDbtp: null });
    expect(planGain(source(-23, -15), 1)).toEqual({ gainDb: 4, ceilingDbtp: null });
    expect(planGain(source(-8, 1), 2)).toEqual({ gainDb: -8, ceilingDbtp: null });
  });

  test('is limited where peaks would come near full scale', () => {
    expect(planGain(source(-23, -3), 2)).toEqual({ gainDb: 7, ceilingDbtp: -2 });
  });

  test('leaves alone what cannot be measured, and raises a whisper by 30 dB at most', () => {
    expect(planGain(source(null, Number.NEGATIVE_INFINITY), 2)).toEqual({ gainDb: 0, ceilingDbtp: null });
    expect(planGain(source(null, 0), 2)).toEqual({ gainDb: 0, ceilingDbtp: -2 });
    expect(planGain(source(-65, -50), 2)).toEqual({ gainDb: 30, ceilingDbtp: null });
  });

  const gain = { gainDb: 7, ceilingDbtp: -2 };
  const high = { lufs: -16, peakDbtp: -0.4 };

  test('is planned again only where the result is wrong', () => {
    expect(refineGain([{ gain, result: { lufs: -16.2, peakDbtp: -1.2 } }], 2)).toBeNull();
    expect(refineGain([{ gain, result: { lufs: -17, peakDbtp: -1.2 } }], 2)).toEqual({ gainDb: 8, ceilingDbtp: -2 });
    expect(refineGain([{ gain, result: high }], 2)?.ceilingDbtp).toBeCloseTo(-3.5, 6);
    const unlimited = { gainDb: 1, ceilingDbtp: null };
    expect(refineGain([{ gain: unlimited, result: high }], 2)?.ceilingDbtp).toBeCloseTo(-3.5, 6);
    expect(refineGain([{ gain: { gainDb: 30, ceilingDbtp: -2 }, result: { lufs: -30, peakDbtp: -2 } }], 2)).toBeNull();
  });

  test('makes up for what a lower ceiling is about to take, and limits what becomes too high', () => {
    const next = refineGain([{ gain, result: { lufs: -16.8, peakDbtp: -0.4 } }], 2);
    expect(next?.gainDb).toBeCloseTo(7.8, 6);
    const unlimited = { gain: { gainDb: 1, ceilingDbtp: null }, result: { lufs: -17, peakDbtp: -1.5 } };
    expect(refineGain([unlimited], 2)).toEqual({ gainDb: 2, ceilingDbtp: -2 });
  });

  test('goes further where the limiter kept some of the last step', () => {
    const tries = [
      { gain, result: { lufs: -17, peakDbtp: -2 } },
      { gain: { gainDb: 8, ceilingDbtp: -2 }, result: { lufs: -16.5, peakDbtp: -2 } },
    ];
    expect(refineGain(tries, 2)?.gainDb).toBeCloseTo(9, 6);
  });

  test('takes everything down at last where the peaks do not follow the ceiling, and then ends', () => {
    const tries = [gain, { gainDb: 7, ceilingDbtp: -3.5 }, { gainDb: 7, ceilingDbtp: -5 }].map((plan) => ({ gain: plan, result: high }));
    const last = refineGain(tries, 2);
    expect(last?.gainDb).toBeCloseTo(7 - 0.8 - 0.6, 6);
    expect(last?.ceilingDbtp).toBeCloseTo(-5 - 0.8 - 0.6, 6);
    expect(refineGain([...tries, { gain, result: high }], 2)).toBeNull();
  });
});

describe('of two tries', () => {
  test('the one whose peaks hold is better, then the nearer one', () => {
    expect(isBetter({ lufs: -19.9, peakDbtp: -4.9 }, { lufs: -19, peakDbtp: -1 }, 1)).toBe(true);
    expect(isBetter({ lufs: -19.9, peakDbtp: -4.9 }, { lufs: -19.4, peakDbtp: -2 }, 1)).toBe(false);
    expect(isBetter({ lufs: -19.9, peakDbtp: 0 }, { lufs: -19, peakDbtp: 0.3 }, 1)).toBe(true);
    expect(isBetter({ lufs: -19, peakDbtp: -2 }, { lufs: -19, peakDbtp: -2 }, 1)).toBe(false);
  });

  test('a pair of files is as right as the one that is further off', () => {
    const joined = joinFigures(
      [
        { lufs: -19.6, peakDbtp: -3 },
        { lufs: -19, peakDbtp: -1.3 },
      ],
      1,
    );
    expect(joined).toEqual({ lufs: -19.6, peakDbtp: -1.3 });
    expect(isWithinLimits(joined, 1)).toBe(false);
    expect(isWithinLimits({ lufs: -19.5, peakDbtp: -1.3 }, 1)).toBe(true);
    expect(isWithinLimits({ lufs: -19, peakDbtp: -1.1 }, 1)).toBe(false);
    expect(isWithinLimits({ lufs: null, peakDbtp: Number.NEGATIVE_INFINITY }, 1)).toBe(true);
  });
});
