import type { Cue } from './track.ts';

/** For as long as the same person speaks: places in the list of cues, both ends included. */
export interface Turn {
  readonly speaker: string | undefined;
  readonly first: number;
  readonly last: number;
}

/** A paragraph that is longer than this gets a new one at the next sentence, for the eye and for its time. */
const LONGEST_TURN_SECONDS = 60;

/** Cues by who speaks, as places in the list. */
export function splitIntoTurns(cues: readonly Cue[]): readonly Turn[] {
  const turns: { speaker: string | undefined; first: number; last: number }[] = [];
  cues.forEach(({ speaker, startSeconds }, index) => {
    const turn = turns.at(-1);
    const isTooLong = turn !== undefined && startSeconds - (cues[turn.first]?.startSeconds ?? 0) > LONGEST_TURN_SECONDS;
    if (turn && turn.speaker === speaker && !isTooLong) turn.last = index;
    else turns.push({ speaker, first: index, last: index });
  });
  return turns;
}
