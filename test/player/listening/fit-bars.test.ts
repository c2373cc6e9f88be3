import { expect, test } from 'vitest';
import { fitBars } from '../../../player/listening/fit-bars.ts';

test('where there is less room the loudest of those that fall together shows', () => {
  expect(fitBars([1, 9, 2, 3, 7, 0], 3)).toEqual([9, 3, 7]);
});

test('where there is more room a bar stands more than once', () => {
  expect(fitBars([5, 10], 4)).toEqual([5, 5, 10, 10]);
});

test('without a waveform all bars are low', () => {
  expect(fitBars([], 3)).toEqual([0, 0, 0]);
});
