import { Type } from 'typebox';
import { Cue } from '../../core/podcasts/podcast-details.ts';
import { EpisodeTranscript } from './episodes-schemas.ts';

export const TranscriptList = Type.Object({ items: Type.Array(EpisodeTranscript, { description: 'By language.' }) });
export type TranscriptList = Type.Static<typeof TranscriptList>;

export const TranscriptWithCues = Type.Object(
  { ...EpisodeTranscript.properties, cues: Type.Array(Cue, { description: 'In the order of their times.' }) },
  { $id: 'TranscriptWithCues' },
);
export type TranscriptWithCues = Type.Static<typeof TranscriptWithCues>;
