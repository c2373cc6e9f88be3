import { AppError } from '../../core/errors.ts';
import type { OutboundClient } from '../../core/outbound/open-outbound-client.ts';
import { openFeedReader } from './open-feed-reader.ts';
import type { ParsedFeed } from './parse-feed.ts';
import { askHost, checkStatus, FEED_FAULTS } from './translate-fault.ts';

const TIMEOUT_MS = 30_000;
/** Of all pages together: five thousand episodes with long notes. */
const MAX_BYTES = 25 * 2 ** 20;
const MAX_PAGES = 500;
const HEADERS = { accept: 'application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1' };

/**
 * What a feed says, all its pages together (RFC 5005, 3): a feed that is whole is one page.
 * @throws AppError feed_unreachable, feed_redirects, feed_too_large, feed_unreadable, address_refused
 */
export async function fetchFeed(outbound: OutboundClient, url: string, signal: AbortSignal): Promise<ParsedFeed> {
  await using reader = openFeedReader();
  const seen = new Set<string>();
  let roomBytes = MAX_BYTES;
  for (let next: string | null = url; next && !seen.has(next); ) {
    if (seen.size >= MAX_PAGES) throw new AppError('feed_too_large', `The feed has more than ${MAX_PAGES} pages.`);
    seen.add(next);
    const page = await fetchPage(outbound, next, roomBytes, signal);
    roomBytes -= page.body.length;
    const link = await reader.readPage(page.body, page.headers['content-type'] ?? '');
    next = link && URL.canParse(link, page.url) ? new URL(link, page.url).href : null;
  }
  return await reader.finish(new Date());
}

function fetchPage(outbound: OutboundClient, url: string, maxBytes: number, signal: AbortSignal) {
  return askHost(FEED_FAULTS, signal, async () => {
    const answer = await outbound.request(url, { headers: HEADERS, timeoutMs: TIMEOUT_MS, maxBytes, signal });
    checkStatus(answer.status, 'The feed', FEED_FAULTS);
    return answer;
  });
}
