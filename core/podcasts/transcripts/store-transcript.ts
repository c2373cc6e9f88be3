import { objectKeys } from '../../object-storage/object-keys.ts';
import type { ObjectStore } from '../../object-storage/object-store.ts';
import { type Cue, TRANSCRIPT_FORMATS, type TranscriptFiles, type TranscriptFormat } from '../podcast-details.ts';
import { hashContent, IMMUTABLE } from '../store-chapters.ts';
import { renderSrt } from './render-srt.ts';
import { renderTranscriptHtml } from './render-transcript-html.ts';
import { renderTranscriptJson } from './render-transcript-json.ts';
import { renderVtt } from './render-vtt.ts';

type Render = (cues: readonly Cue[], language: string) => Promise<string>;

const DOCUMENTS: Readonly<Record<TranscriptFormat, { readonly render: Render; readonly contentType: string }>> = {
  vtt: { render: renderVtt, contentType: 'text/vtt; charset=utf-8' },
  srt: { render: renderSrt, contentType: 'application/x-subrip; charset=utf-8' },
  json: { render: renderTranscriptJson, contentType: 'application/json' },
  html: { render: renderTranscriptHtml, contentType: 'text/html; charset=utf-8' },
};

/**
 * Puts a transcript's four documents into the store. The row (`cues`, `files`) is the caller's to write.
 *
 * @param cues as parseTranscript gave them
 * @param language BCP 47
 */
export async function storeTranscript(
  objectStore: ObjectStore,
  episodeId: string,
  language: string,
  cues: readonly Cue[],
): Promise<TranscriptFiles> {
  const stored: [TranscriptFormat, string][] = [];
  // One after the other: together they would hold the process up for four slices at a time.
  for (const format of TRANSCRIPT_FORMATS) {
    const { render, contentType } = DOCUMENTS[format];
    const document = await render(cues, language);
    const fileName = `${hashContent(document)}.${format}`;
    await objectStore.put(objectKeys.episodeFile(episodeId, fileName), document, { contentType, cacheControl: IMMUTABLE });
    stored.push([format, fileName]);
  }
  return Object.fromEntries(stored) as TranscriptFiles;
}
