import { createHmac } from 'node:crypto';
import type { OutboundClient } from '../../core/outbound/open-outbound-client.ts';
import type { Recipient } from './news-queries.ts';

/** `gone`: the subscriber says that it wants no more. */
export type DeliveryEnd = 'delivered' | 'failed' | 'gone';

/** What is delivered, the same for all. */
export interface FeedNews {
  readonly hubUrl: string;
  readonly body: Buffer;
}

const TIMEOUT_MS = 5_000;

/**
 * Content distribution (W3C WebSub, 7): the whole feed, to one subscriber. Any 2xx is success, 410 ends the
 * subscription, everything else is a failure, redirects too. Throws only when `signal` aborts.
 */
export async function deliverFeed(
  outbound: OutboundClient,
  { hubUrl, body }: FeedNews,
  { topic, callback, secret }: Recipient,
  signal: AbortSignal,
): Promise<DeliveryEnd> {
  const headers = {
    'content-type': 'application/rss+xml; charset=utf-8',
    link: `<${hubUrl}>; rel="hub", <${topic}>; rel="self"`,
    ...(secret === null ? {} : { 'x-hub-signature': sign(secret, body) }),
  };
  try {
    const { status } = await outbound.request(callback, { method: 'POST', headers, body, timeoutMs: TIMEOUT_MS, redirects: 0, signal });
    if (status === 410) return 'gone';
    return status >= 200 && status < 300 ? 'delivered' : 'failed';
  } catch (error) {
    if (signal.aborted) throw error;
    return 'failed';
  }
}

/** W3C WebSub, 7.1. */
function sign(secret: string, body: Buffer): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
