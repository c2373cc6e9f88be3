import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import webvtt from 'webvtt-parser';
import type { Cue } from '../../../core/podcasts/podcast-details.ts';
import { checkVttBlocks } from '../../../core/podcasts/transcripts/check-vtt-blocks.ts';
import { MAX_TRANSCRIPT_BYTES, parseTranscript } from '../../../core/podcasts/transcripts/parse-transcript.ts';
import { renderSrt } from '../../../core/podcasts/transcripts/render-srt.ts';
import { renderTranscriptHtml } from '../../../core/podcasts/transcripts/render-transcript-html.ts';
import { renderTranscriptJson } from '../../../core/podcasts/transcripts/render-transcript-json.ts';
import { renderVtt } from '../../../core/podcasts/transcripts/render-vtt.ts';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';
import { measureLateness } from '../../support/measure-lateness.ts';

const parse = (text: string) => parseTranscript(Buffer.from(text));
const refused = (detail: string) => expect.objectContaining({ code: 'transcript_refused', message: expect.stringContaining(detail) });
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
      await expect(await render(CUES)).toMatchFileSnapshot(`../../fixtures/golden/transcript.${format}`);
    }
    await expect(await renderTranscriptHtml(CUES, 'en')).toMatchFileSnapshot('../../fixtures/golden/transcript.html');
  });

  test.each(Object.keys(RENDERERS) as (keyof typeof RENDERERS)[])('%s reads back as it was written', async (format) => {
    expect(await parse(await RENDERERS[format](CUES))).toEqual(CUES);
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

  test.each(Object.keys(RENDERERS) as (keyof typeof RENDERERS)[])('whatever is said reads back from %s, cue by cue', async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.array(cue, { minLength: 1, maxLength: 12 }), async (given) => {
        const segments = given
          .sort((one, other) => one.startSeconds - other.startSeconds)
          .map(({ startSeconds, length, text, speaker }) => ({
            startTime: startSeconds / 1000,
            endTime: (startSeconds + length) / 1000,
            body: text,
            ...(speaker === undefined ? {} : { speaker: speaker.slice(0, 100) }),
          }));
        // Reading once gives texts the form that cues have here: lines trimmed, what XML cannot carry dropped.
        const cues = await parse(JSON.stringify({ segments: [{ startTime: 0, endTime: 1, body: 'Begin' }, ...segments] }));
        expect(await parse(await RENDERERS[format](cues))).toEqual(cues);
      }),
      { numRuns: 1000 },
    );
  });

  test.each(HOSTILE_TEXTS.filter(([name]) => name !== '300 KB'))('%s survives in a text and in a name', async (_name, text, survivor) => {
    const said = { startTime: 0, endTime: 1, body: text, speaker: text };
    const cues = await parse(JSON.stringify({ segments: [said] }));
    expect(cues).toEqual([{ startSeconds: 0, endSeconds: 1, text: survivor, speaker: survivor.replace(/\s+/g, ' ') }]);
    for (const render of Object.values(RENDERERS)) expect(await parse(await render(cues))).toEqual(cues);
    const { cues: read, errors } = new webvtt.WebVTTParser().parse(await renderVtt(cues));
    expect([read.length, errors]).toEqual([1, []]);
    const html = await renderTranscriptHtml(cues, 'en');
    expect(html.replace(/<\/?(?:!DOCTYPE html|html|head|meta|title|body|cite|time|p|br)\b[^<>]*>/g, '')).not.toContain('<');
  });

  test('300 KB in many cues survive', async () => {
    const text = '<b>&]]>'.repeat(1000);
    const cues = await parse(
      JSON.stringify(Array.from({ length: 43 }, (_, index) => ({ startSeconds: index, endSeconds: index + 1, text }))),
    );
    for (const render of Object.values(RENDERERS)) expect(await parse(await render(cues))).toEqual(cues);
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
  ])('%s', async (_name, text) => {
    expect(await parse(text)).toEqual(TWO);
  });

  test('an empty line within a text loses nothing', async () => {
    const [cue] = await parse('1\n00:00:01,000 --> 00:00:02,000\nOne\n\nTwo\n\n2\n00:00:03,000 --> 00:00:04,000\nThree');
    expect(cue?.text).toBe('One\n\nTwo');
  });

  test('speakers are told from texts with a colon', async () => {
    const said = async (text: string) =>
      (await parse(`1\n00:00:01,000 --> 00:00:02,000\n${text}`)).map(({ speaker, text }) => [speaker, text]);
    expect(await said('ANNA LEE: Good evening')).toEqual([['ANNA LEE', 'Good evening']]);
    expect(await said('SPEAKER_01:\nGood evening')).toEqual([['SPEAKER_01', 'Good evening']]);
    expect(await said('Ludwig van Beethoven: Da da')).toEqual([['Ludwig van Beethoven', 'Da da']]);
    expect(await said('<v Anna>Good evening')).toEqual([['Anna', 'Good evening']]);
    expect(await said('the answer: no')).toEqual([[undefined, 'the answer: no']]);
    expect(await said('At 12:30 we leave')).toEqual([[undefined, 'At 12:30 we leave']]);
    expect(await said('See https://example.org')).toEqual([[undefined, 'See https://example.org']]);
  });

  test('Windows and Latin-1 files keep their letters', async () => {
    const bytes = Buffer.concat([Buffer.from('1\n00:00:01,000 --> 00:00:02,000\n'), Buffer.from([0x93, 0xe9, 0x94])]);
    expect((await parseTranscript(bytes))[0]?.text).toBe('“é”');
    const wide = Buffer.from('\uFEFF1\n00:00:01,000 --> 00:00:02,000\nWide', 'utf16le');
    expect((await parseTranscript(wide))[0]?.text).toBe('Wide');
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
  ])('%s is refused with its line', async (_name, text, detail) => {
    await expect(parse(text)).rejects.toThrow(refused(detail));
  });
});

