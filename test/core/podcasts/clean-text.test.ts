import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText, cleanTexts, isVisible } from '../../../core/podcasts/clean-text.ts';

test('what XML 1.0 cannot carry is dropped: controls, noncharacters, half characters', () => {
  expect(cleanText('a\u0000b\u0008c\u000bd\u001fe\ufffef\uffffg')).toBe('abcdefg');
  expect(cleanText('half \ud83d of it, \ude00 reversed \ude00\ud83d')).toBe('half  of it,  reversed ');
});

test.each([']]>', '&amp; & <script>alert(1)</script>', '😀 👨‍👩‍👧', '\u202eرتل\u202c', 'tab\tline\r\nend', '\u0085\u009f', ' '])(
  '%j stays byte for byte',
  (text) => {
    expect(cleanText(text)).toBe(text);
  },
);

test('whatever comes, every character left is one of XML 1.0', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML's own production [2].
  const char = /^[\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => char.test(cleanText(text))));
});

test('strings are cleaned however deep they lie', () => {
  const when = new Date(0);
  expect(cleanTexts({ a: 'x\u0001', list: [{ b: '\u0002y' }, null, 3, true], when })).toEqual({
    a: 'x',
    list: [{ b: 'y' }, null, 3, true],
    when,
  });
});

test.each(['', ' ', '\t\n', '\u200b\u200d', '\u3164', '\u2800', '\u0007', '\u202e\u202c'])('%j shows nothing', (text) => {
  expect(isVisible(text)).toBe(false);
});

test.each(['a', '😀', '.', '世', '\u202eא'])('%j shows something', (text) => {
  expect(isVisible(text)).toBe(true);
});
