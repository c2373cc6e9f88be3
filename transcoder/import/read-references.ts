import { cleanText } from '../../core/podcasts/clean-text.ts';

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const REFERENCE = /&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(amp|lt|gt|quot|apos));/g;
/** As HTML has them: a semicolon is only customary. */
const NUMBER_IN_HTML = /&#(?:x([0-9a-f]+)|([0-9]+));?/gi;
const LAST_CODE_POINT = 0x10ffff;

/**
 * Reads XML's references to characters, once. Others (`&nbsp;`) stay: where text is HTML they mean something there.
 * A number that is no character (U+0000, half of a surrogate pair, what lies behind U+10FFFF) is dropped.
 */
export function readReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (_whole, hex?: string, decimal?: string, name?: string) => {
    if (name) return NAMED[name] ?? '';
    const code = readCode(hex, decimal);
    return isCharacter(code) ? String.fromCodePoint(code) : '';
  });
}

/** HTML without references to what is no character, which readers of HTML show as U+FFFD. */
export function dropUnfitReferences(html: string): string {
  return html.replace(NUMBER_IN_HTML, (whole, hex?: string, decimal?: string) => (isCharacter(readCode(hex, decimal)) ? whole : ''));
}

const readCode = (hex?: string, decimal?: string): number => (hex ? Number.parseInt(hex, 16) : Number(decimal));

/** What XML 1.0 (2.2) counts as one. */
const isCharacter = (code: number): boolean => code <= LAST_CODE_POINT && cleanText(String.fromCodePoint(code)) !== '';
