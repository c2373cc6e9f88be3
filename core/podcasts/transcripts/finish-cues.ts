import { AppError } from '../../errors.ts';
import { dropIllegalCharacters } from '../escape-xml.ts';
import type { Cue } from '../podcast-details.ts';
import { renderTimestamp, roundToMilliseconds } from '../timestamps.ts';
import { type SpokenText, tidyText, withSpeaker } from './cue-speakers.ts';
import { mapInSlices } from './map-in-slices.ts';

/** A cue as a parser found it: `place` is what a person looks for in the file ("Line 12"). */
export interface FoundCue {
  readonly place: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly texts: readonly SpokenText[];
}

/** Three hours word by word are 32,400 cues at 180 words a minute; by sentences this is more than a day. */
export const MAX_CUES = 40_000;
const MAX_SECONDS = 1000 * 3600;
const MAX_TEXT_LENGTH = 10_000;
/** The longest text and name with each character written as `&amp;`, and the lines between. */
const MAX_RAW_LENGTH = 75_000;
/** Recordings go on a little after what was announced, and transcripts are rounded. */
const END_TOLERANCE_SECONDS = 2;
const MAX_SPEAKER_LENGTH = 200;

/** @throws AppError `transcript_refused` with the place in the file. */
export function refuse(place: string, fault: string): never {
  throw new AppError('transcript_refused', `${place}: ${fault}.`);
}

/**
 * A cue's lines in a file, one after the other.
 * @throws AppError `transcript_refused` for more than one cue may say: what reads it takes it whole
 */
export function readRawText(place: string, lines: readonly string[], first: number, end: number): string {
  const raw = lines.slice(first, end).join('\n');
  if (raw.length > MAX_RAW_LENGTH) refuse(place, `the cue's text is longer than ${MAX_TEXT_LENGTH} characters`);
  return raw;
}

/**
 * Checks cues in the order of the file and puts them into the order of their times. Only cues that say nothing are left
 * out.
 *
 * @param durationSeconds of what is said, where that is known: no cue begins after it
 * @throws AppError `transcript_refused` with the place of the first cue at fault.
 */
export async function finishCues(found: readonly FoundCue[], durationSeconds: number | null): Promise<Cue[]> {
  let count = 0;
  const cues = await mapInSlices(found, (cue, index) => {
    checkTimes(found, index);
    checkEnd(cue, durationSeconds);
    const startSeconds = roundToMilliseconds(cue.startSeconds);
    // A cue that lasts no time is not valid WebVTT.
    const endSeconds = Math.max(roundToMilliseconds(cue.endSeconds), roundToMilliseconds(startSeconds + 0.001));
    count += cue.texts.length;
    if (count > MAX_CUES) refuse(cue.place, `there are more than ${MAX_CUES} cues, each voice counted as one`);
    return readTexts(cue).map((text) => ({ startSeconds, endSeconds, ...text }));
  });
  const all = cues.flat();
  if (all.length === 0) throw new AppError('transcript_refused', 'There are no cues: no line with two times and a text below it.');
  return all.sort((one, other) => one.startSeconds - other.startSeconds || other.endSeconds - one.endSeconds);
}

function checkEnd({ place, startSeconds }: FoundCue, durationSeconds: number | null): void {
  if (durationSeconds === null || startSeconds <= durationSeconds + END_TOLERANCE_SECONDS) return;
  refuse(place, `the cue starts at ${renderTimestamp(startSeconds)}, but the episode ends at ${renderTimestamp(durationSeconds)}`);
}

/** Two speakers may overlap, so a cue may begin before the one above it, but not before the one above that. */
function checkTimes(found: readonly FoundCue[], index: number): void {
  const { place, startSeconds, endSeconds } = found[index] as FoundCue;
  if (!(startSeconds >= 0 && startSeconds < MAX_SECONDS && endSeconds < MAX_SECONDS)) refuse(place, 'the times are not within 1,000 hours');
  if (endSeconds < startSeconds) {
    refuse(place, `the cue ends at ${renderTimestamp(endSeconds)}, before its start at ${renderTimestamp(startSeconds)}`);
  }
  const earlier = found[index - 2];
  if (earlier && startSeconds < earlier.startSeconds) {
    const start = renderTimestamp(startSeconds);
    refuse(place, `the cue starts at ${start}, but two cues before it start later (the first at ${renderTimestamp(earlier.startSeconds)})`);
  }
}

function readTexts({ place, texts }: FoundCue): SpokenText[] {
  return texts
    .map(({ speaker = '', text }) => withSpeaker(dropIllegalCharacters(speaker), tidyText(dropIllegalCharacters(text))))
    .filter(({ text, speaker = '' }) => {
      if (text.length > MAX_TEXT_LENGTH) refuse(place, `the cue's text is longer than ${MAX_TEXT_LENGTH} characters`);
      if (speaker.length > MAX_SPEAKER_LENGTH) refuse(place, `the speaker's name is longer than ${MAX_SPEAKER_LENGTH} characters`);
      return text !== '';
    });
}
