import type { Cue } from '../podcast-details.ts';
import { mapInSlices } from './map-in-slices.ts';

/** The podcast namespace's JSON transcript. */
export async function renderTranscriptJson(cues: readonly Cue[]): Promise<string> {
  const segments = await mapInSlices(cues, ({ startSeconds, endSeconds, speaker, text }) =>
    JSON.stringify({ ...(speaker === undefined ? {} : { speaker }), startTime: startSeconds, endTime: endSeconds, body: text }),
  );
  return `{"version":"1.0.0","segments":[${segments.join(',')}]}\n`;
}
