import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { checkChapters } from '../../../core/podcasts/check-chapters.ts';
import type { Chapter } from '../../../core/podcasts/podcast-details.ts';
import { readChapters } from '../../../core/podcasts/read-chapters.ts';
import { renderChaptersJson } from '../../../core/podcasts/render-chapters-json.ts';
import { renderFfmetadataChapters } from '../../../core/podcasts/render-ffmetadata-chapters.ts';
import { renderPsc } from '../../../core/podcasts/render-psc.ts';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';
import { makeMedia, probe, TONE } from '../../support/make-media.ts';

const CHAPTERS: readonly Chapter[] = [
  { startSeconds: 0, title: 'Cold open' },
  { startSeconds: 61.5, endSeconds: 120, title: 'R&B = "soul"; #1', url: 'https://example.org/?a=1&b=2', img: 'https://example.org/a.jpg' },
  { startSeconds: 120, title: 'A picture changes', hidden: true },
  { startSeconds: 3723.004, title: 'Goodbye' },
];

describe('checking', () => {
  test('chapters come into the order of their starts, with one-line titles', () => {
    const [first, second] = checkChapters(
      [
        { startSeconds: 10.0004, title: 'Two\n\u0000 lines ' },
        { startSeconds: 0, title: 'One' },
      ],
      null,
    );
    expect(first?.title).toBe('One');
    expect(second).toEqual({ startSeconds: 10, title: 'Two lines' });
  });

  test('an end that rounds past the sound ends with the sound', () => {
    expect(checkChapters([{ startSeconds: 0, endSeconds: 60.4, title: 'All' }], 59.987)).toEqual([
      { startSeconds: 0, endSeconds: 59.987, title: 'All' },
    ]);
  });

  const one = { startSeconds: 0, title: 'One' };
  test.each<[string, Chapter[], number | null, string]>([
    [
      'an overlap',
      [
        { ...one, endSeconds: 12 },
        { startSeconds: 10, title: 'Two' },
      ],
      null,
      'Chapter 1 ("One") ends at 00:00:12.000, when chapter 2 ("Two") has begun at 00:00:10.000.',
    ],
    ['two starts alike', [one, { ...one, title: 'Two' }], null, 'Chapter 1 ("One") starts at 00:00:00.000, and so does chapter 2 ("Two").'],
    [
      'an end before its start',
      [one, { startSeconds: 9, endSeconds: 3, title: 'Two' }],
      null,
      'Chapter 2 ("Two") ends at 00:00:03.000, which is not after its start at 00:00:09.000.',
    ],
    [
      'a start after the sound',
      [one, { startSeconds: 99, title: 'Two' }],
      60,
      'Chapter 2 ("Two") starts at 00:01:39.000, but the sound ends at 00:01:00.000.',
    ],
    [
      'an end after the sound',
      [{ ...one, endSeconds: 99 }],
      60,
      'Chapter 1 ("One") ends at 00:01:39.000, but the sound ends at 00:01:00.000.',
    ],
    ['a title of nothing', [{ startSeconds: 0, title: ' \u0001 ' }], null, 'Chapter 1 has no title.'],
  ])('%s is refused, naming the chapter', (_name, chapters, durationSeconds, detail) => {
    expect(() => checkChapters(chapters, durationSeconds)).toThrow(detail);
  });
});

describe('rendering', () => {
  test('JSON, PSC and ffmpeg metadata are what they were', async () => {
    await expect(renderChaptersJson(CHAPTERS)).toMatchFileSnapshot('../../fixtures/golden/chapters.json');
    await expect(renderPsc(CHAPTERS)).toMatchFileSnapshot('../../fixtures/golden/chapters.psc.xml');
    await expect(renderFfmetadataChapters(CHAPTERS, 4000)).toMatchFileSnapshot('../../fixtures/golden/chapters.ffmetadata');
  });

  test('ffmpeg reads every title as it was written', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'rostrum-chapters-'));
    const titles = [...HOSTILE_TEXTS.map(([, , survivor]) => survivor).filter(({ length }) => length < 1000)];
    titles.push('two\nlines', 'x=y;z#w', 'back\\slash', '\\', ';comment', '[CHAPTER]', '#');
    const metadata = renderFfmetadataChapters(
      titles.map((title, index) => ({ startSeconds: index, title })),
      titles.length,
    );
    await writeFile(join(directory, 'metadata'), metadata);
    const argv = [...TONE, '-i', join(directory, 'metadata'), '-map', '0', '-map_chapters', '1', '-t', `${titles.length}`];
    const path = await makeMedia(join(directory, 'tone.mp3'), argv);
    const { chapters } = await probe<{ chapters: { tags: { title: string } }[] }>(path, '-show_chapters');
    await rm(directory, { recursive: true });
    expect(chapters.map(({ tags }) => tags.title.replace(/\\ $/, '\\'))).toEqual(titles);
  });

  test('without chapters PSC is nothing at all', () => {
    expect(renderPsc([])).toBe('');
    expect(renderPsc([{ startSeconds: 0, title: 'Unseen', hidden: true }])).toBe('');
  });

  test.each(HOSTILE_TEXTS)('%s survives as a title', (_name, text, survivor) => {
    const chapters = [{ startSeconds: 0, title: text }];
    expect(JSON.parse(renderChaptersJson(chapters)).chapters[0].title).toBe(survivor);
    const xml = `<r xmlns:psc="http://podlove.org/simple-chapters">${renderPsc(chapters)}</r>`;
    expect(XMLValidator.validate(xml)).toBe(true);
    const processEntities = { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 10_000_000 };
    const parsed = new XMLParser({
      ignoreAttributes: false,
      parseAttributeValue: false,
      trimValues: false,
      htmlEntities: true,
      processEntities,
    }).parse(xml);
    expect(parsed.r['psc:chapters']['psc:chapter']['@_title']).toBe(survivor);
  });
});

