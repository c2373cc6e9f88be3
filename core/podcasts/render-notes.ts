import sanitizeHtml from 'sanitize-html';
import { dropIllegalCharacters } from './escape-xml.ts';
import { escapeNoteAttribute, escapeNoteText, hasBlockTags, mendMarkup, NOTE_TAGS } from './mend-markup.ts';

/**
 * Descriptions and show notes: text, or a little HTML. mend-markup.ts decides what counts as a tag, and writes it anew.
 * sanitize-html then judges whatever is more than plain tags, plain links and the references that we wrote ourselves;
 * it takes longer than all the rest, and a feed may have thousands of notes.
 */
const NEEDS_SANITIZING = /<a (?!href="(?:https?:\/\/[^\s"<>/?#]|mailto:)[^\s"<>]*">)|&(?!(?:amp|lt|gt|quot);)/;

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: [...NOTE_TAGS],
  disallowedTagsMode: 'escape',
  allowedAttributes: { a: ['href'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowProtocolRelative: false,
  transformTags: {
    a: (tagName, { href }) => {
      const link = href === undefined ? null : readLink(href);
      return { tagName, attribs: link ? { href: link } : {} };
    },
  },
};

/**
 * Makes notes into HTML that is safe in feeds and pages: paragraphs, lists, headings, emphasis and links to http, https
 * and mailto; every other tag stands as text. Text without blocks of its own gets paragraphs, line breaks and links.
 */
export function renderNotes(text: string): string {
  const clean = dropIllegalCharacters(text).replace(/\r\n?/g, '\n');
  const mended = hasBlockTags(clean) ? mendMarkup(clean, escapeNoteText) : mendMarkup(layOut(clean), linkAddresses);
  // Once more: references (`&#1;`) have become characters by now, and what a dropped tag was between has joined.
  return dropIllegalCharacters(NEEDS_SANITIZING.test(mended) ? sanitizeHtml(mended, OPTIONS) : mended).trim();
}

/** The words of notes in one line, for descriptions of pages and players. Not escaped. */
export function renderPlainNotes(text: string): string {
  return renderNotes(text)
    .replace(/<\/?(?:p|br|ul|ol|li|blockquote|h[234]|pre)\b[^>]*>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:lt|gt|quot|amp);/g, (reference) => CHARACTERS[reference] ?? reference)
    .replace(/\s+/g, ' ')
    .trim();
}

const CHARACTERS: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };

/** Empty lines part paragraphs; other line breaks stay where they are. */
function layOut(text: string): string {
  return text
    .split(/\n[^\S\n]*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>')}</p>`)
    .join('\n');
}

/** An absolute address of a kind that readers may open; null for any other (`javascript:`, relative ones). */
function readLink(href: string): string | null {
  const link = dropIllegalCharacters(href).trim();
  if (!/^(?:https?:\/\/|mailto:)/i.test(link)) return null;
  return URL.canParse(link) ? link : null;
}

function linkAddresses(text: string, isInLink: boolean): string {
  if (isInLink) return escapeNoteText(text);
  let html = '';
  let position = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"]+/gi)) {
    const address = cutPunctuation(match[0]);
    const before = escapeNoteText(text.slice(position, match.index));
    html += `${before}<a href="${escapeNoteAttribute(address)}">${escapeNoteText(address)}</a>`;
    position = match.index + address.length;
  }
  return html + escapeNoteText(text.slice(position));
}

/** A sentence's punctuation after an address is not part of it, nor is a bracket that was opened before it. */
function cutPunctuation(address: string): string {
  const trailing = address.includes('(') ? ".,;:!?'" : ".,;:!?')]";
  let end = address.length;
  while (end > 0 && trailing.includes(address[end - 1] ?? '')) end--;
  return address.slice(0, end);
}
