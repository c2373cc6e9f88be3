import { expect, test } from 'vitest';
import { searchCues } from '../../../player/listening/search-cues.ts';

const cues = ['The café at the pier. A CAFE!', 'Nothing', 'We met in the Café de la Mer', 'Straße, 🎧 sea and sea'].map((text, index) => ({
  startSeconds: index,
  endSeconds: index + 1,
  text,
}));
const found = (query: string) => searchCues(cues, query).map(({ cue, start, end }) => [cue, cues[cue]?.text.slice(start, end)]);

test('words are found whatever their case and accents, in the order of the text, as they are written there', () => {
  expect(found('cafe')).toEqual([
    [0, 'café'],
    [0, 'CAFE'],
    [2, 'Café'],
  ]);
  expect(found('CAFÉ')).toEqual(found('cafe'));
});

test('places are those of the text itself, also after characters that take two units', () => {
  expect(found('sea')).toEqual([
    [3, 'sea'],
    [3, 'sea'],
  ]);
});

test('an accent that stands alone after its letter belongs to it', () => {
  const decomposed = [{ startSeconds: 0, endSeconds: 1, text: 'le cafe\u0301 noir' }];
  expect(searchCues(decomposed, 'café')).toEqual([{ cue: 0, start: 3, end: 8 }]);
});

test.each(['', ' ', 'a', ' s '])('%j is too little to search for', (query) => {
  expect(searchCues(cues, query)).toEqual([]);
});

test('what has a meaning in patterns is only text', () => {
  expect(found('.*')).toEqual([]);
  expect(found('pier.')).toEqual([[0, 'pier.']]);
});
