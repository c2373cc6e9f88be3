import { Type } from 'typebox';
import { Cue } from '../../core/podcasts/podcast-details.ts';

const Segment = Type.Object(
  {
    startTime: Type.Number({ description: 'Seconds.' }),
    endTime: Type.Number({ description: 'Seconds.' }),
    body: Type.String(),
    speaker: Type.Optional(Type.String()),
  },
  { $id: 'TranscriptSegment', description: "A segment of the podcast namespace's JSON transcripts." },
);

const vtt = Type.String({ description: 'WebVTT.' });
const srt = Type.String({ description: 'SubRip (SRT).' });
const json = Type.Union([Type.Array(Cue), Type.Object({ cues: Type.Array(Cue) }), Type.Object({ segments: Type.Array(Segment) })]);
const plain = Type.String({ description: 'Any of the other formats: how it begins tells which.' });

/** How a transcript may be written, by content type; core/podcasts/transcripts/ reads and judges it. */
export const TRANSCRIPT_BODIES = {
  'text/vtt': vtt,
  'application/x-subrip': srt,
  'application/srt': srt,
  'application/json': json,
  'text/plain': plain,
} as const;
