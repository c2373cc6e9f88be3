import { expect, test } from 'vitest';
import { splitIntoTurns } from '../../../player/listening/split-into-turns.ts';

const cue = (startSeconds: number, speaker?: string) => ({
  startSeconds,
  endSeconds: startSeconds + 1,
  text: 'x',
  ...(speaker && { speaker }),
});

test('a paragraph lasts for as long as the same person speaks', () => {
  expect(splitIntoTurns([cue(0, 'A'), cue(5, 'A'), cue(9, 'B'), cue(12, 'A'), cue(13)])).toEqual([
    { speaker: 'A', first: 0, last: 1 },
    { speaker: 'B', first: 2, last: 2 },
    { speaker: 'A', first: 3, last: 3 },
    { speaker: undefined, first: 4, last: 4 },
  ]);
});

test('a long speech is parted after a minute, so that no page is one block', () => {
  const turns = splitIntoTurns(Array.from({ length: 20 }, (_, index) => cue(index * 10)));
  expect(turns.map(({ first, last }) => [first, last])).toEqual([
    [0, 6],
    [7, 13],
    [14, 19],
  ]);
});

test('of no cues there are no paragraphs', () => {
  expect(splitIntoTurns([])).toEqual([]);
});
