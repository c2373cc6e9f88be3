import { checkVttBlocks } from './check-vtt-blocks.ts';
import { readSpokenTexts } from './cue-speakers.ts';
import { type CueTimes, readCueTimes } from './cue-times.ts';
import { type FoundCue, readRawText, refuse } from './finish-cues.ts';
import { mapInSlices } from './map-in-slices.ts';
import { splitLines } from './split-lines.ts';

/**
 * WebVTT (https://www.w3.org/TR/webvtt1/). The standard's parser drops what it does not understand. Here every line of
 * times is read first, so that none is dropped (a comma for a point is forgiven); text that belongs to no cue is a
 * fault; and all else (settings, styles, regions, unknown tags) is passed over.
 *
 * @throws AppError `transcript_refused` with the line.
 */
export async function parseVtt(text: string): Promise<FoundCue[]> {
  const lines = splitLines(text);
  const times = (await mapInSlices(lines, readTimes)).filter((line) => line !== null);
  checkVttBlocks(lines);
  return mapInSlices(times, ({ line, ...cue }, index) => {
    const place = `Line ${line + 1}`;
    const raw = readRawText(place, lines, line + 1, findEnd(lines, line + 1, times[index + 1]?.line ?? lines.length));
    return { ...cue, place, texts: readSpokenTexts(raw) };
  });
}

function findEnd(lines: readonly string[], first: number, nextTimes: number): number {
  let end = first;
  while (end < nextTimes && lines[end] !== '') end++;
  return end;
}

interface TimesLine extends CueTimes {
  /** From 0. */
  readonly line: number;
}

function readTimes(text: string, line: number): TimesLine | null {
  if (!text.includes('-->')) return null;
  const times = readCueTimes(text);
  return times ? { ...times, line } : refuse(`Line ${line + 1}`, 'this is not a line of times, as in "00:00:01.000 --> 00:00:02.500"');
}
