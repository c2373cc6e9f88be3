import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import type { App, ServerDependencies } from '../app.ts';
import { answerFaults } from './answer-faults.ts';
import type { ServedShow } from './describe-show.ts';
import { MEDIA_ROUTE } from './media-routes.ts';
import type { FeedDelivery } from './open-feed-delivery.ts';
import { type Identified, openPrivateAnswers, type PrivateAnswer, type PrivateRequest } from './private-answers.ts';
import { basicChallenge, readBasicToken } from './read-basic-token.ts';
import type { Subscriber } from './subscribers.ts';

type Identify = (request: FastifyRequest<PrivateRequest>, reply: FastifyReply) => Promise<Identified | null>;

/** For one reader's eyes: no shared cache, no search engine, no address passed on. */
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
 * Films are below `.../hls/{episodeId}/` in the same way.
 * A token that was withdrawn answers 410 on feed and media; one whose time is over a feed that says so, and 403 on media.
 */
export function registerPrivateFeedRoutes(app: App, dependencies: ServerDependencies, delivery: FeedDelivery): void {
  const { config } = dependencies;
  const answers = openPrivateAnswers(app, dependencies, delivery);

  app.register(async (scope) => {
    answerFaults(scope as App);
    scope.addHook('onRequest', async (_request, reply) => {
      reply.headers(PRIVATE_HEADERS);
    });

    const register = (base: string, feed: string, identify: Identify) => {
      const route = (url: string, answer: PrivateAnswer) => {
        const handler = async (request: FastifyRequest<PrivateRequest>, reply: FastifyReply) => {
          const identified = await identify(request, reply);
          // Where there is nobody to answer, the answer was given: a redirect.
          return identified ? answer(identified, request, reply) : reply;
        };
        for (const method of ['GET', 'HEAD'] as const) scope.route<PrivateRequest>({ method, url, ...MEDIA_ROUTE, handler });
      };
      route(feed, answers.feed);
      route(`${base}/notice.mp3`, answers.notice);
      route(`${base}/media/:episodeId/:fileName`, answers.file);
      route(`${base}/hls/:episodeId/*`, answers.film);
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
