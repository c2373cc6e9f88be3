import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';
import type { App, ServerDependencies } from '../app.ts';
import { rankEncodings } from '../playback/read-request-headers.ts';
import { answerFaults } from './answer-faults.ts';
import { answerPollsFirst, readFeedPath, writeFeed } from './answer-polls.ts';
import { type Choice, chooseRepresentation } from './choose-representation.ts';
import { FEED_ANSWER_HEADERS, feedUrl, type ServedFeed, type ServedShow } from './describe-show.ts';
import { MEDIA_ROUTE } from './media-routes.ts';
import type { FeedDelivery } from './open-feed-delivery.ts';

/** `feed.xml`, older pages of a feed that is not whole (RFC 5005, 3), and the feed of the films. */
const ADDRESSES = ['/podcasts/:slug/feed.xml', '/podcasts/:slug/feed-:page.xml', '/podcasts/:slug/video.xml'];
/** A show may take its old name back. */
const MOVED_CACHE_CONTROL = 'public, max-age=300';

/** Public feeds, by every rule of HTTP that podcast apps know. Polls that memory can answer do not come this far. */
export function registerFeedRoutes(app: App, { config, logger }: ServerDependencies, delivery: FeedDelivery): void {
  app.register(async (scope) => {
    answerFaults(scope as App, FEED_ANSWER_HEADERS);
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      const path = readFeedPath(request.url.split('?', 1)[0] ?? '');
      const show = requireShow(path && (await delivery.shows.findBySlug(path.slug)));
      const { slug, name } = path as NonNullable<typeof path>;
      const location = findLocation(show, slug, name, config.publicUrl);
      if (location)
        return reply
          .code(301)
          .headers({ ...FEED_ANSWER_HEADERS, location, 'cache-control': MOVED_CACHE_CONTROL })
          .send();
      const { feed, choice, body } = await prepareAnswer(delivery, show, requireFeed(show, name), request);
      reply.hijack();
      if (app.stopping.aborted) reply.raw.setHeader('connection', 'close');
      writeFeed(reply.raw, feed, choice, body);
      return reply;
    };
    for (const url of ADDRESSES) for (const method of ['GET', 'HEAD'] as const) scope.route({ method, url, ...MEDIA_ROUTE, handler });
  });
  // Whoever looks for faults wants to see every request.
  if (!logger.isLevelEnabled('debug')) answerPollsFirst(app, delivery);
}

/** With the store away, another encoding that the client takes and that is in memory is as good. */
async function prepareAnswer({ bodies, shows }: FeedDelivery, show: ServedShow, feed: ServedFeed, { headers, method }: FastifyRequest) {
  const choice: Choice = chooseRepresentation(headers, feed);
  if (choice.isUnchanged || method === 'HEAD') return { feed, choice, body: null };
  try {
    return { feed, choice, body: await bodies.load(feed.key(choice.encoding)) };
  } catch (error) {
    // Perhaps it is a version that was cleared away, and there is a newer one.
    shows.refresh(show.id);
    for (const encoding of rankEncodings(headers['accept-encoding'])) {
      const body = bodies.peek(feed.key(encoding));
      if (body) return { feed, choice: { encoding, isUnchanged: false }, body };
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
  const isMoved = name === 'feed' && show.movedTo !== feedUrl(publicUrl, slug, name);
  return isMoved ? show.movedTo : null;
}

/** Every public show has the canonical feed, sooner or later; other documents only where there is something in them. */
function requireFeed(show: ServedShow, name: string): ServedFeed {
  const feed = show.feed(name);
  if (feed) return feed;
  if (show.isBuilt && name !== 'feed') throw new AppError('not_found', 'This show has no such feed.');
  throw new AppError('unavailable', 'This feed is being made.');
}
