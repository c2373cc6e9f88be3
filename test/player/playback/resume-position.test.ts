import { describe, expect, test } from 'vitest';
import { type PositionStore, readPosition, savePosition } from '../../../player/playback/resume-position.ts';

function openStore(): PositionStore {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

describe('the place where a viewer stopped', () => {
  test('is found again, film by film', () => {
    const store = openStore();
    savePosition(store, 'a', { seconds: 120.7, durationSeconds: 600 });
    expect(readPosition(store, 'a')).toEqual({ seconds: 120, durationSeconds: 600 });
    expect(readPosition(store, 'b')).toBeNull();
  });

  test('is forgotten in the last 5 %', () => {
    const store = openStore();
    savePosition(store, 'a', { seconds: 569, durationSeconds: 600 });
    expect(readPosition(store, 'a')?.seconds).toBe(569);
    savePosition(store, 'a', { seconds: 570, durationSeconds: 600 });
    expect(readPosition(store, 'a')).toBeNull();
  });

  test('is not kept for the first seconds, which one sees again gladly', () => {
    const store = openStore();
    savePosition(store, 'a', { seconds: 9, durationSeconds: 600 });
    expect(readPosition(store, 'a')).toBeNull();
  });

  test.each(['', 'null', '{"seconds":1}', '[1]', '["1","2"]', 'not json'])('that reads %j is no place', (text) => {
    expect(readPosition({ ...openStore(), getItem: () => text }, 'a')).toBeNull();
  });

  test('may fail to be kept without harm', () => {
    const full: PositionStore = {
      ...openStore(),
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    };
    expect(() => savePosition(full, 'a', { seconds: 100, durationSeconds: 600 })).not.toThrow();
  });
});
