import type { Cue } from '../podcast-details.ts';
import { renderTimestamp } from '../timestamps.ts';
import { mapInSlices } from './map-in-slices.ts';

/**
 * A page to read, in the podcast namespace's form: who (once for all that they say in a row), when, and what. `dir`
 * lets each name and paragraph run in its own direction.
 */
export async function renderTranscriptHtml(cues: readonly Cue[], language: string): Promise<string> {
  const body = await mapInSlices(cues, ({ speaker, startSeconds, text }, index) => {
    const isNew = speaker !== undefined && speaker !== cues[index - 1]?.speaker;
    const cite = isNew ? `<cite dir="auto">${escapeHtml(speaker)}:</cite>\n` : '';
    const clock = renderTimestamp(startSeconds);
    return `${cite}<time datetime="PT${startSeconds}S">${clock.slice(0, clock.indexOf('.'))}</time>\n<p dir="auto">${escapeHtml(text).replaceAll('\n', '<br>')}</p>\n`;
  });
  return [
    '<!DOCTYPE html>',
    `<html lang="${escapeHtml(language)}">`,
    '<head><meta charset="utf-8"><title>Transcript</title></head>',
    `<body>\n${body.join('')}</body>`,
    '</html>\n',
  ].join('\n');
}

const CHARACTERS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => CHARACTERS[character] ?? character);
}
