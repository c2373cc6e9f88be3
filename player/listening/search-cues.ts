import type { Cue } from './track.ts';

/** Where a cue's text has what was searched for, in its own characters. */
export interface Hit {
  readonly cue: number;
  readonly start: number;
  readonly end: number;
}

/** Fewer characters are found everywhere. */
const MINIMUM_LENGTH = 2;

/** Finds words in a transcript, whatever their case and accents. Hits stand in the order of the text. */
export function searchCues(cues: readonly Cue[], query: string): Hit[] {
  const wanted = fold(query.trim()).text;
  if (wanted.length < MINIMUM_LENGTH) return [];
  return cues.flatMap(({ text }, cue) => searchText(text, wanted).map((span) => ({ cue, ...span })));
}

function searchText(text: string, wanted: string): { start: number; end: number }[] {
  const folded = fold(text);
  const spans: { start: number; end: number }[] = [];
  for (let at = folded.text.indexOf(wanted); at >= 0; at = folded.text.indexOf(wanted, at + wanted.length)) {
    spans.push({ start: folded.origins[at] ?? 0, end: folded.origins[at + wanted.length] ?? text.length });
  }
  return spans;
}

/** The text without accents and capitals, and for each of its characters where that came from. */
function fold(text: string): { text: string; origins: number[] } {
  let folded = '';
  const origins: number[] = [];
  let position = 0;
  for (const character of text) {
    const plain = character.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    for (let unit = 0; unit < plain.length; unit += 1) origins.push(position);
    folded += plain;
    position += character.length;
  }
  return { text: folded, origins };
}
