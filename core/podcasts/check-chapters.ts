import { AppError } from '../errors.ts';
import { dropIllegalCharacters } from './escape-xml.ts';
import type { Chapter } from './podcast-details.ts';
import { renderTimestamp, roundToMilliseconds } from './timestamps.ts';

/** Files and feeds round a length up or down; a chapter that ends this little later ends with the sound. */
const DURATION_TOLERANCE_SECONDS = 1;
const MAX_CHAPTERS = 1000;

/**
 * Puts chapters into the order of their starts, at most one at a time, within the sound.
 *
 * @param durationSeconds of the sound; null while nobody knows.
 * @throws AppError `chapters_refused` that names the first chapter at fault by its number in that order and its title.
 */
export function checkChapters(chapters: readonly Chapter[], durationSeconds: number | null): Chapter[] {
  if (chapters.length > MAX_CHAPTERS) throw new AppError('chapters_refused', `There are more than ${MAX_CHAPTERS} chapters.`);
  const sorted = chapters.map(cleanChapter).sort((one, other) => one.startSeconds - other.startSeconds);
  return sorted.map((chapter, index) => {
    const fault = findFault(sorted, index, durationSeconds);
    if (fault) throw new AppError('chapters_refused', `Chapter ${nameChapter(sorted, index)} ${fault}.`);
    const { endSeconds } = chapter;
    if (endSeconds === undefined || durationSeconds === null) return chapter;
    return { ...chapter, endSeconds: Math.min(endSeconds, roundToMilliseconds(durationSeconds)) };
  });
}

/** Titles are one line of characters that every document can carry. */
function cleanChapter(chapter: Chapter, index: number): Chapter {
  const title = dropIllegalCharacters(chapter.title).replace(/\s+/g, ' ').trim();
  if (title === '') throw new AppError('chapters_refused', `Chapter ${index + 1} has no title.`);
  const { startSeconds, endSeconds } = chapter;
  return {
    ...chapter,
    title,
    startSeconds: roundToMilliseconds(startSeconds),
    ...(endSeconds === undefined ? {} : { endSeconds: roundToMilliseconds(endSeconds) }),
  };
}

/** What is wrong with one of them, as the end of a sentence that names it. */
function findFault(chapters: readonly Chapter[], index: number, durationSeconds: number | null): string | null {
  const { startSeconds, endSeconds } = chapters[index] as Chapter;
  const next = chapters[index + 1];
  if (endSeconds !== undefined && endSeconds <= startSeconds) {
    return `ends at ${renderTimestamp(endSeconds)}, which is not after its start at ${renderTimestamp(startSeconds)}`;
  }
  if (durationSeconds !== null && startSeconds >= durationSeconds) return `starts at ${beyond(startSeconds, durationSeconds)}`;
  if (durationSeconds !== null && endSeconds !== undefined && endSeconds > durationSeconds + DURATION_TOLERANCE_SECONDS) {
    return `ends at ${beyond(endSeconds, durationSeconds)}`;
  }
  if (!next) return null;
  const other = `chapter ${nameChapter(chapters, index + 1)}`;
  if (next.startSeconds === startSeconds) return `starts at ${renderTimestamp(startSeconds)}, and so does ${other}`;
  if (endSeconds === undefined || endSeconds <= next.startSeconds) return null;
  return `ends at ${renderTimestamp(endSeconds)}, when ${other} has begun at ${renderTimestamp(next.startSeconds)}`;
}

const beyond = (seconds: number, durationSeconds: number) =>
  `${renderTimestamp(seconds)}, but the sound ends at ${renderTimestamp(durationSeconds)}`;

function nameChapter(chapters: readonly Chapter[], index: number): string {
  return `${index + 1} ("${chapters[index]?.title}")`;
}
