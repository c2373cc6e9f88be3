import { expect, test } from 'vitest';
import { formatBytes, formatSpeed } from '../../../player/words/format-bytes.ts';

test.each([
  [0, '0 B'],
  [840, '840 B'],
  [12_400_000, '12.4 MB'],
  [412_000_000, '412 MB'],
  [1_234_000_000, '1.2 GB'],
  [5e15, '5000 TB'],
])('%d bytes read "%s"', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words);
});

test('a speed is bytes a second', () => {
  expect(formatSpeed(2_500_000)).toBe('2.5 MB/s');
});
