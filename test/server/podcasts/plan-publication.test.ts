import { expect, test } from 'vitest';
import { type Publication, type PublicationWish, planPublication } from '../../../server/podcasts/plan-publication.ts';

const NOW = new Date('2026-03-01T12:00:00.750Z');
const at = (publishAt: string): Publication => ({ state: 'PUBLISHED', publishAt: new Date(publishAt) });
const DRAFT: Publication = { state: 'DRAFT', publishAt: null };
const OUT = at('2026-01-01T00:00:00Z');
const SCHEDULED = at('2026-04-01T00:00:00Z');
const THIS_SECOND = at('2026-03-01T12:00:00Z');

const CASES: [string, Publication, PublicationWish, Publication][] = [
  ['a draft of which nothing is said', DRAFT, {}, DRAFT],
  ['what is out, of which nothing is said', OUT, {}, OUT],
  ['a draft to be published', DRAFT, { state: 'PUBLISHED' }, THIS_SECOND],
  ['a draft with a time', DRAFT, { publishAt: '2026-05-01T00:00:00.999Z' }, at('2026-05-01T00:00:00Z')],
  ['a draft with a state and a time', DRAFT, { state: 'PUBLISHED', publishAt: '2026-05-01T00:00:00Z' }, at('2026-05-01T00:00:00Z')],
  ['a draft that was to come a moment ago', DRAFT, { publishAt: '2026-03-01T11:59:30Z' }, at('2026-03-01T11:59:30Z')],
  ['what is scheduled, published now', SCHEDULED, { state: 'PUBLISHED' }, THIS_SECOND],
  ['what is scheduled, moved', SCHEDULED, { publishAt: '2026-06-01T00:00:00+02:00' }, at('2026-05-31T22:00:00Z')],
  ['what is scheduled, off the calendar', SCHEDULED, { publishAt: null }, DRAFT],
  ['what is out, published again', OUT, { state: 'PUBLISHED' }, OUT],
  ['what is out, with its own time', OUT, { publishAt: '2026-01-01T00:00:00.400Z' }, OUT],
  ['what is out, taken back', OUT, { state: 'DRAFT' }, DRAFT],
  ['what is out, taken back in both words', OUT, { state: 'DRAFT', publishAt: null }, DRAFT],
];

test.each(CASES)('%s', (_what, current, wish, expected) => {
  expect(planPublication(current, wish, NOW)).toEqual(expected);
});

test.each([
  ['the past', { publishAt: '2026-03-01T11:58:59Z' }, 'schedule_in_past'],
  ['a draft with a time', { state: 'DRAFT', publishAt: '2026-05-01T00:00:00Z' }, 'validation_failed'],
  ['a year that no feed has', { publishAt: '3000-01-01T00:00:00Z' }, 'validation_failed'],
  ['a day that does not exist', { publishAt: 'never' }, 'validation_failed'],
] as const)('%s is refused', (_what, wish, code) => {
  expect(() => planPublication(DRAFT, wish, NOW)).toThrow(expect.objectContaining({ code }));
});