describe('reading WebVTT', () => {
  test('voices, settings, comments, styles, regions, references and identifiers are read', async () => {
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
    expect(await parse(text)).toEqual([
      { startSeconds: 1, endSeconds: 2, speaker: 'Anna Lee', text: 'Tom & Jerry' },
      { startSeconds: 3600, endSeconds: 3601, text: 'Hello' },
      { startSeconds: 3600, endSeconds: 3601, speaker: 'Bob', text: 'Hi, you' },
      { startSeconds: 3600, endSeconds: 3601, speaker: 'Eve', text: 'No\n- I <3 you' },
    ]);
  });

  test('overlapping cues come in the order of their times, none lost', async () => {
    const text = 'WEBVTT\n\n00:05.000 --> 00:09.000\nSecond\n\n00:04.000 --> 00:06.000\nFirst\n\n00:05.000 --> 00:06.000\nThird\n';
    expect((await parse(text)).map(({ text }) => text)).toEqual(['First', 'Second', 'Third']);
  });

  test.each([
    ['a broken time', 'WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\n00:0x.000 --> 00:04.000\nB', 'Line 6'],
    ['a text that belongs to no cue', 'WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\nB\n', 'Line 7'],
    ['two lines that belong to no cue', 'WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\nB\nC\n', 'Line 7'],
    ['an end before its start', 'WEBVTT\n\n00:05.000 --> 00:02.000\nA', 'Line 3'],
    ['no cues', 'WEBVTT\n\nNOTE nothing', 'There are no cues'],
    ['a cue in a comment', 'WEBVTT\n\n00:01.000 --> 00:02.000\nA\n\nNOTE\n00:03.000 --> 00:04.000\nB', 'Line 7'],
  ])('%s is refused with its line', async (_name, text, detail) => {
    await expect(parse(text)).rejects.toThrow(refused(detail));
  });

  test('a file that is said to be WebVTT begins as one', async () => {
    const read = parseTranscript(Buffer.from('00:01.000 --> 00:02.000\nA'), { source: 'vtt' });
    await expect(read).rejects.toThrow('Line 1: a WebVTT file begins with "WEBVTT".');
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
  ])('%s is refused', async (text, detail) => {
    await expect(parse(text)).rejects.toThrow(refused(detail));
  });
});

describe('what is no cue in WebVTT', () => {
  const LOSSES = [/^No valid signature/, /^Cue identifier (?:cannot|needs)/, /^Cannot have timestamp in a/];
  const line = fc.constantFrom('', '', '00:01.000 --> 00:02.000', 'NOTE', 'NOTE x', 'NOTES', 'STYLE', 'words', ' ', 'WEBVTT', '\uFEFF');
  const start = fc.constantFrom('WEBVTT', 'WEBVTT', 'WEBVTT\tTitle', 'WEBVTTX', '', 'words');

  test('is refused at the line where the standard parser drops it', () => {
    fc.assert(
      fc.property(start, fc.array(line, { maxLength: 12 }), (first, more) => {
        const lines = [first, ...more];
        const { errors } = new webvtt.WebVTTParser().parse(lines.join('\n'));
        const loss = errors.find(({ message }) => LOSSES.some((pattern) => pattern.test(message)));
        const check = () => checkVttBlocks(lines);
        if (loss) expect(check).toThrow(`Line ${loss.line}: `);
        else expect(check).not.toThrow();
      }),
      { numRuns: 5000 },
    );
  });

  test('a region is passed over, and holds no cue', () => {
    expect(() => checkVttBlocks(['WEBVTT', '', 'REGION', 'id:r', '', 'REGION '])).not.toThrow();
    expect(() => checkVttBlocks(['WEBVTT', '', 'REGION', '00:01.000 --> 00:02.000'])).toThrow('Line 4: a region');
  });
});

