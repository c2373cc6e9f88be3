import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { AppError } from '../errors.ts';
import type { Chapter } from './podcast-details.ts';
import { readTimestamp } from './timestamps.ts';

/**
 * Reads Podlove Simple Chapters, with or without the namespace's prefix. Entities of a document's own are none of its
 * business (XML bombs, files of ours), so a document type is refused.
 */
export function readPsc(xml: string): Partial<Chapter>[] {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) throw new AppError('chapters_refused', 'A document type is not accepted here.');
  const validity = XMLValidator.validate(xml);
  if (validity !== true) throw new AppError('chapters_refused', `Line ${validity.err.line}: this is not XML: ${validity.err.msg}`);
  const document = PARSER.parse(xml) as { chapters?: { chapter?: readonly PscChapter[] } };
  if (document.chapters === undefined) throw new AppError('chapters_refused', 'The XML is not Podlove Simple Chapters.');
  return (document.chapters.chapter ?? []).map(translateChapter);
}

interface PscChapter {
  readonly start?: string;
  readonly title?: string;
  readonly href?: string;
  readonly image?: string;
}

const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  removeNSPrefix: true,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  htmlEntities: true,
  isArray: (name) => name === 'chapter',
});

function translateChapter({ start = '', title, href, image }: PscChapter, index: number): Partial<Chapter> {
  const startSeconds = readNormalPlayTime(start);
  if (startSeconds === null) {
    throw new AppError('chapters_refused', `Chapter ${index + 1} starts at "${start}", which is not a time.`);
  }
  return { startSeconds, ...(title ? { title } : {}), ...(href ? { url: href } : {}), ...(image ? { img: image } : {}) };
}

/** Seconds alone, or as a clock shows them (RFC 2326, 3.6). */
function readNormalPlayTime(text: string): number | null {
  return /^\d{1,7}(?:\.\d{1,9})?$/.test(text) ? Number(text) : readTimestamp(text);
}
