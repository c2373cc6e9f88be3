import { escapeXmlAttribute } from './escape-xml.ts';
import type { Chapter } from './podcast-details.ts';
import { renderTimestamp } from './timestamps.ts';

/**
 * Podlove Simple Chapters 1.2 (https://podlove.org/simple-chapters/) for a feed that declares the prefix `psc`; empty
 * without chapters. Hidden ones are left out: PSC cannot say that a chapter is not for the table of contents.
 */
export function renderPsc(chapters: readonly Chapter[]): string {
  const shown = chapters.filter(({ hidden }) => !hidden);
  if (shown.length === 0) return '';
  return `<psc:chapters version="1.2">${shown.map(renderChapter).join('')}</psc:chapters>`;
}

function renderChapter({ startSeconds, title, url, img }: Chapter): string {
  const attributes = { start: renderTimestamp(startSeconds), title, href: url, image: img };
  const rendered = Object.entries(attributes).map(([name, value]) =>
    value === undefined ? '' : ` ${name}="${escapeXmlAttribute(value)}"`,
  );
  return `<psc:chapter${rendered.join('')}/>`;
}
