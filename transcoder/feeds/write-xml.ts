import { escapeXmlAttribute, escapeXmlText } from '../../core/podcasts/escape-xml.ts';
import { SUBSCRIBER_TOKEN_PLACEHOLDER } from '../../core/podcasts/podcast-urls.ts';

/**
 * An address that we made ourselves. In private feeds it holds the place of the subscriber's token, which is dropped
 * from everything that people wrote.
 */
export interface OwnAddress {
  readonly address: string;
}

export type XmlAttributes = Readonly<Record<string, string | number | OwnAddress | null | undefined>>;

/** One element. `inner` is markup already; attributes that are null or undefined are left out. */
export function element(name: string, attributes: XmlAttributes, inner = ''): string {
  let tag = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined)
      tag += ` ${key}="${typeof value === 'object' ? escapeAddress(value) : escapeXmlAttribute(String(value))}"`;
  }
  return inner === '' ? `${tag}/>` : `${tag}>${inner}</${name}>`;
}

function escapeAddress({ address }: OwnAddress): string {
  return address.split(SUBSCRIBER_TOKEN_PLACEHOLDER).map(escapeXmlAttribute).join(SUBSCRIBER_TOKEN_PLACEHOLDER);
}

/** An element that holds text, or nothing at all where there is none. */
export function textElement(name: string, text: string | number | null | undefined, attributes: XmlAttributes = {}): string {
  const inner = text === null || text === undefined ? '' : escapeXmlText(String(text));
  return inner === '' ? '' : element(name, attributes, inner);
}

/** Cuts a text to `maxLength` UTF-16 units without cutting a character in two. */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const last = text.charCodeAt(maxLength - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? maxLength - 1 : maxLength);
}

/** RFC 2822 in GMT, as RSS wants dates. */
export const rfc2822 = (date: Date): string => date.toUTCString();
