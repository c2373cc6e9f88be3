import { describe, expect, test } from 'vitest';
import { describeGrowth, describePreparation, nameRendition } from '../../../player/words/describe-progress.ts';

const growing = {
  state: 'PLAYABLE',
  durationSeconds: 1800,
  progress: { percent: 42, secondsLeft: 170, playableSeconds: 760 },
} as const;

describe('while a film grows, the line below the stage', () => {
  test('says how far it plays and when its full quality is there', () => {
    expect(describeGrowth(growing)).toBe('Ready up to 12:40, full quality in about 3 min');
  });

  test('promises no time while there is no estimate', () => {
    expect(describeGrowth({ ...growing, progress: { ...growing.progress, secondsLeft: null } })).toBe(
      'Ready up to 12:40, the rest follows',
    );
  });

  test('says that only quality is missing once it plays to the end', () => {
    const progress = { percent: 80, secondsLeft: 60, playableSeconds: 1799.5 };
    expect(describeGrowth({ ...growing, progress })).toBe('Plays to the end already, full quality in about 1 min');
  });

  test.each(['PROCESSING', 'READY', 'FAILED'] as const)('is silent when the film is %s', (state) => {
    expect(describeGrowth({ ...growing, state })).toBeNull();
  });
});

describe('before anything plays, the stage', () => {
  const processing = { ...growing, state: 'PROCESSING' } as const;
  test('says that the film is looked at while nothing is encoded', () => {
    expect(describePreparation({ ...processing, progress: { percent: 0.4, secondsLeft: null, playableSeconds: 0 } })).toBe(
      'Looking at the film',
    );
  });

  test('then says how much is encoded and when all will be', () => {
    expect(describePreparation({ ...processing, progress: { percent: 4.9, secondsLeft: 194, playableSeconds: 0 } })).toBe(
      '4 % encoded, whole in about 3 min',
    );
  });
});

test('renditions are called as viewers call them', () => {
  expect(nameRendition({ name: '1080p', kind: 'VIDEO' })).toBe('1080p');
  expect(nameRendition({ name: 'audio', kind: 'AUDIO' })).toBe('Sound');
});
