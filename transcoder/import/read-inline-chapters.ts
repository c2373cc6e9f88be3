import type { Chapter } from '../../core/podcasts/podcast-details.ts';
import type { Warn } from './feed-shapes.ts';
import { findChildren, readAttribute, readDuration, readUrl } from './read-elements.ts';
import type { XmlElement } from './read-xml.ts';

const LONGEST_TITLE = 500;

/** Podlove Simple Chapters as they stand in an item; one that has no time is left out. */
export function readInlineChapters(chapters: XmlElement, warn: Warn): Chapter[] {
  return findChildren(chapters, 'psc:chapter').flatMap((chapter, index) => {
    const startSeconds = readDuration(readAttribute(chapter, 'start'));
    const title = readAttribute(chapter, 'title')?.slice(0, LONGEST_TITLE);
    if (startSeconds === null || !title) {
      warn(`Chapter ${index + 1} has no time or no title and was left out.`);
      return [];
    }
    const url = readUrl(readAttribute(chapter, 'href'));
    const img = readUrl(readAttribute(chapter, 'image'));
    return [{ startSeconds, title, ...(url ? { url } : {}), ...(img ? { img } : {}) }];
  });
}
