import type { FeedDocument, FeedEpisode, FeedSettings, FeedShow } from './feed-model.ts';
import { renderChannel } from './render-channel.ts';

const NAMESPACES = [
  'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"',
  'xmlns:podcast="https://podcastindex.org/namespace/1.0"',
  'xmlns:atom="http://www.w3.org/2005/Atom"',
  'xmlns:psc="http://podlove.org/simple-chapters"',
].join(' ');

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" ${NAMESPACES}><channel>`;

/**
 * A whole RSS 2.0 document.
 * @param renderEpisode renders one item; a caller may remember what it rendered before
 */
export function renderFeed(
  show: FeedShow,
  document: FeedDocument,
  settings: FeedSettings,
  lastChange: Date,
  renderEpisode: (episode: FeedEpisode) => string,
): string {
  const parts = [HEAD, renderChannel(show, document, settings, lastChange)];
  for (const episode of document.episodes) parts.push('\n', renderEpisode(episode));
  parts.push('\n</channel></rss>\n');
  return parts.join('');
}
