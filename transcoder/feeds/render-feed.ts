import type { FeedDocument, FeedSettings, FeedShow } from './feed-model.ts';
import { renderChannel } from './render-channel.ts';

const NAMESPACES = [
  'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
  'xmlns:podcast="https://podcastindex.org/namespace/1.0"',
  'xmlns:atom="http://www.w3.org/2005/Atom"',
  'xmlns:psc="http://podlove.org/simple-chapters"',
].join(' ');

/** An RSS 2.0 document in parts: only its head knows when it last changed. */
export interface FeedText {
  readonly head: (lastChange: Date) => string;
  readonly items: string;
}

/** @param items the rendered items of the document (render-items.ts) */
export function renderFeed(show: FeedShow, document: FeedDocument, settings: FeedSettings, items: string): FeedText {
  return {
    head: (lastChange) =>
      `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" ${NAMESPACES}><channel>${renderChannel(show, document, settings, lastChange)}`,
    items,
  };
}

export const FEED_END = '\n</channel></rss>\n';
