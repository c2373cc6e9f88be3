import webvtt from 'webvtt-parser';
import type { Cue } from '../podcast-details.ts';
import { renderTimestamp } from '../timestamps.ts';
import { readSpokenTexts } from './cue-speakers.ts';
import { type CueTimes, readCueTimes } from './cue-times.ts';
import { finishCues, refuse } from './finish-cues.ts';

/**
 * WebVTT (https://www.w3.org/TR/webvtt1/). The standard's parser drops what it does not understand. Here every line of
 * times is read first, so that none is dropped (a comma for a point is forgiven); text that belongs to no cue is a
 * fault; and all else (settings, styles, regions, unknown tags) is passed over.
 *
 * @throws AppError `transcript_refused` with the line.
 */
export function parseVtt(text: string): Cue[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const times = readTimes(lines);
  refuseLosses(lines, times);
  return finishCues(
    times.map(({ line, ...cue }, index) => {
      const raw = readCueLines(lines, line + 1, times[index + 1]?.line ?? lines.length);
      return { ...cue, place: `Line ${line + 1}`, texts: readSpokenTexts(raw) };
    }),
  );
}

function readCueLines(lines: readonly string[], first: number, nextTimes: number): string {
  let end = first;
  while (end < nextTimes && lines[end] !== '') end++;
  return lines.slice(first, end).join('\n');
}

interface TimesLine extends CueTimes {
  /** From 0. */
  readonly line: number;
}

function readTimes(lines: readonly string[]): TimesLine[] {
  return lines.flatMap((text, line) => {
    if (!text.includes('-->')) return [];
    const times = readCueTimes(text);
    return times ? { ...times, line } : refuse(`Line ${line + 1}`, 'this is not a line of times, as in "00:00:01.000 --> 00:00:02.500"');
  });
}

/** What the parser says when words would be lost, and what it means. */
const LOSSES: Readonly<Record<string, string>> = {
  'No valid signature. (File needs to start with "WEBVTT".)': 'a WebVTT file begins with "WEBVTT"',
  'Cue identifier cannot be standalone.': 'the text above this line belongs to no cue: an empty line ends a cue',
  'Cue identifier needs to be followed by timestamp.': 'the text above this line belongs to no cue: an empty line ends a cue',
  'Cannot have timestamp in a comment.': 'a comment may not contain "-->"',
  'Cannot have timestamp in a style block.': 'a style block may not contain "-->"',
};

/**
 * Lets the parser judge the file's structure. It reads letter by letter and builds trees of tags, so it gets only the
 * beginnings of lines, each in its place, and times that it knows.
 */
function refuseLosses(lines: readonly string[], times: readonly TimesLine[]): void {
  const outline = lines.map((line, index) => (index === 0 ? line : outlineLine(line)));
  for (const { line, startSeconds, endSeconds } of times)
    outline[line] = `${renderTimestamp(startSeconds)} --> ${renderTimestamp(endSeconds)}`;
  const { errors } = new webvtt.WebVTTParser().parse(outline.join('\n'));
  for (const { message, line } of errors) {
    const loss = LOSSES[message];
    if (loss) refuse(`Line ${line}`, loss);
  }
}

/** Regions, which the parser does not know, are blocks to be passed over, as comments are. */
function outlineLine(line: string): string {
  if (/^REGION[ \t]*$/.test(line)) return 'NOTE';
  return /^(?:NOTE|STYLE)(?=$|[ \t])/.exec(line)?.[0] ?? (line === '' ? '' : 'x');
}
