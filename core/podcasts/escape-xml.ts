import { cleanText } from './clean-text.ts';
import { SUBSCRIBER_TOKEN_PLACEHOLDER } from './podcast-urls.ts';

/**
 * What people wrote, made fit for a feed. XML 1.0 (2.2) has no way to write most control characters, halves of
 * surrogate pairs, U+FFFE and U+FFFF, so those are dropped; the rest is escaped and reads back as it was.
 */

/** Drops what XML cannot carry, and the mark that would be replaced by a subscriber's token. */
export function dropIllegalCharacters(text: string): string {
  // A space where the mark was: with nothing there, the pieces around it could make another one.
  const legal = cleanText(text);
  return legal.includes(SUBSCRIBER_TOKEN_PLACEHOLDER) ? legal.replaceAll(SUBSCRIBER_TOKEN_PLACEHOLDER, ' ') : legal;
}

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&#x26;',
  '<': '&#x3C;',
  '>': '&#x3E;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};
const refer = (character: string) => REFERENCES[character] ?? character;

/**
 * For an element's text. Numeric references, because the W3C's feed validator warns of `&amp;` and `&lt;` in titles
 * (it cannot tell them from HTML that was escaped twice), and every reader takes these.
 */
export function escapeXmlText(text: string): string {
  return dropIllegalCharacters(text).replace(/[&<>\r]/g, refer);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };
const name = (character: string) => ENTITIES[character] ?? refer(character);

/**
 * For an attribute in either kind of quotes; line breaks and tabs are kept from becoming spaces (XML 1.0, 3.3.3). By
 * name, because some readers of feeds know no other references in attributes, such as Apple's categories.
 */
export function escapeXmlAttribute(text: string): string {
  return dropIllegalCharacters(text).replace(/[&<>"'\t\n\r]/g, name);
}

/** A CDATA section; `]]>` would end it early, so it is split between two of them. */
export function cdata(text: string): string {
  return `<![CDATA[${dropIllegalCharacters(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
