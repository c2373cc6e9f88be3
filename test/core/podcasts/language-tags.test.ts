import { expect, test } from 'vitest';
import { canonicalLanguage, knownLanguage } from '../../../core/podcasts/language-tags.ts';

test.each([
  ['en', 'en'],
  ['EN-us', 'en-US'],
  ['zh-hant-tw', 'zh-Hant-TW'],
  ['iw', 'he'],
  ['eng', 'en'],
  ['gsw', 'gsw'],
])('%s is the language %s', (text, tag) => {
  expect([canonicalLanguage(text), knownLanguage(text)]).toEqual([tag, tag]);
});

test.each(['zz', 'zz-ZZ', 'xx-XX', 'qaa', 'und', 'english'])('%s is well-formed, and no language', (text) => {
  expect([canonicalLanguage(text), knownLanguage(text)]).toEqual([text, null]);
});

test.each(['', 'e', 'zz-zz-zz', 'en_US', 'en-', 'en-a', 'no-such-language-at-all'])('"%s" is no tag', (text) => {
  expect([canonicalLanguage(text), knownLanguage(text)]).toEqual([null, null]);
});
