import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readSleepTimer, setSleepTimer } from '../../../player/listening/sleep-timer.ts';

/** Of an audio element the timer knows only this. */
const openAudio = () => {
  const audio = {
    currentTime: 0,
    ended: false,
    playbackRate: 1,
    isPlaying: true,
    get paused() {
      return !audio.isPlaying;
    },
    pause: () => {
      audio.isPlaying = false;
    },
  };
  return audio;
};
type Audio = Parameters<typeof setSleepTimer>[0];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  setSleepTimer({} as Audio, { kind: 'off' }, 0);
  vi.useRealTimers();
});

test('after the minutes that were chosen the sound stops, and the timer is off', () => {
  const audio = openAudio();
  setSleepTimer(audio as unknown as Audio, { kind: 'minutes', minutes: 5 }, 0);
  vi.advanceTimersByTime(4 * 60_000);
  expect(audio.isPlaying).toBe(true);
  expect(readSleepTimer().secondsLeft).toBe(60);
  vi.advanceTimersByTime(61_000);
  expect(audio.isPlaying).toBe(false);
  expect(readSleepTimer()).toEqual({ choice: { kind: 'off' }, secondsLeft: null });
});

test('at the end of the chapter it stops there, however fast it plays', () => {
  const audio = openAudio();
  setSleepTimer(audio as unknown as Audio, { kind: 'chapter' }, 90);
  audio.currentTime = 89;
  vi.advanceTimersByTime(1000);
  expect(audio.isPlaying).toBe(true);
  audio.currentTime = 90.2;
  vi.advanceTimersByTime(1000);
  expect(audio.isPlaying).toBe(false);
});

test('fast speech stops right at the end of the chapter, though timers are late', () => {
  const audio = openAudio();
  audio.playbackRate = 3;
  audio.currentTime = 88.8;
  setSleepTimer(audio as unknown as Audio, { kind: 'chapter' }, 90);
  vi.advanceTimersByTime(380);
  expect(audio.isPlaying).toBe(true);
  audio.currentTime = 90.1;
  vi.advanceTimersByTime(40);
  expect(audio).toMatchObject({ isPlaying: false, currentTime: 90 });
});

test('at the end of the episode it is off by itself', () => {
  const audio = openAudio();
  setSleepTimer(audio as unknown as Audio, { kind: 'episode' }, 0);
  audio.ended = true;
  vi.advanceTimersByTime(1000);
  expect(readSleepTimer().choice).toEqual({ kind: 'off' });
});

test('another choice replaces the one before', () => {
  const audio = openAudio();
  setSleepTimer(audio as unknown as Audio, { kind: 'minutes', minutes: 5 }, 0);
  setSleepTimer(audio as unknown as Audio, { kind: 'off' }, 0);
  vi.advanceTimersByTime(10 * 60_000);
  expect(audio.isPlaying).toBe(true);
});
