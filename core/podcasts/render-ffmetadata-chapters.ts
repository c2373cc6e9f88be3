import { dropIllegalCharacters } from './escape-xml.ts';
import type { Chapter } from './podcast-details.ts';

/**
 * Chapters as an ffmpeg metadata file, which ffmpeg writes as ID3 CHAP and CTOC frames or as an M4A's chapter track.
 * Hidden ones are left out: neither can say that a chapter is not for the table of contents. A chapter without an end
 * lasts until the next one starts, the last one until the sound ends.
 */
export function renderFfmetadataChapters(chapters: readonly Chapter[], durationSeconds: number): string {
  const shown = chapters.filter(({ hidden, startSeconds }) => !hidden && startSeconds < durationSeconds);
  const blocks = shown.map((chapter, index) => {
    const end = Math.min(chapter.endSeconds ?? shown[index + 1]?.startSeconds ?? durationSeconds, durationSeconds);
    return [
      '[CHAPTER]',
      'TIMEBASE=1/1000',
      `START=${toMilliseconds(chapter.startSeconds)}`,
      `END=${toMilliseconds(end)}`,
      `title=${escapeFfmetadata(chapter.title)}`,
      '',
    ].join('\n');
  });
  return `;FFMETADATA1\n${blocks.join('')}`;
}

/** Escapes a value of an ffmpeg metadata file (ffmpeg-formats, "Metadata"). */
function escapeFfmetadata(text: string): string {
  const escaped = dropIllegalCharacters(text)
    .replace(/\r\n?/g, '\n')
    .replace(/[=;#\\\n]/g, '\\$&');
  // ffmpeg looks only one character back for what a line's end belongs to, even where that is an escaped backslash.
  return escaped.endsWith('\\') ? `${escaped} ` : escaped;
}

const toMilliseconds = (seconds: number) => Math.round(seconds * 1000);
