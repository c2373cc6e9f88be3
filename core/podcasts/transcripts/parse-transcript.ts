import type { Cue } from '../podcast-details.ts';
import { decodeText } from './decode-text.ts';
import { type FoundCue, finishCues } from './finish-cues.ts';
import { parseSrt } from './parse-srt.ts';
import { parseTranscriptJson } from './parse-transcript-json.ts';
import { parseVtt } from './parse-vtt.ts';

export type TranscriptSource = 'vtt' | 'srt' | 'json';
/** Room for MAX_CUES of JSON that is set out in lines, which takes most: some 100 bytes each. */
export const MAX_TRANSCRIPT_BYTES = 4 * 2 ** 20;

const PARSERS: Readonly<Record<TranscriptSource, (text: string) => Promise<FoundCue[]>>> = {
  vtt: parseVtt,
  srt: parseSrt,
  json: parseTranscriptJson,
};

interface KnownOfTranscript {
  /** What the file is; null to find out by how it begins. */
  readonly source?: TranscriptSource | null;
  /** How long what is said lasts; null where nobody knows. */
  readonly durationSeconds?: number | null;
}

/**
 * Reads a transcript file into cues: in the order of their times, each with what is said and, where known, by whom.
 * The longest takes a while, in which the process goes on with its other work.
 *
 * @throws AppError `transcript_refused` with the line and what is wrong there.
 */
export async function parseTranscript(
  bytes: Uint8Array,
  { source = null, durationSeconds = null }: KnownOfTranscript = {},
): Promise<Cue[]> {
  const text = decodeText(bytes);
  return finishCues(await PARSERS[source ?? sniffSource(text)](text), durationSeconds);
}

function sniffSource(text: string): TranscriptSource {
  const beginning = text
    .slice(0, 1000)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (beginning.startsWith('WEBVTT')) return 'vtt';
  return /^[[{]/.test(beginning) ? 'json' : 'srt';
}
