/**
 * The few tags and references that WebVTT and SRT put between a cue's words. Reading takes them out; what is not one of
 * them (`I <3 you`, `R&B`) is text and stays.
 */

const TAG = String.raw`<\/?(?:c|i|b|u|s|v|ruby|rt|lang|font)(?:\.[^\s<>]*)?(?:\s[^<>]*)?>`;
/** Where a word begins, as in karaoke. */
const INLINE_TIME = String.raw`<(?:\d{2,4}:)?\d{2}:\d{2}\.\d{3}>`;
/** Where on the picture a cue stands, in SRT files: `{\an8}`. */
const POSITION = String.raw`\{\\an?\d+\}`;
const MARKUP = new RegExp(`${TAG}|${INLINE_TIME}|${POSITION}`, 'gi');
const REFERENCE = /&(?:(amp|lt|gt|quot|apos|nbsp|lrm|rlm)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi;

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
  lrm: '\u200E',
  rlm: '\u200F',
};

/** Takes tags out and makes references into characters. */
export function readMarkup(text: string): string {
  return text.replace(MARKUP, '').replace(REFERENCE, (whole, name?: string, decimal?: string, hex?: string) => {
    if (name) return NAMED[name.toLowerCase()] ?? whole;
    const codePoint = decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16);
    return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : '';
  });
}

/** For WebVTT, where the three characters must be written so (WebVTT 4.2.2); `{\\an8}` is SRT's, but is read there too. */
export function escapeVttText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('{\\', '&#123;\\');
}

/** WebVTT's voice tag. A space keeps a name's own dashes and the bracket from being the arrow of a line of times. */
export function renderVoice(speaker: string): string {
  return `<v ${escapeVttText(speaker)}${speaker.endsWith('--') ? ' ' : ''}>`;
}

/** For SRT, which knows no references: only a text that would be taken for markup is written with them. */
export function escapeSrtText(text: string): string {
  if (readMarkup(text) === text) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('{\\', '&#123;\\');
}
