import { Type } from 'typebox';
import { Chapter } from '../../core/podcasts/podcast-details.ts';

/** A chapter of the podcast namespace's JSON Chapters 1.2, as far as it is read here. */
const NamespaceChapter = Type.Object(
  {
    startTime: Type.Number({ minimum: 0 }),
    endTime: Type.Optional(Type.Number()),
    title: Type.Optional(Type.String()),
    url: Type.Optional(Type.String()),
    img: Type.Optional(Type.String()),
    toc: Type.Optional(Type.Boolean({ description: 'False: not in the table of contents.' })),
  },
  { $id: 'NamespaceChapter' },
);

const json = Type.Union([
  Type.Array(Chapter),
  Type.Object({
    version: Type.Optional(Type.String({ description: '1.2.0' })),
    chapters: Type.Array(Type.Union([Chapter, NamespaceChapter])),
  }),
]);
const xml = Type.String({ description: 'Podlove Simple Chapters.' });
const lines = Type.String({ description: 'A chapter a line: `00:01:02 Title <https://example.org/>`; the address may be left out.' });

/** How chapters may be written, by content type; core/podcasts/read-chapters.ts reads and judges them. */
export const CHAPTERS_BODIES = {
  'application/json': json,
  'application/json+chapters': json,
  'application/xml': xml,
  'text/xml': xml,
  'text/plain': lines,
} as const;
