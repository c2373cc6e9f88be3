import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '../app.ts';
import { type Choice, chooseRepresentation } from './choose-representation.ts';
import type { ServedFeed, ServedShow } from './describe-show.ts';
import type { FeedDelivery } from './open-feed-delivery.ts';

/** The canonical feed, older pages (from 2) and the feed of the films. */
const FEED_PATH = /^\/podcasts\/([a-z0-9]+(?:-[a-z0-9]+)*)\/(feed|video|feed-(?:[2-9]|[1-9]\d{1,4}))\.xml$/;

/** The show's slug and the document's name in FeedBuild; null for what is no feed's address. */
export function readFeedPath(path: string): { readonly slug: string; readonly name: string } | null {
  const [, slug, name] = FEED_PATH.exec(path) ?? [];
  return slug && name ? { slug, name } : null;
}

/**
 * Apps poll feeds all day long, and mostly hear "unchanged". Where memory holds the answer, it is given before the
 * framework begins with what other requests need: ids, loggers, hooks, callers. Everything else (the first poll of a
 * version, redirects, faults) goes on to the routes of feed-routes.ts, which answer in the same words.
 */
export function answerPollsFirst(app: App, delivery: FeedDelivery): void {
  const others = app.server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  app.server.removeAllListeners('request');
  app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    // While the server stops, the routes tell clients to close their connections.
    if (!app.stopping.aborted && answerFromMemory(delivery, request, response)) return;
    for (const listener of others) listener(request, response);
  });
}

function answerFromMemory({ shows, bodies }: FeedDelivery, request: IncomingMessage, response: ServerResponse): boolean {
  const { method, url = '', headers } = request;
  const path = method === 'GET' || method === 'HEAD' ? readFeedPath(url) : null;
  const show = path && shows.peekBySlug(path.slug);
  const feed = show && isServedHere(show, path.slug, path.name) ? show.feed(path.name) : undefined;
  if (!feed) return false;
  const choice = chooseRepresentation(headers, feed);
  const body = choice.isUnchanged || method === 'HEAD' ? null : bodies.peek(feed.key(choice.encoding));
  if (body === undefined) return false;
  writeFeed(response, feed, choice, body);
  return true;
}

/** Whether the show's feed is for everybody, and at this address. */
function isServedHere(show: ServedShow, slug: string, name: string): boolean {
  const isMoved = show.slug !== slug || (name === 'feed' && show.movedTo !== null);
  return show.visibility === 'PUBLIC' && !show.isDeleted && !isMoved;
}

/** Writes a 200 or a 304, with the headers that were made together with the version. */
export function writeFeed(response: ServerResponse, feed: ServedFeed, { encoding, isUnchanged }: Choice, body: Buffer | null): void {
  if (isUnchanged) response.writeHead(304, feed.unchangedHeaders[encoding]).end();
  else response.writeHead(200, feed.headers[encoding]).end(body);
}
