import { describe, expect, test } from 'vitest';
import { addSample, measureRate, type Sample, secondsLeft } from '../../../player/uploads/measure-rate.ts';

const collect = (...samples: Sample[]) => samples.reduce<readonly Sample[]>(addSample, []);

describe('the speed of an upload', () => {
  test('is bytes a second over the last seconds', () => {
    expect(measureRate(collect({ atMs: 0, bytes: 0 }, { atMs: 1000, bytes: 2e6 }, { atMs: 2000, bytes: 4e6 }))).toBe(2e6);
  });

  test('is not told before there is enough to tell', () => {
    expect(measureRate([])).toBeNull();
    expect(measureRate(collect({ atMs: 0, bytes: 0 }, { atMs: 100, bytes: 5e5 }))).toBeNull();
  });

  test('forgets what is long past', () => {
    const samples = collect({ atMs: 0, bytes: 0 }, { atMs: 10_000, bytes: 1e6 }, { atMs: 11_000, bytes: 9e6 });
    expect(measureRate(samples)).toBe(8e6);
  });

  test('begins anew when the server had fewer bytes than were sent', () => {
    const samples = collect({ atMs: 0, bytes: 5e6 }, { atMs: 1000, bytes: 1e6 }, { atMs: 2000, bytes: 2e6 });
    expect(measureRate(samples)).toBe(1e6);
  });
});

test('the time left follows from the speed, and is unknown without one', () => {
  expect(secondsLeft(10e6, 2e6)).toBe(5);
  expect(secondsLeft(10e6, 0)).toBeNull();
  expect(secondsLeft(10e6, null)).toBeNull();
});
