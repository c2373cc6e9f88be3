import { describe, expect, test } from 'vitest';
import { readFigure, readIntegrated, readLoudness } from '../../../transcoder/podcast/measure-loudness.ts';

describe("what ffmpeg's filters print", () => {
  const read = (text: string) => {
    const figures = new Map<string, number>();
    for (const line of text.split('\n')) readFigure(figures, line);
    return figures;
  };

  test('is read: loudness, its threshold, range and peak', () => {
    const summary =
      '  Integrated loudness:\n    I:         -26.3 LUFS\n    Threshold: -36.5 LUFS\n\n  Loudness range:\n    LRA:         1.4 LU\n    Threshold: -46.5 LUFS\n\n  True peak:\n    Peak:      -10.8 dBFS';
    expect(readLoudness(read(summary))).toEqual({ integratedLufs: -26.3, thresholdLufs: -36.5, rangeLu: 1.4, truePeakDbtp: -10.8 });
    expect(read('[Parsed_volumedetect_1 @ 0x55a1] max_volume: -0.4 dB').get('max_volume')).toBe(-0.4);
  });

  test('of silence is nothing that can be measured', () => {
    const figures = read('    I:         -70.0 LUFS\n    Peak:       -inf dBFS');
    expect(readIntegrated(figures)).toBeNull();
    expect(readLoudness(figures).truePeakDbtp).toBe(Number.NEGATIVE_INFINITY);
  });

  test('not at all means that nothing was decoded', () => {
    expect(() => readLoudness(read('Conversion failed!'))).toThrow('could be decoded');
  });
});