describe('reading', () => {
  test('what JSON and PSC say is read back', () => {
    expect(readChapters(renderChaptersJson(CHAPTERS))).toEqual(CHAPTERS);
    const withoutEnds = CHAPTERS.filter(({ hidden }) => !hidden).map(({ endSeconds: _, ...chapter }) => chapter);
    expect(readChapters(renderPsc(CHAPTERS))).toEqual(withoutEnds);
    expect(readChapters(JSON.stringify(CHAPTERS))).toEqual(CHAPTERS);
  });

  test('lines of time and title are read, with addresses where there are some', () => {
    const text = '\uFEFF00:00:00.000 Intro\r\n\r\n1:02 - Middle: the end\n[01:02:03,5] Outro <https://example.org/x>\n';
    expect(readChapters(text)).toEqual([
      { startSeconds: 0, title: 'Intro' },
      { startSeconds: 62, title: 'Middle: the end' },
      { startSeconds: 3723.5, title: 'Outro', url: 'https://example.org/x' },
    ]);
  });

  test('PSC is read with and without its prefix, and with times of every kind', () => {
    const xml =
      '<?xml version="1.0"?>\n<chapters><chapter start="00:01:02.5" title="A &amp; B &#x22;c&#x22;"/><chapter start="90" title="D" href="https://a.b/"/></chapters>';
    expect(readChapters(xml)).toEqual([
      { startSeconds: 62.5, title: 'A & B "c"' },
      { startSeconds: 90, title: 'D', url: 'https://a.b/' },
    ]);
  });

  test("the namespace's chapters may lack a title and an end", () => {
    expect(readChapters('{"version":"1.2.0","chapters":[{"startTime":0,"endTime":0,"img":"","toc":false}]}')).toEqual([
      { startSeconds: 0, title: 'Chapter 1', hidden: true },
    ]);
  });

  test.each([
    ['00:00:00 Intro\n00:61:00 Broken', 'Line 2 is not a time and a title'],
    [' \n', 'no chapters'],
    ['Intro', 'Line 1 is not a time and a title'],
    ['{"chapters": 5}', 'neither a list of chapters'],
    ['[{', 'This is not JSON'],
    ['[{"startSeconds":0}]', 'Chapter 1'],
    ['[{"startSeconds":0,"title":"A"},{"startSeconds":-1,"title":"B"}]', 'Chapter 2: "startSeconds"'],
    ['[{"startSeconds":0,"title":"A","url":"javascript:alert(1)"}]', 'Chapter 1: "url"'],
    ['[1]', 'Chapter 1'],
    ['<chapters><chapter start="0" title="x"></chapters>', 'this is not XML'],
    ['<html></html>', 'not Podlove Simple Chapters'],
    ['<chapters><chapter start="soon" title="x"/></chapters>', 'Chapter 1 starts at "soon"'],
    ['<!DOCTYPE x [<!ENTITY a "b">]><chapters><chapter start="0" title="&a;"/></chapters>', 'document type'],
  ])('%s is refused', (text, detail) => {
    expect(() => readChapters(text)).toThrow(
      expect.objectContaining({ code: 'chapters_refused', message: expect.stringContaining(detail) }),
    );
  });

  test('chapters of any kind read back as they were checked', () => {
    const chapter = fc.record(
      {
        startSeconds: fc.double({ min: 0, max: 90_000, noNaN: true }),
        title: fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }),
        hidden: fc.constant(true),
      },
      { requiredKeys: ['startSeconds', 'title'] },
    );
    fc.assert(
      fc.property(fc.uniqueArray(chapter, { selector: ({ startSeconds }) => Math.round(startSeconds * 1000) }), (given) => {
        const titled = given.filter(({ title }) => /[\p{L}\p{N}]/u.test(title));
        const chapters = checkChapters(titled as Chapter[], null);
        expect(readChapters(renderChaptersJson(chapters))).toEqual(chapters);
        const shown = chapters.filter(({ hidden }) => !hidden);
        if (shown.length > 0) expect(readChapters(renderPsc(chapters))).toEqual(shown);
      }),
    );
  });
});
