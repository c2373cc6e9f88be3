import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import webvtt from 'webvtt-parser';
import type { Cue } from '../../../core/podcasts/podcast-details.ts';
import { parseTranscript } from '../../../core/podcasts/transcripts/parse-transcript.ts';
import { renderSrt } from '../../../core/podcasts/transcripts/render-srt.ts';
import { renderTranscriptHtml } from '../../../core/podcasts/transcripts/render-transcript-html.ts';
import { renderTranscriptJson } from '../../../core/podcasts/transcripts/render-transcript-json.ts';
import { renderVtt } from '../../../core/podcasts/transcripts/render-vtt.ts';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';

const parse = (text: string) => parseTranscript(Buffer.from(text));
const RENDERERS = { vtt: renderVtt, srt: renderSrt, json: renderTranscriptJson } as const;

const CUES: readonly Cue[] = [
  { startSeconds: 0.5, endSeconds: 2, speaker: 'Dr. Anna Lee', text: 'Good evening.' },
  { startSeconds: 2, endSeconds: 4.25, speaker: 'Dr. Anna Lee', text: 'R&B: a < b -->\nand a second line' },
  { startSeconds: 4.25, endSeconds: 5, speaker: 'the crowd', text: 'Hooray!' },
  { startSeconds: 3700.001, endSeconds: 3701, text: 'Note: nobody says this.\n\n42' },
];

describe('rendering', () => {
  test('the four documents are what they were', async () => {
    for (const [format, render] of Object.entries(RENDERERS)) {
      await expect(render(CUES)).toMatchFileSnapshot(`../../fixtures/golden/transcript.${format}`);
    }
    await expect(renderTranscriptHtml(CUES, 'en')).toMatchFileSnapshot('../../fixtures/golden/transcript.html');
  });

  test.each(Object.keys(RENDERERS) as (keyof typeof RENDERERS)[])('%s reads back as it was written', (format) => {
    expect(parse(RENDERERS[format](CUES))).toEqual(CUES);
  });

  /** What is written where it matters: what other parsers take for structure. */
  const word = fc.oneof(
    fc.constantFrom(
      '--',
      '-->',
      '00:00:01,000 --> 00:00:02,000',
      '00:01.000 --> 00:02.000 align:start',
      '1',
      '2',
      '\n',
      '\n\n',
      ' ',
      '<i>',
      '</i>',
      '<v Bob>',
      '<b <i>>',
      '<00:01.000>',
      '{\\an8}',
      '&',
      '&amp;',
      '&lt;',
      '&#60;',
      'NOTE',
      'STYLE',
      'WEBVTT',
      'Anna: ',
      'a: b',
      ':',
      '\u2060',
      '\u00A0',
      '\u2028',
      '🎧',
      '👩‍👩‍👧',
      'שלום',
      '\u202Eabc\u202C',
      '-',
      'ordinary words',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
  );
  const phrase = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(''));
  const cue = fc.record(
    { startSeconds: fc.integer({ min: 0, max: 360_000_000 }), length: fc.integer({ min: 0, max: 9000 }), speaker: phrase, text: phrase },
    { requiredKeys: ['startSeconds', 'length', 'text'] },
  );

  test.each(Object.keys(RENDERERS) as (keyof typeof RENDERERS)[])('whatever is said reads back from %s, cue by cue', (format) => {
    fc.assert(
      fc.property(fc.array(cue, { minLength: 1, maxLength: 12 }), (given) => {
        const segments = given
          .sort((one, other) => one.startSeconds - other.startSeconds)
          .map(({ startSeconds, length, text, speaker }) => ({
            startTime: startSeconds / 1000,
            endTime: (startSeconds + length) / 1000,
            body: text,
            ...(speaker === undefined ? {} : { speaker: speaker.slice(0, 100) }),
          }));
        // Reading once gives texts the form that cues have here: lines trimmed, what XML cannot carry dropped.
        const cues = parse(JSON.stringify({ segments: [{ startTime: 0, endTime: 1, body: 'Begin' }, ...segments] }));
        expect(parse(RENDERERS[format](cues))).toEqual(cues);
      }),
      { numRuns: 1000 },
    );
  });

  test.each(HOSTILE_TEXTS.filter(([name]) => name !== '300 KB'))('%s survives in a text and in a name', (_name, text, survivor) => {
    const said = { startTime: 0, endTime: 1, body: text, speaker: text };
    const cues = parse(JSON.stringify({ segments: [said] }));
    expect(cues).toEqual([{ startSeconds: 0, endSeconds: 1, text: survivor, speaker: survivor.replace(/\s+/g, ' ') }]);
    for (const render of Object.values(RENDERERS)) expect(parse(render(cues))).toEqual(cues);
    const { cues: read, errors } = new webvtt.WebVTTParser().parse(renderVtt(cues));
    expect([read.length, errors]).toEqual([1, []]);
    const html = renderTranscriptHtml(cues, 'en');
    expect(html.replace(/<\/?(?:!DOCTYPE html|html|head|meta|title|body|cite|time|p|br)\b[^<>]*>/g, '')).not.toContain('<');
  });

  test('300 KB in many cues survive', () => {
    const text = '<b>&]]>'.repeat(1000);
    const cues = parse(JSON.stringify(Array.from({ length: 43 }, (_, index) => ({ startSeconds: index, endSeconds: index + 1, text }))));
    for (const render of Object.values(RENDERERS)) expect(parse(render(cues))).toEqual(cues);
  });
});

