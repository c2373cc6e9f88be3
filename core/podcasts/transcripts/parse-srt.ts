import { readSpokenTexts } from './cue-speakers.ts';
import { type CueTimes, isLikeCueTimes, readCueTimes } from './cue-times.ts';
import { type FoundCue, readRawText, refuse } from './finish-cues.ts';
import { mapInSlices } from './map-in-slices.ts';
import { splitLines } from './split-lines.ts';

/**
 * SRT (SubRip), which has no specification: blocks of a number, a line of times and lines of text, apart by empty
 * lines. Read as written in the wild: the number or the empty line may be missing, and a text may have an empty line
 * within, as long as what follows does not look like a cue. What does and is none is refused, never swallowed.
 *
 * @throws AppError `transcript_refused` with the line.
 */
export async function parseSrt(text: string): Promise<FoundCue[]> {
  const lines = splitLines(text);
  const starts = await findCues(lines);
  const stray = lines.slice(0, starts[0]?.firstLine ?? 0).findIndex((line) => line.trim() !== '');
  if (stray >= 0) refuse(`Line ${stray + 1}`, 'this belongs to no cue: a number or a line of times was expected');
  return mapInSlices(starts, (start, index) => readCue(lines, start, starts[index + 1]?.firstLine ?? lines.length));
}

interface CueStart extends CueTimes {
  /** Indices of lines: where the cue begins (its number, where it has one), and of its times. */
  readonly firstLine: number;
  readonly timesLine: number;
}

async function findCues(lines: readonly string[]): Promise<CueStart[]> {
  const starts: CueStart[] = [];
  await mapInSlices(lines, (line, index) => {
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
  const place = `Line ${timesLine + 1}`;
  return { place, startSeconds, endSeconds, texts: readSpokenTexts(readRawText(place, lines, timesLine + 1, end)) };
}
