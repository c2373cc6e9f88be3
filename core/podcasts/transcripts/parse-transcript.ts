import { AppError } from '../../errors.ts';
import type { Cue } from '../podcast-details.ts';
import { decodeText } from './decode-text.ts';
import { parseSrt } from './parse-srt.ts';
import { parseTranscriptJson } from './parse-transcript-json.ts';
import { parseVtt } from './parse-vtt.ts';

export type TranscriptSource = 'vtt' | 'srt' | 'json';
export const MAX_TRANSCRIPT_BYTES = 10 * 2 ** 20;
/** Far beyond a day's talk; it bounds the time that a file of nothing but line breaks takes. */
const MAX_LINES = 500_000;

const PARSERS: Readonly<Record<TranscriptSource, (text: string) => Cue[]>> = { vtt: parseVtt, srt: parseSrt, json: parseTranscriptJson };

/**
 * Reads a transcript file into cues: in the order of their times, each with what is said and, where known, by whom.
 *
 * @param source what the file is; null to find out by how it begins.
 * @throws AppError `transcript_refused` with the line and what is wrong there.
 */
export function parseTranscript(bytes: Uint8Array, source: TranscriptSource | null = null): Cue[] {
  const text = decodeText(bytes);
  if (countLines(text) > MAX_LINES) throw new AppError('transcript_refused', `There are more than ${MAX_LINES} lines.`);
  return PARSERS[source ?? sniffSource(text)](text);
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

function sniffSource(text: string): TranscriptSource {
  const beginning = text
    .slice(0, 1000)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (beginning.startsWith('WEBVTT')) return 'vtt';
  return /^[[{]/.test(beginning) ? 'json' : 'srt';
}
