import type { Cue } from '../podcast-details.ts';

/** The podcast namespace's JSON transcript. */
export function renderTranscriptJson(cues: readonly Cue[]): string {
  const segments = cues.map(({ startSeconds, endSeconds, speaker, text }) => ({
    ...(speaker === undefined ? {} : { speaker }),
    startTime: startSeconds,
    endTime: endSeconds,
    body: text,
  }));
  return `${JSON.stringify({ version: '1.0.0', segments })}\n`;
}
