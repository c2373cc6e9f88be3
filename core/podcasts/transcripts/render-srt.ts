import type { Cue } from '../podcast-details.ts';
import { renderTimestamp } from '../timestamps.ts';
import { escapeSrtText, renderVoice } from './cue-markup.ts';
import { readSpeaker } from './cue-speakers.ts';
import { isLikeCueTimes } from './cue-times.ts';
import { mapInSlices } from './map-in-slices.ts';
import { markUnspoken } from './render-vtt.ts';

/** SRT with `Speaker: text`. An empty line would end a cue, so one within a text is a no-break space. */
export async function renderSrt(cues: readonly Cue[]): Promise<string> {
  return (await mapInSlices(cues, renderCue)).join('\n');
}

function renderCue(cue: Cue, index: number): string {
  const times = `${renderTimestamp(cue.startSeconds, ',')} --> ${renderTimestamp(cue.endSeconds, ',')}`;
  const lines = `${renderSpeaker(cue)}${escapeSrtText(cue.text)}`.split('\n').map(guardLine);
  return `${index + 1}\n${times}\n${lines.join('\n')}\n`;
}

/** A name that does not look like one (`the crowd`) needs WebVTT's voice tag, which players of SRT leave out. */
function renderSpeaker({ speaker, text }: Cue): string {
  if (speaker === undefined) return markUnspoken(text);
  const read = readSpeaker(`${speaker}: ${text}`);
  return read?.speaker === speaker && read.text === text ? `${escapeSrtText(speaker)}: ` : renderVoice(speaker);
}

/** No line of a text may be taken for the times of a cue, or for the empty line at its end. */
function guardLine(line: string): string {
  if (line === '') return '\u00A0';
  return isLikeCueTimes(line) ? line.replace('>', '&gt;') : line;
}
