import { AppError } from '../../core/errors.ts';
import { findChild, readAttribute } from './read-elements.ts';
import { readXml, type XmlElement } from './read-xml.ts';

const BEGINNING = 2000;
/** Behind declarations and comments. */
const WEB_PAGE = /^(?:<\?[^>]*>|<!--[^>]*-->|\s)*<(?:!doctype\s+html|html[\s>])/;

/**
 * The channel of an RSS 2.0 document.
 * @throws AppError feed_unreadable that says what the document is instead
 */
export function findChannel(text: string): XmlElement {
  const beginning = text.slice(0, BEGINNING).trimStart().toLowerCase();
  if (beginning === '') throw refuse('The address answers with nothing.');
  if (WEB_PAGE.test(beginning)) throw refuse('This is a web page, not a feed. Give the address of its RSS feed.');
  if (beginning.startsWith('{') || beginning.startsWith('[')) throw refuse('This is JSON, not an RSS feed.');
  if (!beginning.startsWith('<')) throw refuse('This is no feed: it does not begin as XML does.');
  const root = readXml(text);
  const channel = findChild(root, 'channel');
  if (root.name === 'rss' && channel) return channel;
  throw refuse(IMPOSTORS[root.name] ?? `This is XML, but no RSS feed: it begins with <${root.name}>.`);
}

const IMPOSTORS: Readonly<Record<string, string>> = {
  'atom:feed': 'This is an Atom feed. Podcasts are published as RSS 2.0; look for that address.',
  'rdf:rdf': 'This is an RSS 1.0 feed. Podcasts are published as RSS 2.0; look for that address.',
  rss: 'The feed has no channel.',
  opml: 'This is a list of feeds (OPML). Give the address of one of them.',
};

function refuse(sentence: string): AppError {
  return new AppError('feed_unreadable', sentence);
}

/** Where the feed goes on (RFC 5005, 3), if it does. */
export function findNextPage(channel: XmlElement): string | null {
  const next = channel.children.find((child) => child.name === 'atom:link' && child.attributes['rel'] === 'next');
  return next ? readAttribute(next, 'href') : null;
}
