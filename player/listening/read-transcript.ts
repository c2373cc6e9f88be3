import type { Cue } from './track.ts';

/** The podcast namespace's JSON transcript, as this site makes it (core/podcasts/transcripts/render-transcript-json.ts). */
interface TranscriptDocument {
  readonly segments: readonly { readonly speaker?: string; readonly startTime: number; readonly endTime: number; readonly body: string }[];
}

/** Fetches a transcript in another language than the page came with. @throws Error when it does not come */
export async function readTranscript(href: string, signal: AbortSignal): Promise<readonly Cue[]> {
  const answer = await fetch(href, { signal });
  if (!answer.ok) throw new Error(`The transcript was answered with ${answer.status}.`);
  const { segments } = (await answer.json()) as TranscriptDocument;
  return segments.map(({ speaker, startTime, endTime, body }) => ({
    ...(speaker === undefined ? {} : { speaker }),
    startSeconds: startTime,
    endSeconds: endTime,
    text: body,
  }));
}
