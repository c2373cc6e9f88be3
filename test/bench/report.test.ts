import { expect, test } from 'vitest';
import { judge, median } from '../../bench/report.ts';

test('all goals have to hold, on the figures as they are printed', () => {
  const report = judge('walk', { seconds: 5.0004, steps: 1200 }, { seconds: '<= 5', steps: '>= 1000' });
  expect(report).toEqual({
    bench: 'walk',
    figures: { seconds: 5, steps: 1200 },
    goals: { seconds: '<= 5', steps: '>= 1000' },
    met: true,
  });
  expect(judge('walk', { seconds: 5.1, steps: 1200 }, { seconds: '<= 5', steps: '>= 1000' }).met).toBe(false);
});

test('a goal whose figure is missing or no number is not met', () => {
  expect(judge('walk', {}, { seconds: '<= 5' }).met).toBe(false);
  expect(judge('walk', { seconds: Number.NaN }, { seconds: '<= 5' }).met).toBe(false);
});

test('a goal that says nothing is a mistake', () => {
  expect(() => judge('walk', { seconds: 1 }, { seconds: 'quick' })).toThrow('"quick" is no goal.');
});

test('the median is the middle one', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([1, 2, 3, 10])).toBe(2.5);
});
