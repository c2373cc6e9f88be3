import { expect, test } from 'vitest';
import { renderNotes } from '../../../core/podcasts/render-notes.ts';
import { readNotes } from '../../../transcoder/import/read-notes.ts';

test('HTML of another host keeps what notes have here, and the words of the rest', () => {
  const html =
    '<div><h1>Big</h1><p style="x">One <span class="y">two</span> <a href="https://a.example/?b=1&amp;c=2" target="_blank">three</a></p><img src="x.png" onerror="alert(1)"></div>';
  const notes = readNotes(html);
  expect(notes).toBe('<p><h2>Big</h2><p>One two <a href="https://a.example/?b=1&amp;c=2">three</a></p></p>');
  expect(renderNotes(notes)).not.toMatch(/&lt;|span|style/);
});

test('scripts and styles leave nothing, and addresses that run lead nowhere', () => {
  const notes = readNotes('<p>Hi<script>alert(1)</script><style>p{}</style> <a href="javascript:alert(1)">click</a></p>');
  expect(notes).toBe('<p>Hi <a>click</a></p>');
});

test('text stays as it is, whatever it looks like', () => {
  for (const text of ['5 < 6 & 7 > 2', 'Use <title> and <script> in HTML', 'One\n\nTwo ]]>']) expect(readNotes(text)).toBe(text);
});
