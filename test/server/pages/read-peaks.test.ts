import { afterAll, beforeAll, expect, test } from 'vitest';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { createPeaksReader, joinPeaks } from '../../../server/pages/read-peaks.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';

let environment: TestEnvironment;
beforeAll(async () => {
  environment = await openTestEnvironment();
});
afterAll(() => environment[Symbol.asyncDispose]());

test('the loudest of each span stands for it, in percent of the loudest of all', () => {
  expect(joinPeaks([0.1, 0.5, 0.2, 0, 0.25, 0.25], 3)).toEqual([100, 40, 50]);
  expect(joinPeaks([0.5, 1], 300)).toEqual([50, 100]);
});

test.each([[[]], [[0, 0]]])('of silence (%j) there is no shape', (peaks) => {
  expect(joinPeaks(peaks, 10)).toEqual([]);
});

test('a waveform is read once, because its key carries its content', async () => {
  const key = objectKeys.master('a1', 'abc.peaks.json');
  await environment.objectStore.put(key, JSON.stringify({ version: 1, peaks: [0.2, 0.4] }), { contentType: 'application/json' });
  const readPeaks = createPeaksReader(environment.objectStore);
  expect(await readPeaks(key)).toEqual([50, 100]);
  await environment.objectStore.deleteMany([key]);
  expect(await readPeaks(key)).toEqual([50, 100]);
});

test('one that is missing or broken leaves a page without a waveform, and is looked for again', async () => {
  const key = objectKeys.master('a1', 'def.peaks.json');
  const readPeaks = createPeaksReader(environment.objectStore);
  expect(await readPeaks(key)).toEqual([]);
  await environment.objectStore.put(key, 'no JSON', { contentType: 'application/json' });
  expect(await readPeaks(key)).toEqual([]);
  await environment.objectStore.put(key, JSON.stringify({ peaks: [1] }), { contentType: 'application/json' });
  expect(await readPeaks(key)).toEqual([100]);
});
