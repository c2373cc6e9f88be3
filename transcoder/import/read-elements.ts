import { cleanText } from '../../core/podcasts/clean-text.ts';
import { readTimestamp } from '../../core/podcasts/timestamps.ts';
import type { XmlElement } from './read-xml.ts';

/** How the values of feeds are read: leniently, because they were written for lenient readers. Nothing here throws. */

export function findChild(element: XmlElement, name: string): XmlElement | null {
  return element.children.find((child) => child.name === name) ?? null;
}

export function findChildren(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The text of the first of these children that has any; what cannot be stored is dropped. Null without. */
export function readChildText(element: XmlElement, ...names: readonly string[]): string | null {
  for (const name of names) {
    for (const child of findChildren(element, name)) {
      const text = readOwnText(child);
      if (text !== null) return text;
    }
  }
  return null;
}

export function readOwnText({ text }: XmlElement): string | null {
  return cleanText(text).trim() || null;
}

export function readAttribute(element: XmlElement | null, name: string): string | null {
  return cleanText(element?.attributes[name] ?? '').trim() || null;
}

/** yes, true and (of itunes:explicit) explicit; null for anything that is neither that nor a no. */
export function readFlag(text: string | null): boolean | null {
  const word = text?.toLowerCase();
  if (word === 'yes' || word === 'true' || word === 'explicit') return true;
  return word === 'no' || word === 'false' || word === 'clean' ? false : null;
}

/** A whole number of 1 or more. */
export function readCount(text: string | null): number | null {
  const number = Number(text?.trim() || Number.NaN);
  return Number.isInteger(number) && number >= 1 && number <= 100_000 ? number : null;
}

const FIRST_INSTANT_MS = Date.UTC(1970, 0);
const END_OF_INSTANTS_MS = Date.UTC(3000, 0);

/** A date of RFC 2822 or ISO 8601, to the second, as ISO 8601 in UTC. */
export function readDate(text: string | null): string | null {
  const milliseconds = Math.floor(Date.parse(text ?? '') / 1000) * 1000;
  return milliseconds >= FIRST_INSTANT_MS && milliseconds < END_OF_INSTANTS_MS ? new Date(milliseconds).toISOString() : null;
}

/** Seconds, or `H:MM:SS` and `MM:SS`. */
export function readDuration(text: string | null): number | null {
  if (text === null) return null;
  return /^\d{1,7}(?:\.\d+)?$/.test(text) ? Number(text) : readTimestamp(text);
}

/** An absolute address of the web, as the standard writes it. */
export function readUrl(text: string | null): string | null {
  if (!text || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
}
