import { dropIllegalCharacters } from './escape-xml.ts';
import type { Chapter } from './podcast-details.ts';

/** The document behind `podcast:chapters` (podcast namespace, JSON Chapters 1.2). */
export function renderChaptersJson(chapters: readonly Chapter[]): string {
  return `${JSON.stringify({ version: '1.2.0', chapters: chapters.map(describeChapter) }, null, 1)}\n`;
}

function describeChapter({ startSeconds, endSeconds, title, img, url, hidden }: Chapter): object {
  return {
    startTime: startSeconds,
    ...(endSeconds === undefined ? {} : { endTime: endSeconds }),
    title: dropIllegalCharacters(title),
    ...(img === undefined ? {} : { img }),
    ...(url === undefined ? {} : { url }),
    ...(hidden ? { toc: false } : {}),
  };
}
