import { describe, expect, test } from 'vitest';
import { planGain, refineGain } from '../../../transcoder/podcast/plan-gain.ts';

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

  test('is planned again only where the result is wrong', () => {
    const gain = { gainDb: 7, ceilingDbtp: -2 };
    expect(refineGain(gain, { lufs: -16.2, peakDbtp: -1.2 }, 2)).toBeNull();
    expect(refineGain(gain, { lufs: -17, peakDbtp: -1.2 }, 2)).toEqual({ gainDb: 8, ceilingDbtp: -2 });
    expect(refineGain(gain, { lufs: -16, peakDbtp: -0.5 }, 2)?.ceilingDbtp).toBeCloseTo(-3, 6);
    expect(refineGain({ gainDb: 1, ceilingDbtp: null }, { lufs: -16, peakDbtp: -0.7 }, 2)?.ceilingDbtp).toBeCloseTo(-2.8, 6);
    expect(refineGain({ gainDb: 30, ceilingDbtp: -2 }, { lufs: -30, peakDbtp: -2 }, 2)).toBeNull();
  });
});
