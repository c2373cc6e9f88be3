import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeSlug, suffixSlug } from '../../../core/podcasts/make-slug.ts';

test.each([
  ['Night Train', 'night-train'],
  ['  Café  Über Straße!  ', 'cafe-uber-strasse'],
  ["Don't Panic", 'dont-panic'],
  ['Ærø & Łódź', 'aero-lodz'],
  ['100% <script>', '100-script'],
  ['播客', 'show'],
  ['', 'show'],
  ['ﬁne № 5', 'fine-no-5'],
])('"%s" becomes %s', (title, slug) => {
  expect(makeSlug(title, 'show')).toBe(slug);
});

test('a long title is cut between words, a long word within', () => {
  expect(makeSlug('wonderful '.repeat(20), 'show')).toBe(Array(6).fill('wonderful').join('-'));
  expect(makeSlug('x'.repeat(100), 'show')).toBe('x'.repeat(60));
});

test('whatever the title, the slug is one, with a suffix as well', () => {
  const shape = /^[a-z0-9]+(-[a-z0-9]+)*$/;
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 2, max: 1e9 }), (title, number) => {
      for (const slug of [makeSlug(title, 'show'), suffixSlug(makeSlug(title, 'show'), number)]) {
        if (!shape.test(slug) || slug.length > 60) return false;
      }
      return true;
    }),
  );
});
