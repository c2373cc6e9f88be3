import type { Cue } from '../podcast-details.ts';
import { readMarkup } from './cue-markup.ts';

/**
 * Who speaks: WebVTT says it with a voice tag (`<v Anna>`), SRT and many programs' WebVTT with `Anna:` before the words.
 */
export type SpokenText = Pick<Cue, 'speaker' | 'text'>;

/** Invisible at the start of a cue: what looks like a speaker's name there is part of the text. */
export const NO_SPEAKER = '\u2060';

const VOICE = /<v(?:\.[^\s<>]*)?\s([^<>]*)>/gi;

/** Reads a cue's text as a file has it. Several voices in one cue give one text each. */
export function readSpokenTexts(raw: string): SpokenText[] {
  const voices = [...raw.matchAll(VOICE)];
  if (voices.length === 0) return [readUnvoiced(tidyText(readMarkup(raw)))];
  const before = tidyText(readMarkup(raw.slice(0, voices[0]?.index)));
  const spoken = voices.map((voice, index) => {
    const text = tidyText(readMarkup(raw.slice(voice.index + voice[0].length, voices[index + 1]?.index)));
    return withSpeaker(readMarkup(voice[1] ?? ''), text);
  });
  return before === '' ? spoken : [{ text: before }, ...spoken];
}

function readUnvoiced(text: string): SpokenText {
  if (text.startsWith(NO_SPEAKER)) return { text: text.slice(NO_SPEAKER.length) };
  return readSpeaker(text) ?? { text };
}

/** A name is one line. */
export function withSpeaker(name: string, text: string): SpokenText {
  const speaker = tidyText(name).replace(/\s+/g, ' ');
  return speaker === '' ? { text } : { speaker, text };
}

/** The text of a cue is lines without spaces around them. */
export function tidyText(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .join('\n')
    .replace(/^\n+/, '')
    .trimEnd();
}

const MAX_NAME_LENGTH = 50;
const MAX_NAME_WORDS = 5;
const NAME_START = /^[\p{Lu}\p{Lt}\p{Lo}]/u;
const NAME_WORD =
  /^(?:[("#]?[\p{Lu}\p{Lt}\p{Lo}\p{N}][\p{L}\p{M}\p{N}_.'’&()"#-]*|&|de|da|di|du|von|van|der|den|del|la|le|al|el|bin|of|the|and|und|y|e)$/u;

/** `Dr. Anna Lee: Good evening` -> who and what; null where it does not begin with something like a name. */
export function readSpeaker(text: string): SpokenText | null {
  const colon = text.slice(0, MAX_NAME_LENGTH + 1).indexOf(':');
  const name = text.slice(0, Math.max(colon, 0));
  const rest = text.slice(colon + 1);
  const words = name.split(' ');
  const isName = NAME_START.test(name) && words.length <= MAX_NAME_WORDS && words.every((word) => NAME_WORD.test(word));
  return isName && /^\s+\S/.test(rest) ? { speaker: name, text: tidyText(rest) } : null;
}