describe('reading SRT', () => {
  const TWO = [
    { startSeconds: 1, endSeconds: 2.5, text: 'Hello.' },
    { startSeconds: 3, endSeconds: 4, text: 'Bye.' },
  ];

  test.each([
    ['as it should be', '1\n00:00:01,000 --> 00:00:02,500\nHello.\n\n2\n00:00:03,000 --> 00:00:04,000\nBye.\n'],
    [
      'with a byte order mark, CRLF and no last line break',
      '\uFEFF1\r\n00:00:01,000 --> 00:00:02,500\r\nHello.\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nBye.',
    ],
    [
      'with points, short times and positions',
      '1\n0:01.000 --> 0:02.5 X1:10 X2:20\n<i>Hello.</i>\n\n2\n00:00:03.000-->00:00:04.000\n{\\an8}<font color="red">Bye.</font>\n',
    ],
    ['without numbers', '00:00:01,000 --> 00:00:02,500\nHello.\n\n00:00:03,000 --> 00:00:04,000\nBye.'],
    ['without empty lines', '1\n00:00:01,000 --> 00:00:02,500\nHello.\n2\n00:00:03,000 --> 00:00:04,000\nBye.'],
    ['with too many empty lines', '\n\n1\n00:00:01,000 --> 00:00:02,500\n\n\nHello.\n\n\n\n2\n00:00:03,000 --> 00:00:04,000\nBye.\n\n\n'],
    [
      'with a cue that says nothing',
      '1\n00:00:01,000 --> 00:00:02,500\nHello.\n\n2\n00:00:02,600 --> 00:00:02,700\n\n3\n00:00:03,000 --> 00:00:04,000\nBye.',
    ],
  ])('%s', (_name, text) => {
    expect(parse(text)).toEqual(TWO);
  });

  test('an empty line within a text loses nothing', () => {
    expect(parse('1\n00:00:01,000 --> 00:00:02,000\nOne\n\nTwo\n\n2\n00:00:03,000 --> 00:00:04,000\nThree')[0]?.text).toBe('One\n\nTwo');
  });

  test('speakers are told from texts with a colon', () => {
    const said = (text: string) => parse(`1\n00:00:01,000 --> 00:00:02,000\n${text}`).map(({ speaker, text }) => [speaker, text]);
    expect(said('ANNA LEE: Good evening')).toEqual([['ANNA LEE', 'Good evening']]);
    expect(said('SPEAKER_01:\nGood evening')).toEqual([['SPEAKER_01', 'Good evening']]);
    expect(said('Ludwig van Beethoven: Da da')).toEqual([['Ludwig van Beethoven', 'Da da']]);
    expect(said('<v Anna>Good evening')).toEqual([['Anna', 'Good evening']]);
    expect(said('the answer: no')).toEqual([[undefined, 'the answer: no']]);
    expect(said('At 12:30 we leave')).toEqual([[undefined, 'At 12:30 we leave']]);
    expect(said('See https://example.org')).toEqual([[undefined, 'See https://example.org']]);
  });

  test('Windows and Latin-1 files keep their letters', () => {
    const bytes = Buffer.concat([Buffer.from('1\n00:00:01,000 --> 00:00:02,000\n'), Buffer.from([0x93, 0xe9, 0x94])]);
    expect(parseTranscript(bytes)[0]?.text).toBe('“é”');
    const wide = Buffer.from('\uFEFF1\n00:00:01,000 --> 00:00:02,000\nWide', 'utf16le');
    expect(parseTranscript(wide)[0]?.text).toBe('Wide');
  });

  test.each([
    ['a broken time', '1\n00:00:01,000 --> 00:00:02,500\nA\n\n2\n00:00:0x,000 --> 00:00:04,000\nB', 'Line 6'],
    ['61 seconds', '1\n00:00:61,000 --> 00:01:02,500\nA', 'Line 2'],
    ['a missing end', '1\n00:00:01,000 -->\nA', 'Line 2'],
    ['a short arrow', '1\n00:00:01,000 -> 00:00:02,000\nA', 'Line 2'],
    ['a cue without times', '1\n00:00:01,000 --> 00:00:02,500\nA\n\n2\nB\n\n3\n00:00:05,000 --> 00:00:06,000\nC', 'Line 6'],
    [
      'an end before its start',
      '1\n00:00:05,000 --> 00:00:02,500\nA',
      'Line 2: the cue ends at 00:00:02.500, before its start at 00:00:05.000.',
    ],
    [
      'times that go back',
      '1\n00:00:11,000 --> 00:00:12,000\nA\n\n2\n00:00:13,000 --> 00:00:14,000\nB\n\n3\n00:00:01,000 --> 00:00:02,000\nC',
      'Line 10: the cue starts at 00:00:01.000',
    ],
    ['something before the first cue', 'Subtitles by me\n\n1\n00:00:01,000 --> 00:00:02,000\nA', 'Line 1: this belongs to no cue'],
    ['nothing', '', 'There are no cues'],
    ['prose', 'Once upon a time\nthere was no cue.', 'There are no cues'],
    ['cues that say nothing', '1\n00:00:01,000 --> 00:00:02,000\n\n', 'There are no cues'],
    ['a text of a novel', `1\n00:00:01,000 --> 00:00:02,000\n${'long '.repeat(3000)}`, "Line 2: the cue's text is longer"],
  ])('%s is refused with its line', (_name, text, detail) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'transcript_refused', message: expect.stringContaining(detail) }));
  });
});

