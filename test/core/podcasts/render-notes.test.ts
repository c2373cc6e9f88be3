import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { SUBSCRIBER_TOKEN_PLACEHOLDER } from '../../../core/podcasts/podcast-urls.ts';
import { renderNotes, renderPlainNotes } from '../../../core/podcasts/render-notes.ts';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';

test('plain text becomes paragraphs with line breaks and links', () => {
  expect(renderNotes('First line\nsecond line\n\nSee https://example.org/a?b=1&copy=2. Or (https://example.org/x).')).toBe(
    '<p>First line<br />second line</p>\n' +
      '<p>See <a href="https://example.org/a?b=1&amp;copy=2">https://example.org/a?b=1&amp;copy=2</a>. ' +
      'Or (<a href="https://example.org/x">https://example.org/x</a>).</p>',
  );
});

test('the tags that notes may use are kept, and mended where they are open', () => {
  expect(renderNotes('<p>One <b>bold<p>Two <ul><li>a<li>b</ul><h2>Three</h2>')).toBe(
    '<p>One <b>bold</b></p><p>Two </p><ul><li>a</li><li>b</li></ul><h2>Three</h2>',
  );
  expect(renderNotes('<P><EM>x</EM><BR/>y</P>')).toBe('<p><em>x</em><br />y</p>');
  expect(renderNotes('<p><a href=https://a.example/ class="x" onclick="y()">a</a> &eacute; &amp; &</p>')).toBe(
    '<p><a href="https://a.example/">a</a> é &amp; &amp;</p>',
  );
});

test('every other tag stands as text', () => {
  expect(renderNotes('<p>x</p><img src=x onerror=alert(1)><style>p{}</style>')).toBe(
    '<p>x</p>&lt;img src=x onerror=alert(1)&gt;&lt;style&gt;p{}&lt;/style&gt;',
  );
});

test.each([
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'java&#10;script:alert(1)',
  '&#106;avascript:alert(1)',
  '\u0001javascript:alert(1)',
  `${SUBSCRIBER_TOKEN_PLACEHOLDER}javascript:alert(1)`,
  '&#48;subscriber-token-goes-here0javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  '//evil.example/',
  '/relative',
  'https://',
])('a link to %s is none', (href) => {
  const html = renderNotes(`<p><a href="${href}">x</a></p>`);
  expect(html).not.toContain('<a href=');
});

test("a reference cannot smuggle in the mark that becomes a subscriber's token", () => {
  const text = `<p>&#48;${SUBSCRIBER_TOKEN_PLACEHOLDER.slice(1)} <a href="https://x.example/${SUBSCRIBER_TOKEN_PLACEHOLDER}">x</a></p>`;
  expect(renderNotes(text)).not.toContain(SUBSCRIBER_TOKEN_PLACEHOLDER);
});

const SAFE_HTML =
  /^(?:[^<>]|<\/?(?:p|ul|ol|li|strong|b|em|i|blockquote|h[234]|code|pre)>|<br \/>|<\/a>|<a(?: href="(?:https?:\/\/|mailto:)[^"<>]*")?>)*$/i;

test('whatever is written, what comes out is well formed and made of the allowed tags alone', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '<p>',
      '</p>',
      '<a href="',
      '<a href=https://x.y/ onclick=z>',
      '</a>',
      '<b>',
      '<ul>',
      '<li>',
      '</ul>',
      '<br/>',
      '<script>',
      '</script>',
      '<svg/onload=x>',
      '<!--',
      '-->',
      '<![CDATA[',
      '&lt;script&gt;',
      '&#60;',
      '\n\n',
      'javascript:',
      '<style>',
      '<textarea>',
      '<plaintext>',
      '<p title="<b>">',
    ),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const html = renderNotes(pieces.join(''));
      expect(html).toMatch(SAFE_HTML);
      expect(XMLValidator.validate(`<r>${html}</r>`)).toBe(true);
      renderPlainNotes(pieces.join(''));
    }),
    { numRuns: 500 },
  );
});

test('what is passed without sanitizing is what sanitizing would have left', () => {
  const short = HOSTILE_TEXTS.filter(([, text]) => text.length < 1000);
  for (const [, text] of short) {
    for (const notes of [text, `<b>${text}<p>`, `<ul><li>${text}<br><a href="https://x.y/?a=1&b=2">${text}`]) {
      // A reference makes the whole of it go through the sanitizer.
      const sanitized = renderNotes(`<p>&eacute;</p>${notes}`);
      expect(sanitized).toBe(renderNotes(`<p>é</p>${notes}`));
    }
  }
});

test("no dropped tag joins the mark that becomes a subscriber's token", () => {
  const text = `${SUBSCRIBER_TOKEN_PLACEHOLDER.slice(0, 9)}</b>${SUBSCRIBER_TOKEN_PLACEHOLDER.slice(9)}`;
  expect(renderNotes(text)).not.toContain(SUBSCRIBER_TOKEN_PLACEHOLDER);
});

test.each(HOSTILE_TEXTS)('%s survives as text and executes nowhere', (name, text, survivor) => {
  expect(renderNotes(text)).toMatch(SAFE_HTML);
  if (name !== '300 KB') expect(renderPlainNotes(text)).toBe(survivor.replace(/\s+/g, ' '));
});

test.each(['<b>', '<p>', '<li>', '<ul><li>', '<a href="', '<', '</p>', '&', 'https://x.y/......', '\n', '<b></b>', '&#x26;'])(
  '300 KB of %s are done in a moment',
  (piece) => {
    const started = performance.now();
    renderNotes(piece.repeat(300_000 / piece.length));
    expect(performance.now() - started).toBeLessThan(20_000);
  },
);

test('plain notes are the words in one line', () => {
  expect(renderPlainNotes('<h2>Notes</h2><ul><li>Tom &amp; Jerry</li><li>a &lt; b</li></ul>')).toBe('Notes Tom & Jerry a < b');
});
