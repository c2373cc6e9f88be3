import { AppError } from '../../errors.ts';
import { dropIllegalCharacters } from '../escape-xml.ts';
import type { Cue } from '../podcast-details.ts';
import { renderTimestamp, roundToMilliseconds } from '../timestamps.ts';
import { type SpokenText, tidyText, withSpeaker } from './cue-speakers.ts';

/** A cue as a parser found it: `place` is what a person looks for in the file ("Line 12"). */
export interface FoundCue {
  readonly place: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly texts: readonly SpokenText[];
}

const MAX_CUES = 100_000;
const MAX_SECONDS = 1000 * 3600;
const MAX_TEXT_LENGTH = 10_000;
const MAX_SPEAKER_LENGTH = 200;

/** @throws AppError `transcript_refused` with the place in the file. */
export function refuse(place: string, fault: string): never {
  throw new AppError('transcript_refused', `${place}: ${fault}.`);
}

/**
 * Checks cues in the order of the file and puts them into the order of their times. Only cues that say nothing are left
 * out.
 *
 * @throws AppError `transcript_refused` with the place of the first cue at fault.
 */
export function finishCues(found: readonly FoundCue[]): Cue[] {
  if (found.length > MAX_CUES) throw new AppError('transcript_refused', `There are more than ${MAX_CUES} cues.`);
  const cues = found.flatMap((cue, index) => {
    checkTimes(found, index);
    const startSeconds = roundToMilliseconds(cue.startSeconds);
    // A cue that lasts no time is not valid WebVTT.
    const endSeconds = Math.max(roundToMilliseconds(cue.endSeconds), roundToMilliseconds(startSeconds + 0.001));
    return readTexts(cue).map((text) => ({ startSeconds, endSeconds, ...text }));
  });
  if (cues.length === 0) throw new AppError('transcript_refused', 'There are no cues: no line with two times and a text below it.');
  return cues.sort((one, other) => one.startSeconds - other.startSeconds || other.endSeconds - one.endSeconds);
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
