import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';
import { createId } from '../../core/identifiers.ts';
import type { FeedEncoding } from '../../core/object-storage/object-keys.ts';
import type { App, ServerDependencies } from '../app.ts';
import { rankEncodings } from '../playback/read-request-headers.ts';
import { answerFaults } from './answer-faults.ts';
import { chooseRepresentation } from './choose-representation.ts';
import { FEED_ANSWER_HEADERS, feedUrl, type ServedFeed, type ServedShow } from './describe-show.ts';
import type { FeedDelivery } from './open-feed-delivery.ts';

interface FeedRequest {
  Params: { slug: string; page?: string };
}

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const PAGE = /^([2-9]|[1-9]\d{1,4})$/;
/** A show may take its old name back. */
const MOVED_CACHE_CONTROL = 'public, max-age=300';

/** The address of each document, and its name in FeedBuild. */
const DOCUMENTS: Readonly<Record<string, (params: FeedRequest['Params']) => string>> = {
  '/podcasts/:slug/feed.xml': () => 'feed',
  '/podcasts/:slug/video.xml': () => 'video',
  '/podcasts/:slug/feed-:page.xml': ({ page }) => `feed-${requirePage(page)}`,
};

/**
 * Public feeds: `/podcasts/{slug}/feed.xml`, `feed-{n}.xml` (older pages, RFC 5005) and `video.xml`. Apps poll them all
 * day long and mostly hear "unchanged". So they are answered by the first hook that a request meets, before those that
 * other routes share (callers, cookies, security headers), with headers that were made together with the version.
 * To be registered before the plugins.
 */
export async function registerFeedRoutes(app: App, dependencies: ServerDependencies, delivery: FeedDelivery): Promise<void> {
  const { publicUrl } = dependencies.config;
  const answer = (show: ServedShow, slug: string, name: string, request: FastifyRequest, reply: FastifyReply) => {
    const location = findLocation(show, slug, name, publicUrl);
    if (location)
      return reply
        .code(301)
        .headers({ ...FEED_ANSWER_HEADERS, location, 'cache-control': MOVED_CACHE_CONTROL })
        .send();
    return sendFeed(delivery, show, requireFeed(show, name), request, reply);
  };
  for (const [url, nameOf] of Object.entries(DOCUMENTS)) {
    const poll = (request: FastifyRequest<FeedRequest>, reply: FastifyReply) => {
      const { slug } = request.params;
      const name = nameOf(request.params);
      const show = SLUG.test(slug) ? delivery.shows.findBySlug(slug) : null;
      // A promise only where the show is not in memory.
      if (show instanceof Promise) return show.then((found) => answer(requireShow(found), slug, name, request, reply));
      return answer(requireShow(show), slug, name, request, reply);
    };
    await app.register(async (scope) => {
      travelLight(scope as App, dependencies);
      answerFaults(scope as App, FEED_ANSWER_HEADERS);
      // Whoever has answered does not call `done`, and no other hook before the answer is run.
      scope.addHook<FeedRequest>('onRequest', (request, reply, done) => {
        const answering = poll(request, reply);
        if (answering instanceof Promise) answering.catch(done);
      });
      for (const method of ['GET', 'HEAD'] as const) scope.route({ method, url, ...FEED_ROUTE, handler: neverReached });
    });
  }
}

const FEED_ROUTE = {
  config: { access: 'public', credentials: 'ignored', rateLimit: false, quiet: true },
  schema: { hide: true },
  exposeHeadRoute: false,
} as const;

function neverReached(): never {
  throw new Error('Feeds are answered by their first hook.');
}

/** Spares what Fastify makes for every request: a random id, and a logger that carries it. Whoever looks for faults has both. */
function travelLight(scope: App, { logger }: ServerDependencies): void {
  if (logger.isLevelEnabled('debug')) return;
  const start = createId();
  let count = 0;
  scope.setGenReqId(() => {
    count += 1;
    return `${start}-${count.toString(36)}`;
  });
  scope.setChildLoggerFactory((parent) => parent);
}

/** Answers GET and HEAD by RFC 9110 13.1; the body comes from memory once somebody asked for it. */
function sendFeed(delivery: FeedDelivery, show: ServedShow, feed: ServedFeed, request: FastifyRequest, reply: FastifyReply) {
  const { encoding, isUnchanged } = chooseRepresentation(request.headers, feed);
  if (isUnchanged) return reply.code(304).headers(feed.unchangedHeaders[encoding]).send();
  if (request.method === 'HEAD') return reply.headers(feed.headers[encoding]).send();
  const body = delivery.bodies.peek(feed.key(encoding));
  if (body) return reply.headers(feed.headers[encoding]).send(body);
  return loadBody(delivery, show, feed, encoding, request).then((loaded) => reply.headers(feed.headers[loaded.encoding]).send(loaded.body));
}

/** With the store away, another encoding that the client takes and that is in memory is as good. */
async function loadBody(
  { bodies, shows }: FeedDelivery,
  show: ServedShow,
  feed: ServedFeed,
  encoding: FeedEncoding,
  request: FastifyRequest,
) {
  try {
    return { encoding, body: await bodies.load(feed.key(encoding)) };
  } catch (error) {
    // Perhaps it is a version that was cleared away, and there is a newer one.
    shows.refresh(show.id);
    for (const other of rankEncodings(request.headers['accept-encoding'])) {
      const body = bodies.peek(feed.key(other));
      if (body) return { encoding: other, body };
    }
    throw error;
  }
}

/** Private shows have no public feeds, and deleted ones had them. */
function requireShow(show: ServedShow | null): ServedShow {
  if (!show || show.visibility === 'PRIVATE') throw new AppError('not_found', 'There is no feed of this address.');
  if (show.isDeleted) throw new AppError('show_gone');
  return show;
}

/** Where this document is now; null while it is here. */
function findLocation(show: ServedShow, slug: string, name: string, publicUrl: string): string | null {
  if (show.slug !== slug) return feedUrl(publicUrl, show.slug, name);
  const isMoved = name === 'feed' && show.movedTo !== null && show.movedTo !== feedUrl(publicUrl, slug, name);
  return isMoved ? show.movedTo : null;
}

/** Every public show has the canonical feed, sooner or later; other documents only where there is something in them. */
function requireFeed(show: ServedShow, name: string): ServedFeed {
  const feed = show.feed(name);
  if (feed) return feed;
  if (show.isBuilt && name !== 'feed') throw new AppError('not_found', 'This show has no such feed.');
  throw new AppError('unavailable', 'This feed is being made.');
}

function requirePage(page = ''): number {
  if (!PAGE.test(page)) throw new AppError('not_found', 'There is no feed of this address.');
  return Number(page);
}
