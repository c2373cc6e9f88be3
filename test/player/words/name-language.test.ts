import { expect, test } from 'vitest';
import { nameLanguage } from '../../../player/words/name-language.ts';

test.each([
  ['en', 'English'],
  ['de', 'Deutsch'],
  ['fr', 'Français'],
  ['pt-BR', 'Português (Brasil)'],
  ['no tag', 'no tag'],
])('%s is %s', (tag, name) => {
  expect(nameLanguage(tag)).toBe(name);
});
