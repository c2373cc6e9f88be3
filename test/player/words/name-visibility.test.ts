import { expect, test } from 'vitest';
import { nameVisibility } from '../../../player/words/name-visibility.ts';

test('a film that not everybody finds says so', () => {
  expect(nameVisibility('PRIVATE')).toBe('Private');
  expect(nameVisibility('UNLISTED')).toBe('Unlisted');
  expect(nameVisibility('MEMBERS')).toBe('Members only');
});

test('a public film says nothing', () => {
  expect(nameVisibility('PUBLIC')).toBeNull();
});
