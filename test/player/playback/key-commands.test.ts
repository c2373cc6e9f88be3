import { describe, expect, test } from 'vitest';
import { commandFor, neighbourSpeed } from '../../../player/playback/key-commands.ts';

const press = (key: string, held: Partial<KeyboardEvent> = {}) =>
  commandFor({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

describe('a key', () => {
  test.each([
    [' ', { name: 'toggle-play' }],
    ['K', { name: 'toggle-play' }],
    ['j', { name: 'seek-by', seconds: -10 }],
    ['l', { name: 'seek-by', seconds: 10 }],
    ['ArrowUp', { name: 'volume-by', step: 0.05 }],
    ['7', { name: 'seek-to-share', share: 0.7 }],
    ['0', { name: 'seek-to-share', share: 0 }],
    ['>', { name: 'change-speed', steps: 1 }],
    ['?', { name: 'show-help' }],
  ])('%j commands the player', (key, command) => {
    expect(press(key)).toEqual(command);
  });

  test.each(['q', 'Enter', 'Tab', 'F5', 'Escape'])('%s is left to the browser', (key) => {
    expect(press(key)).toBeNull();
  });

  test("held with Control, Alt or Meta is the browser's", () => {
    expect(press('f', { ctrlKey: true })).toBeNull();
    expect(press('l', { metaKey: true })).toBeNull();
    expect(press('ArrowLeft', { altKey: true })).toBeNull();
  });
});

describe('speeds', () => {
  test('go to the next one of the list from wherever they are', () => {
    expect(neighbourSpeed(1, 1)).toBe(1.25);
    expect(neighbourSpeed(1.1, 1)).toBe(1.25);
    expect(neighbourSpeed(1.1, -1)).toBe(1);
  });

  test('end at the ends of the list', () => {
    expect(neighbourSpeed(3, 1)).toBe(3);
    expect(neighbourSpeed(0.25, -1)).toBe(0.25);
  });
});