test('a cue beyond the end of the episode is refused with its line; two seconds are forgiven', async () => {
  const read = (start: string, durationSeconds: number | null) =>
    parseTranscript(Buffer.from(`WEBVTT\n\n${start} --> 02:00:00.000\nA`), { durationSeconds });
  await expect(read('01:02.001', 60)).rejects.toThrow(
    refused('Line 3: the cue starts at 00:01:02.001, but the episode ends at 00:01:00.000'),
  );
  expect(await read('01:02.000', 60)).toHaveLength(1);
  expect(await read('01:59:00.000', null)).toHaveLength(1);
});

describe('the longest transcripts', () => {
  const WORD_BY_WORD = 3 * 60 * 180;
  const words = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      startSeconds: index / 3,
      endSeconds: (index + 1) / 3,
      speaker: 'Anna Lee',
      text: 'words',
    }));

  test.each(['vtt', 'srt', 'json'] as const)('three hours word by word are read from %s', async (format) => {
    expect(await parse(await RENDERERS[format](words(WORD_BY_WORD)))).toHaveLength(WORD_BY_WORD);
  });

  test('three hours word by word fit in JSON that is set out in lines', async () => {
    const segments = words(WORD_BY_WORD).map(({ startSeconds, endSeconds, speaker, text }) => ({
      speaker,
      startTime: Number(startSeconds.toFixed(2)),
      endTime: Number(endSeconds.toFixed(2)),
      body: text,
    }));
    const document = JSON.stringify({ version: '1.0.0', segments }, null, 2);
    expect(document.length).toBeLessThan(MAX_TRANSCRIPT_BYTES);
    expect(await parse(document)).toHaveLength(WORD_BY_WORD);
  });

  test('more cues than there may be are refused, in whatever they hide', async () => {
    const cue = '00:01.000 --> 00:02.000\n';
    await expect(parse(`WEBVTT\n\n${cue}${'<v A>x'.repeat(200_000)}`)).rejects.toThrow(refused('Line 3: '));
    await expect(parse(`WEBVTT\n\n${`${cue}${'<v A>x'.repeat(100)}\n\n`.repeat(401)}`)).rejects.toThrow(refused('more than 40000 cues'));
    await expect(parse(`1\n${cue}x\n\n`.repeat(40_001))).rejects.toThrow(refused('more than 40000 cues'));
    await expect(parse(await renderTranscriptJson(words(40_001)))).rejects.toThrow(refused('more than 40000 cues'));
  });
});

test('whatever a file holds, the process goes on with its other work', async () => {
  const cue = 'WEBVTT\n\n00:01.000 --> 00:02.000\n';
  const many = (piece: string) => piece.repeat(MAX_TRANSCRIPT_BYTES / piece.length - 10);
  const pieces = [
    '<v ',
    '<v A>x',
    '<',
    '&#',
    '&amp;',
    '00:00:01,000 --> ',
    '-->',
    '1\n',
    ': ',
    ' ',
    '\n',
    '\r',
    '\r\n',
    '{\\an',
    'A ',
    '\x93',
  ];
  const bodies = [
    ...pieces.flatMap((piece) => [cue + many(piece), `1\n00:00:01,000 --> 00:00:02,000\n${many(piece)}`]),
    ...[`${cue.slice(8)}x\n\n`, `${cue.slice(8)}${'&amp;'.repeat(100)}\n\n`, `${cue.slice(8)}${'<v A>x'.repeat(100)}\n\n`].map(
      (one) => `WEBVTT\n\n${many(one)}`,
    ),
    ...['{},', '[],', '[', '{"a":', '"a":0,', '"",'].flatMap((piece) => [`[${many(piece)}`, `{"segments":[${many(piece)}`]),
  ];
  for (const body of bodies) {
    const lateness = await measureLateness(() => parseTranscript(Buffer.from(body, 'latin1')).catch(() => null), 250);
    expect(lateness, JSON.stringify(body.slice(0, 60))).toBeLessThan(250);
  }
}, 120_000);