describe('reading WebVTT', () => {
  test('voices, settings, comments, styles, regions, references and identifiers are read', () => {
    const text = [
      'WEBVTT - A title',
      'Kind: captions',
      '',
      'STYLE',
      '::cue { color: red }',
      '',
      'REGION',
      'id:r',
      '',
      'NOTE a comment',
      'of two lines',
      '',
      'intro',
      '00:01.000 --> 00:02.000 align:start position:10%',
      '<v.loud Anna Lee>Tom &amp; <i>Jerry</i></v>',
      '',
      '01:00:00.000 --> 01:00:01.000',
      'Hello <v Bob>Hi,<00:00:01.000> <c.x>you</c></v> <v Eve>No',
      '- I <3 you',
    ].join('\n');
    expect(parse(text)).toEqual([
      { startSeconds: 1, endSeconds: 2, speaker: 'Anna Lee', text: 'Tom & Jerry' },
      { startSeconds: 3600, endSeconds: 3601, text: 'Hello' },
      { startSeconds: 3600, endSeconds: 3601, speaker: 'Bob', text: 'Hi, you' },
      { startSeconds: 3600, endSeconds: 3601, speaker: 'Eve', text: 'No\n- I <3 you' },
    ]);
  });

  test('overlapping cues come in the order of their times, none lost', () => {
    const text = 'WEBVTT\n\n00:05.000 --> 00:09.000\nSecond\n\n00:04.000 --> 00:06.000\nFirst\n\n00:05.000 --> 00:06.000\nThird\n';
    expect(parse(text).map(({ text }) => text)).toEqual(['First', 'Second', 'Third']);
  });

  test.each([
    ['a broken time', 'WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\n00:0x.000 --> 00:04.000\nB', 'Line 6'],
    ['a text that belongs to no cue', 'WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\nB\n', 'Line 7'],
    ['two lines that belong to no cue', 'WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\nB\nC\n', 'Line 7'],
    ['an end before its start', 'WEBVTT\n\n00:05.000 --> 00:02.000\nA', 'Line 3'],
    ['no cues', 'WEBVTT\n\nNOTE nothing', 'There are no cues'],
    ['a cue in a comment', 'WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\nNOTE\n00:03.000 --> 00:04.000\nB', 'Line 7'],
  ])('%s is refused with its line', (_name, text, detail) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'transcript_refused', message: expect.stringContaining(detail) }));
  });

  test('a file that is said to be WebVTT begins as one', () => {
    expect(() => parseTranscript(Buffer.from('00:01.000 --> 00:02.000\nA'), 'vtt')).toThrow('Line 1: a WebVTT file begins with "WEBVTT".');
  });
});

describe('reading JSON', () => {
  test.each([
    ['{"segments":[{"startTime":0,"endTime":1}]}', 'Segment 1: "body"'],
    ['{"segments":[{"startTime":"0","endTime":1,"body":"x"}]}', 'Segment 1: "startTime" and "endTime"'],
    ['{"segments":[{"startTime":2,"endTime":1,"body":"x"}]}', 'Segment 1: the cue ends'],
    ['{"segments":[]}', 'There are no cues'],
    ['{"segments":[null]}', 'Segment 1'],
    ['[{"startSeconds":1}]', 'Cue 1'],
    ['{"a":1}', 'neither a list of cues'],
    ['[\n{\n"a" 1}]', 'Line 3: this is not JSON'],
    ['[{]', 'this is not JSON'],
    ['[{"startSeconds":1e12,"endSeconds":1e12,"text":"x"}]', 'Cue 1: the times are not within'],
  ])('%s is refused', (text, detail) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'transcript_refused', message: expect.stringContaining(detail) }));
  });
});

test('a long file is read in bounded time, whatever is in it', () => {
  const size = 2 * 2 ** 20;
  const patterns = ['<v ', '<', '&#', '00:00:01,000 --> ', '1\n', ': ', ' ', '\n', '-->', '{\\an', 'A '];
  for (const pattern of patterns) {
    for (const head of ['WEBVTT\n\n00:01.000 --> 00:02.000\n', '1\n00:00:01,000 --> 00:00:02,000\n']) {
      const started = performance.now();
      expect(() => parse(head + pattern.repeat((size - head.length) / pattern.length))).toThrow(
        expect.objectContaining({ code: 'transcript_refused' }),
      );
      expect(performance.now() - started, JSON.stringify(pattern)).toBeLessThan(3000);
    }
  }
}, 120_000);
