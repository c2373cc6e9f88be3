import { Type } from 'typebox';
import { Chapter } from '../../core/podcasts/podcast-details.ts';

export const EpisodeChapters = Type.Object(
  {
    chapters: Type.Array(Chapter, { description: 'In the order of their starts.' }),
    url: Type.Union([Type.String(), Type.Null()], {
      description: 'The document that feeds link to (JSON Chapters); null without chapters.',
    }),
    areFromSource: Type.Boolean({ description: 'Read from the uploaded file; the next file may replace them.' }),
  },
  { $id: 'EpisodeChapters' },
);
export type EpisodeChapters = Type.Static<typeof EpisodeChapters>;
