import { refuse } from './finish-cues.ts';

/**
 * Walks a WebVTT file block by block, as the standard's parser does (WebVTT 6.1), and refuses what that would drop
 * without a word. Lines of times were read before: here every line with an arrow is one.
 *
 * @throws AppError `transcript_refused` with the line where the loss shows.
 */
export function checkVttBlocks(lines: readonly string[]): void {
  if (!/^WEBVTT(?:$|[ \t])/.test(lines[0] ?? '')) refuse('Line 1', 'a WebVTT file begins with "WEBVTT"');
  let line = skipUnlessTimes(lines, 1);
  while (line < lines.length) line = lines[line] === '' ? line + 1 : checkBlock(lines, line);
}

const STRAY = 'the text above this line belongs to no cue: an empty line ends a cue';
/** Regions hold settings, and are passed over as comments are. */
const ASIDES: Readonly<Record<string, string>> = {
  NOTE: 'a comment may not contain "-->"',
  STYLE: 'a style block may not contain "-->"',
  REGION: 'a region may not contain "-->"',
};

/** @returns the line after the block. */
function checkBlock(lines: readonly string[], first: number): number {
  const opening = lines[first] ?? '';
  if (isTimes(opening)) return skipUnlessTimes(lines, first + 1);
  const aside = /^(?:NOTE|STYLE)(?=$|[ \t])|^REGION(?=[ \t]*$)/.exec(opening)?.[0];
  const end = skipUnlessTimes(lines, first + 1);
  if (aside) return isTimes(lines[end]) ? refuse(`Line ${end + 1}`, ASIDES[aside] ?? STRAY) : end;
  // An identifier: a line of times must follow at once.
  return isTimes(lines[first + 1]) ? first + 1 : refuse(`Line ${first + 2}`, STRAY);
}

/** To the empty line at a block's end, or to the next line of times before it. */
function skipUnlessTimes(lines: readonly string[], from: number): number {
  let line = from;
  while (line < lines.length && lines[line] !== '' && !isTimes(lines[line])) line++;
  return line;
}

const isTimes = (line: string | undefined) => line?.includes('-->') ?? false;
