import { Compile } from 'typebox/compile';
import { AppError } from '../errors.ts';
import { Chapter } from './podcast-details.ts';
import { readPsc } from './read-psc.ts';
import { readTimestamp } from './timestamps.ts';

/** Looks at what a document says of a chapter before its shape is checked, and may give back something better. */
export type MendChapter = (chapter: unknown, index: number) => unknown;

/**
 * Reads chapters however they are written: our own JSON (an array of Chapter), the podcast namespace's JSON Chapters,
 * Podlove Simple Chapters, or lines of `00:01:02 Title`, with an address in angle brackets at the end where there is
 * one. They are not in order yet: checkChapters does that.
 *
 * @param mend for documents of others, which are not refused for what can be done without.
 * @throws AppError `chapters_refused` that says which chapter or line is at fault.
 */
export function readChapters(text: string, mend: MendChapter = (chapter) => chapter): Chapter[] {
  return readShapes(text).map((chapter, index) => checkShape(mend(chapter, index), index));
}

function readShapes(text: string): unknown[] {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (/^[[{]/.test(trimmed)) return readChaptersJson(trimmed);
  if (trimmed.startsWith('<')) return readPsc(trimmed);
  return readChapterLines(trimmed);
}

function readChaptersJson(text: string): unknown[] {
  const document = parseJson(text);
  const chapters = Array.isArray(document) ? document : (document as { chapters?: unknown }).chapters;
  if (!Array.isArray(chapters)) {
    throw new AppError('chapters_refused', 'The JSON is neither a list of chapters nor an object with the list "chapters".');
  }
  return chapters.map((chapter, index) => (isNamespaceChapter(chapter) ? translateChapter(chapter, index) : chapter));
}

function parseJson(text: string): object {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('chapters_refused', `This is not JSON: ${(error as Error).message}.`, { cause: error });
  }
}

/** A chapter of JSON Chapters 1.2; what we have no place for (`location`) stays out. */
interface NamespaceChapter {
  readonly startTime: unknown;
  readonly endTime?: unknown;
  readonly title?: unknown;
  readonly img?: unknown;
  readonly url?: unknown;
  readonly toc?: unknown;
}

function isNamespaceChapter(chapter: unknown): chapter is NamespaceChapter {
  return typeof chapter === 'object' && chapter !== null && 'startTime' in chapter;
}

/** The namespace lets a chapter go without a title, an empty address and a zero for an end that nobody knows. */
function translateChapter({ startTime, endTime, title, img, url, toc }: NamespaceChapter, index: number): unknown {
  return {
    startSeconds: startTime,
    ...(endTime ? { endSeconds: endTime } : {}),
    title: title || `Chapter ${index + 1}`,
    ...(img ? { img } : {}),
    ...(url ? { url } : {}),
    ...(toc === false ? { hidden: true } : {}),
  };
}

const CHAPTER = Compile(Chapter);

function checkShape(chapter: unknown, index: number): Chapter {
  if (CHAPTER.Check(chapter)) return chapter;
  const [fault] = CHAPTER.Errors(chapter);
  const where = fault?.instancePath ? `: "${fault.instancePath.slice(1)}"` : ':';
  throw new AppError('chapters_refused', `Chapter ${index + 1}${where} ${fault?.message ?? 'does not have the shape of a chapter'}.`);
}

const TIME = /^[[(]?([\d:.,]+)[\])]?\s+(?:[-–—]\s+)?/;

function readChapterLines(text: string): unknown[] {
  // Nothing is more likely an accident than the wish to have no chapters; that one is written `[]`.
  if (text === '') throw new AppError('chapters_refused', 'There are no chapters in this text.');
  const lines = text.split(/\r\n|\r|\n/).map((line, index) => ({ line: line.trim(), number: index + 1 }));
  return lines.filter(({ line }) => line !== '').map(({ line, number }) => readLine(line, number));
}

function readLine(line: string, number: number): Partial<Chapter> {
  const [start = '', time = ''] = TIME.exec(line) ?? [];
  const startSeconds = readTimestamp(time);
  if (startSeconds === null) {
    throw new AppError('chapters_refused', `Line ${number} is not a time and a title, as in "00:01:02 Title".`);
  }
  const rest = line.slice(start.length);
  const address = rest.endsWith('>') ? rest.lastIndexOf(' <http') : -1;
  if (address < 0) return { startSeconds, title: rest };
  return { startSeconds, title: rest.slice(0, address).trim(), url: rest.slice(address + 2, -1) };
}
