import { AppError } from '../../core/errors.ts';
import type { ReadItem, ReadShow, Warn } from './feed-shapes.ts';
import { findChild, findChildren, readAttribute } from './read-elements.ts';
import { type FoundItem, readItem } from './read-item.ts';
import { readShow } from './read-show.ts';
import type { XmlElement } from './read-xml.ts';

export interface ParsedFeed {
  readonly show: ReadShow;
  /** In the feed's order, each guid once. */
  readonly items: readonly ReadItem[];
  readonly warnings: string[];
}

/** More than any podcast has, and each becomes a row and a request to another host. */
const MOST_ITEMS = 20_000;
/** Enough to tell what went wrong; nobody reads thousands. */
const MOST_WARNINGS = 100;

/**
 * What the pages of a feed say, the first page about the show.
 * @param now the date of items that have none, where no neighbour tells a better one
 * @throws AppError feed_too_large
 */
export function parseFeed(channels: readonly XmlElement[], now: Date): ParsedFeed {
  const warnings = new Set<string>();
  const warn: Warn = (sentence) => warnings.size < MOST_WARNINGS && warnings.add(sentence);
  const elements = channels.flatMap((channel) => findChildren(channel, 'item'));
  if (elements.length > MOST_ITEMS)
    throw new AppError('feed_too_large', `The feed has ${elements.length} items, and at most ${MOST_ITEMS} are imported.`);
  const films = elements.filter((item) => readAttribute(findChild(item, 'enclosure'), 'type')?.startsWith('video/'));
  const show = readShow(channels[0] as XmlElement, films.length * 2 > elements.length, warn);
  const found = elements.flatMap((element) => readItem(element, warn) ?? []);
  if (channels[0] && findChild(channels[0], 'podcast:trailer') && !found.some(({ type }) => type === 'TRAILER')) {
    warn('podcast:trailer is not kept: here a trailer is an episode of that type.');
  }
  const items = fillDates(dropRepeated(found, warn), now, warn);
  return { show, items, warnings: [...warnings] };
}

/** Pages that shift while they are read tell an item twice; so do feeds that give one guid to two episodes. */
function dropRepeated(items: readonly FoundItem[], warn: Warn): FoundItem[] {
  const seen = new Map<string, FoundItem>();
  for (const item of items) {
    const former = seen.get(item.guid);
    if (!former) seen.set(item.guid, item);
    else if (former.enclosure.url !== item.enclosure.url) warn(`"${item.title}" has the guid of "${former.title}" and was left out.`);
  }
  return [...seen.values()];
}

/** An item without a date came a second before the one above it, which keeps the feed's order. */
function fillDates(items: readonly FoundItem[], now: Date, warn: Warn): ReadItem[] {
  let above = now;
  return items.map((item) => {
    if (!item.pubDate) warn(`"${item.title}" has no date that can be read; it was put below its neighbour.`);
    above = item.pubDate ? new Date(item.pubDate) : new Date(Math.floor(above.getTime() / 1000) * 1000 - 1000);
    return { ...item, pubDate: above.toISOString() };
  });
}
