import { AppError } from '../../core/errors.ts';
import type { OutboundClient } from '../../core/outbound/open-outbound-client.ts';
import { findChannel, findNextPage } from './find-channel.ts';
import { readFeedText } from './read-feed-text.ts';
import type { XmlElement } from './read-xml.ts';
import { askHost, checkStatus, FEED_FAULTS } from './translate-fault.ts';

const TIMEOUT_MS = 30_000;
/** Of all pages together. */
const MAX_BYTES = 50 * 2 ** 20;
const MAX_PAGES = 500;
const HEADERS = { accept: 'application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1' };

/**
 * A feed's channels, page by page (RFC 5005, 3): a feed that is whole is one page.
 * @throws AppError feed_unreachable, feed_redirects, feed_too_large, feed_unreadable, address_refused
 */
export async function fetchFeed(outbound: OutboundClient, url: string, signal: AbortSignal): Promise<XmlElement[]> {
  const channels: XmlElement[] = [];
  const seen = new Set<string>();
  let roomBytes = MAX_BYTES;
  for (let next: string | null = url; next && !seen.has(next); ) {
    if (seen.size >= MAX_PAGES) throw new AppError('feed_too_large', `The feed has more than ${MAX_PAGES} pages.`);
    seen.add(next);
    const page = await fetchPage(outbound, next, roomBytes, signal);
    roomBytes -= page.sizeBytes;
    channels.push(page.channel);
    const link = findNextPage(page.channel);
    next = link && URL.canParse(link, page.url) ? new URL(link, page.url).href : null;
  }
  return channels;
}

async function fetchPage(outbound: OutboundClient, url: string, maxBytes: number, signal: AbortSignal) {
  const answer = await askHost(FEED_FAULTS, signal, async () => {
    const answer = await outbound.request(url, { headers: HEADERS, timeoutMs: TIMEOUT_MS, maxBytes, signal });
    checkStatus(answer.status, 'The feed', FEED_FAULTS);
    return answer;
  });
  const channel = findChannel(readFeedText(answer.body, answer.headers['content-type'] ?? ''));
  return { channel, url: answer.url, sizeBytes: answer.body.length };
}
