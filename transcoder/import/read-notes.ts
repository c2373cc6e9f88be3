import sanitizeHtml from 'sanitize-html';
import { NOTE_TAGS } from '../../core/podcasts/mend-markup.ts';
import { dropUnfitReferences } from './read-references.ts';

/** Where other hosts mean what our notes say by another tag. */
const SAME_MEANING: Readonly<Record<string, string>> = { div: 'p', h1: 'h2', h5: 'h4', h6: 'h4', dl: 'ul', dt: 'li', dd: 'li' };

/**
 * Another host's notes as ours: those that are HTML keep the tags that notes have here; of the others (`<span>`,
 * `<div>`, pictures) the words stay, and of scripts and styles nothing. Notes that are text stay as they are, because
 * what looks like a tag in them was meant to be read.
 */
export function readNotes(text: string): string {
  if (!isHtml(text)) return text;
  return sanitizeHtml(dropUnfitReferences(text), {
    allowedTags: [...NOTE_TAGS],
    allowedAttributes: { a: ['href'] },
    allowedSchemes: ['http', 'https', 'mailto'],
    transformTags: SAME_MEANING,
    disallowedTagsMode: 'discard',
  }).trim();
}

const HTML_TAGS = [...NOTE_TAGS, 'span', 'div', 'u', 'img', 'h1', 'h5', 'h6', 'hr', 'table', 'section'];
const TAG = new RegExp(`<(?:${HTML_TAGS.join('|')})(?:\\s[^<>]*)?/?>`, 'i');

/** Whether a browser would find tags of a text's layout in it. */
const isHtml = (text: string): boolean => TAG.test(text);
