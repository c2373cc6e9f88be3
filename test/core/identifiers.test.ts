import { expect, test } from 'vitest';
import { createId, ID_PATTERN } from '../../core/identifiers.ts';

test('identifiers match their pattern and do not repeat', () => {
  const ids = Array.from({ length: 10_000 }, createId);
  const pattern = new RegExp(ID_PATTERN);
  expect(ids.filter((id) => !pattern.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every letter of the alphabet is as likely as any other', () => {
  const counts = new Map<string, number>();
  for (const letter of Array.from({ length: 10_000 }, createId).join('')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  expect(counts.size).toBe(32);
  // 5,000 each on average; 10 standard deviations are 700.
  for (const count of counts.values()) expect(Math.abs(count - 5000)).toBeLessThan(700);
});
