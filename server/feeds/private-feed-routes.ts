import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import type { App, ServerDependencies } from '../app.ts';
import { requirePath, sendObject } from '../playback/send-object.ts';
import type { Reader } from './address-private-feed.ts';
import { answerFaults } from './answer-faults.ts';
import { chooseRepresentation } from './choose-representation.ts';
import type { ServedShow } from './describe-show.ts';
import { assertSubscribedEpisode } from './episode-access.ts';
import { readMediaFile } from './media-files.ts';
import { MEDIA_ROUTE } from './media-routes.ts';
import type { FeedDelivery } from './open-feed-delivery.ts';
import { openPrivateDocuments } from './private-documents.ts';
import { basicChallenge, readBasicToken } from './read-basic-token.ts';
import { sendMedia } from './send-media.ts';
import type { Subscriber } from './subscribers.ts';
import { findEndedShow } from './subscribers-queries.ts';

interface PrivateRequest {
  Params: { token?: string; slug?: string; episodeId?: string; fileName?: string };
}
type Identify = (
  request: FastifyRequest<PrivateRequest>,
  reply: FastifyReply,
) => Promise<{ subscriber: Subscriber; reader: Reader } | null>;

/** For one reader's eyes: no shared cache, no search engine, no page of another origin, no address passed on. */
const PRIVATE_HEADERS = {
  'cache-control': 'private, no-cache',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
} as const;
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Subscribers' feeds, in two forms with the same content:
 *
 *     /feeds/{token}.xml               /feeds/{token}/media/{episodeId}/{file}             the address is the key
 *     /podcasts/{slug}/private.xml     /podcasts/{slug}/private/media/{episodeId}/{file}   HTTP Basic, password = token
 *
 * A token that was withdrawn answers 410 on feed and media; one whose time is over a feed that says so, and 403 on media.
 */
export function registerPrivateFeedRoutes(app: App, dependencies: ServerDependencies, delivery: FeedDelivery): void {
  const { config, database, objectStore } = dependencies;
  const openDocument = openPrivateDocuments({
    ...{ publicUrl: config.publicUrl, objectStore, shows: delivery.shows, bodies: delivery.bodies },
    readEndedShow: (showId) => findEndedShow(database, showId),
  });

  app.register(async (scope) => {
    answerFaults(scope as App);
    scope.addHook('onRequest', async (_request, reply) => {
      reply.removeHeader('access-control-allow-origin').removeHeader('access-control-expose-headers').headers(PRIVATE_HEADERS);
    });

    const register = (base: string, feed: string, identify: Identify) => {
      const route = (url: string, answer: Answer) => {
        const handler = async (request: FastifyRequest<PrivateRequest>, reply: FastifyReply) => {
          const identified = await identify(request, reply);
          // Where there is nobody to answer, the answer was given: a redirect.
          return identified ? answer(identified, request, reply) : reply;
        };
        for (const method of ['GET', 'HEAD'] as const) scope.route<PrivateRequest>({ method, url, ...MEDIA_ROUTE, handler });
      };
      route(feed, sendFeed);
      route(`${base}/notice.mp3`, sendNotice);
      route(`${base}/media/:episodeId/:fileName`, sendFile);
    };
    type Answer = (
      identified: { subscriber: Subscriber; reader: Reader },
      request: FastifyRequest<PrivateRequest>,
      reply: FastifyReply,
    ) => Promise<FastifyReply>;

    const sendFeed: Answer = async ({ subscriber, reader }, request, reply) => {
      const document = await openDocument(subscriber, reader);
      const { encoding, isUnchanged } = chooseRepresentation(request.headers, document);
      delivery.subscribers.noteFetch(subscriber);
      const known = encoding === 'gzip' ? 'gzip' : 'identity';
      reply.header('etag', document.etags[known]).header('vary', 'Accept-Encoding');
      if (isUnchanged) return reply.code(304).send();
      const body = await document.load(known);
      reply.header('content-type', 'application/rss+xml; charset=utf-8').header('content-length', body.length);
      if (known === 'gzip') reply.header('content-encoding', 'gzip');
      if (document.lastModified) reply.header('last-modified', document.lastModified.toUTCString());
      return request.method === 'HEAD' ? reply.send() : reply.send(body);
    };
    const sendNotice: Answer = async (_identified, request, reply) =>
      sendObject(objectStore, objectKeys.notice('subscription-ended.mp3'), request, reply, {
        audience: 'private',
        cacheControl: 'no-cache',
      });
    const sendFile: Answer = async ({ subscriber }, request, reply) => {
      const { episodeId = '', fileName = '' } = request.params;
      const file = requirePath(readMediaFile(fileName));
      assertSubscribedEpisode(await delivery.findEpisode(episodeId), subscriber, new Date());
      return sendMedia({ config, objectStore, recorder: app.deliveries }, { episodeId, file, audience: 'private' }, request, reply);
    };

    register('/feeds/:token', '/feeds/:token.xml', async ({ params: { token = '' } }) => {
      const subscriber = await delivery.subscribers.require(token);
      return { subscriber, reader: { kind: 'link', token } };
    });
    register('/podcasts/:slug/private', '/podcasts/:slug/private.xml', async (request, reply) => {
      const { slug = '' } = request.params;
      const show = SLUG.test(slug) ? await delivery.shows.findBySlug(slug) : null;
      if (!show) throw new AppError('not_found', 'There is no feed of this address.');
      if (show.slug !== slug) {
        reply.redirect(moveTo(config.publicUrl, show, request.url), 301);
        return null;
      }
      return { subscriber: await signIn(delivery, show, request, reply), reader: { kind: 'basic', slug } };
    });
  });
}

/** The same document or file below today's slug. */
function moveTo(publicUrl: string, { slug }: ServedShow, url: string): string {
  const rest = /^\/podcasts\/[^/]+\/(private[^?#]*)/.exec(url)?.[1] ?? 'private.xml';
  return `${podcastUrls.showPage(publicUrl, slug)}/${rest}`;
}

/** @throws AppError `unauthenticated`, with a challenge; `subscription_ended` */
async function signIn({ subscribers }: FeedDelivery, show: ServedShow, request: FastifyRequest, reply: FastifyReply): Promise<Subscriber> {
  const challenge = () => {
    reply.header('www-authenticate', basicChallenge(show));
    return new AppError('unauthenticated', 'Sign in with any name, and with the token of your subscription as the password.');
  };
  const token = readBasicToken(request.headers.authorization);
  if (token === null) throw challenge();
  const subscriber = await subscribers.require(token).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'not_found' ? challenge() : error;
  });
  if (subscriber.showId !== show.id) throw challenge();
  return subscriber;
}
