import type { Cue } from '../podcast-details.ts';
import { renderTimestamp } from '../timestamps.ts';
import { escapeVttText, renderVoice } from './cue-markup.ts';
import { NO_SPEAKER, readSpeaker } from './cue-speakers.ts';
import { mapInSlices } from './map-in-slices.ts';

/** WebVTT with voices. An empty line would end a cue, so one within a text is a no-break space. */
export async function renderVtt(cues: readonly Cue[]): Promise<string> {
  return `WEBVTT\n\n${(await mapInSlices(cues, renderCue)).join('\n')}`;
}

function renderCue({ startSeconds, endSeconds, speaker, text }: Cue): string {
  const voice = speaker === undefined ? markUnspoken(text) : renderVoice(speaker);
  const lines = escapeVttText(text)
    .split('\n')
    .map((line) => line || '\u00A0');
  return `${renderTimestamp(startSeconds)} --> ${renderTimestamp(endSeconds)}\n${voice}${lines.join('\n')}\n`;
}

/** Keeps the beginning of a text from being read as a speaker's name. */
export function markUnspoken(text: string): string {
  return text.startsWith(NO_SPEAKER) || readSpeaker(text) ? NO_SPEAKER : '';
}
