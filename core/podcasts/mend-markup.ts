/**
 * The part of HTML that notes may use, read out of what people wrote: a tag counts only when it is one of these and
 * written whole; everything else (`a < b`, comments, scripts) is text. What comes out is well formed, whatever came in,
 * and takes time in proportion to its length.
 */

const BLOCK_TAGS = ['p', 'br', 'ul', 'ol', 'li', 'blockquote', 'h2', 'h3', 'h4', 'pre'] as const;
export const NOTE_TAGS = [...BLOCK_TAGS, 'a', 'strong', 'b', 'em', 'i', 'code'] as const;

const ENDS_PARAGRAPH: ReadonlySet<string> = new Set(BLOCK_TAGS);

/** Deeper tags stand as text: no notes need them, and a parser that recurses must not be hurt by them. */
const MAX_DEPTH = 32;

const tagPattern = (names: readonly string[]) => new RegExp(`<(/?)(${names.join('|')})((?:[\\s/][^<>]*)?)>`, 'gi');
const BLOCK_TAG = tagPattern(BLOCK_TAGS);
const NOTE_TAG = tagPattern(NOTE_TAGS);
const HREF = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))/i;
/** An ampersand that begins no reference: written for itself. */
const BARE_AMPERSAND = /&(?!(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)/gi;

/** Whether the text lays itself out by tags, not by line breaks. */
export function hasBlockTags(text: string): boolean {
  return text.search(BLOCK_TAG) >= 0;
}

/** Escapes text for HTML; references such as `&eacute;` stay what they are. */
export function escapeNoteText(text: string): string {
  return text.replace(BARE_AMPERSAND, '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The same for an attribute in double quotes. */
export function escapeNoteAttribute(text: string): string {
  return escapeNoteText(text).replaceAll('"', '&quot;');
}

type RenderText = (text: string, isInLink: boolean) => string;

/** Balances the tags and escapes the rest. `renderText` makes HTML of what lies between tags. */
export function mendMarkup(text: string, renderText: RenderText): string {
  const open: string[] = [];
  const parts: string[] = [];
  let position = 0;
  const takeText = (end: number) => {
    if (end > position) parts.push(renderText(text.slice(position, end), open.includes('a')));
  };
  for (const match of text.matchAll(NOTE_TAG)) {
    const [whole, slash, name = '', attributes = ''] = match;
    const tag = name.toLowerCase();
    const rendered = slash ? closeTag(open, tag) : openTag(open, tag, attributes);
    if (rendered === null) continue;
    takeText(match.index);
    parts.push(rendered);
    position = match.index + whole.length;
  }
  takeText(text.length);
  return parts.join('') + closeAll(open, 0);
}

/** @returns null for a tag that has to stand as text. */
function openTag(open: string[], tag: string, attributes: string): string | null {
  if (tag === 'br') return '<br />';
  if (open.length >= MAX_DEPTH || (tag === 'a' && open.includes('a'))) return null;
  const before = closeImplied(open, tag);
  open.push(tag);
  const [, double, single, bare] = (tag === 'a' && HREF.exec(attributes)) || [];
  const href = double ?? single ?? bare;
  return `${before}<${tag}${href === undefined ? '' : ` href="${escapeNoteAttribute(href)}"`}>`;
}

/** A block ends the paragraph that it begins in, an item the item before it, as browsers read them (HTML, 13.1.2.4). */
function closeImplied(open: string[], tag: string): string {
  if (tag === 'li') {
    const list = Math.max(open.lastIndexOf('ul'), open.lastIndexOf('ol'));
    return open.lastIndexOf('li') > list ? closeTag(open, 'li') : '';
  }
  return ENDS_PARAGRAPH.has(tag) ? closeTag(open, 'p') : '';
}

/** Ends what was opened inside as well; an end without a beginning is left out. */
function closeTag(open: string[], tag: string): string {
  const at = open.lastIndexOf(tag);
  return at < 0 ? '' : closeAll(open, at);
}

function closeAll(open: string[], from: number): string {
  return open
    .splice(from)
    .reverse()
    .map((tag) => `</${tag}>`)
    .join('');
}
