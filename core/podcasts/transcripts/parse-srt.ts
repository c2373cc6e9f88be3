import type { Cue } from '../podcast-details.ts';
import { readSpokenTexts } from './cue-speakers.ts';
import { type CueTimes, isLikeCueTimes, readCueTimes } from './cue-times.ts';
import { type FoundCue, finishCues, refuse } from './finish-cues.ts';

/**
 * SRT (SubRip), which has no specification: blocks of a number, a line of times and lines of text, apart by empty
 * lines. Read as written in the wild: the number or the empty line may be missing, and a text may have an empty line
 * within, as long as what follows does not look like a cue. What does and is none is refused, never swallowed.
 *
 * @throws AppError `transcript_refused` with the line.
 */
export function parseSrt(text: string): Cue[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const starts = findCues(lines);
  const first = starts[0];
  const stray = lines.findIndex((line, index) => line.trim() !== '' && index < (first?.firstLine ?? 0));
  if (stray >= 0) refuse(`Line ${stray + 1}`, 'this belongs to no cue: a number or a line of times was expected');
  return finishCues(starts.map((start, index) => readCue(lines, start, starts[index + 1]?.firstLine ?? lines.length)));
}

interface CueStart extends CueTimes {
  /** Indices of lines: where the cue begins (its number, where it has one), and of its times. */
  readonly firstLine: number;
  readonly timesLine: number;
}

function findCues(lines: readonly string[]): CueStart[] {
  const starts: CueStart[] = [];
  lines.forEach((line, index) => {
    const times = line.includes('-->') ? readCueTimes(line) : null;
    if (times) {
      starts.push({ ...times, timesLine: index, firstLine: isNumber(lines[index - 1]) ? index - 1 : index });
    } else if (isBrokenTimes(lines, index, starts.length)) {
      refuse(`Line ${index + 1}`, `"${line.trim().slice(0, 80)}" is not a line of times, as in "00:00:01,000 --> 00:00:02,500"`);
    }
  });
  return starts;
}

/** A line where a cue's times should be: it has their arrow, or stands below the number of the next cue. */
function isBrokenTimes(lines: readonly string[], index: number, cuesSoFar: number): boolean {
  const line = lines[index] ?? '';
  if (isLikeCueTimes(line)) return true;
  const number = lines[index - 1];
  if (isEmpty(line) || !isNumber(number) || !isEmpty(lines[index - 2] ?? '')) return false;
  return line.includes('-->') || Number(number) === cuesSoFar + 1;
}

const isNumber = (line: string | undefined) => line !== undefined && /^\s*\d{1,9}\s*$/.test(line);
/** A line of a no-break space is a text's own empty line. */
const isEmpty = (line: string) => /^[ \t]*$/.test(line);

function readCue(lines: readonly string[], { timesLine, startSeconds, endSeconds }: CueStart, end: number): FoundCue {
  const text = lines.slice(timesLine + 1, end).join('\n');
  return { place: `Line ${timesLine + 1}`, startSeconds, endSeconds, texts: readSpokenTexts(text) };
}
