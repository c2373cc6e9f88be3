import { expect, test } from 'vitest';
import { describeLoudnessShortfall } from '../../../core/podcasts/target-loudness.ts';

test('a sound that is more than half a unit off its loudness is spoken of', () => {
  expect(describeLoudnessShortfall({ channels: 1, masterLufs: -19.9 })).toContain(
    'more quiet than podcasts are: -19.9 instead of -19 LUFS',
  );
  expect(describeLoudnessShortfall({ channels: 2, masterLufs: -15.2 })).toContain('louder than podcasts are: -15.2 instead of -16 LUFS');
});

test('a sound that is near enough, and one that cannot be measured, are not', () => {
  expect(describeLoudnessShortfall({ channels: 1, masterLufs: -19.5 })).toBeNull();
  expect(describeLoudnessShortfall({ channels: 2, masterLufs: -15.5 })).toBeNull();
  expect(describeLoudnessShortfall({ channels: null, masterLufs: null })).toBeNull();
});
