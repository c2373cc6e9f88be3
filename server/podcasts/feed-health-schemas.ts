import { Type } from 'typebox';

/** What a finding is about: the show, or one of its episodes. */
const Place = Type.Union([
  Type.Object({ kind: Type.Enum(['SHOW']) }),
  Type.Object({ kind: Type.Enum(['EPISODE']), id: Type.String(), title: Type.String() }),
]);

export const FeedFinding = Type.Object(
  {
    code: Type.String({ description: 'The kind of finding, for programs: `artwork_too_small`.' }),
    severity: Type.Enum(['REFUSED', 'WARNING', 'ADVICE'], {
      description:
        'REFUSED: a directory does not take the show or leaves the episode out. WARNING: something is shown wrongly. ADVICE: worth having.',
    }),
    directory: Type.Enum(['Apple', 'PSP-1', 'Podcasting 2.0', 'IAB', 'Apps'], {
      description: 'Who asks for it; `Apps`: podcast apps, which no document of a directory speaks for.',
    }),
    source: Type.String({ description: 'Where they ask for it: the document and its section or tag.' }),
    where: Place,
    message: Type.String({ description: 'What is the case, in a sentence.' }),
    fix: Type.String({ description: 'What to do about it, in a sentence.' }),
  },
  { $id: 'FeedFinding' },
);
export type FeedFinding = Type.Static<typeof FeedFinding>;

export const FeedHealth = Type.Object(
  {
    checkedAt: Type.String({ format: 'date-time' }),
    findings: Type.Array(FeedFinding, {
      description: 'The worst first. Of one kind 20 episodes at most; a further finding about the show counts the others.',
    }),
    counts: Type.Object(
      { refused: Type.Integer(), warnings: Type.Integer(), advice: Type.Integer() },
      { description: 'All of them, those not listed too.' },
    ),
  },
  { $id: 'FeedHealth' },
);
export type FeedHealth = Type.Static<typeof FeedHealth>;
