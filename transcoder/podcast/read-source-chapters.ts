import { cleanText, isVisible } from '../../core/podcasts/clean-text.ts';
import type { Chapter } from '../../core/podcasts/podcast-details.ts';

/** A chapter as ffprobe prints it; times in seconds. */
export interface ProbedChapter {
  readonly start_time?: string;
  readonly end_time?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const LONGEST_TITLE = 500;
/** More than anybody has set by hand. */
const MOST_CHAPTERS = 1000;

/**
 * The chapters that a file carries, in order, none beginning with or after the end. Those without a title are numbered.
 * A single one spans the whole file and says nothing: then there are none.
 */
export function readSourceChapters(probed: readonly ProbedChapter[], durationSeconds: number): Chapter[] {
  const starts = new Set<number>();
  const chapters = probed
    .map(({ start_time, tags }) => ({ startSeconds: roundMs(Math.max(0, Number(start_time))), title: cutTitle(tags?.['title']) }))
    .filter(({ startSeconds }) => startSeconds < durationSeconds && !starts.has(startSeconds) && starts.add(startSeconds))
    .toSorted((a, b) => a.startSeconds - b.startSeconds)
    .slice(0, MOST_CHAPTERS);
  if (chapters.length < 2) return [];
  return chapters.map(({ startSeconds, title }, index) => ({ startSeconds, title: title ?? `Chapter ${index + 1}` }));
}

const roundMs = (seconds: number) => Math.round(seconds * 1000) / 1000;

/** One line without what cannot be stored; null where nothing remains to be seen. */
function cutTitle(title = ''): string | null {
  const line = cleanText(title).replace(/\s+/g, ' ').trim();
  return isVisible(line) ? cleanText(line.slice(0, LONGEST_TITLE)) : null;
}
