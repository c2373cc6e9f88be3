import type { FastifyReply, FastifyRequest } from 'fastify';
import { ID_PATTERN } from '../../core/identifiers.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { App, ServerDependencies } from '../app.ts';
import { requirePath, sendObject } from '../playback/send-object.ts';
import { answerFaults } from './answer-faults.ts';
import { assertPublicEpisode } from './episode-access.ts';
import { IMMUTABLE, readMediaFile } from './media-files.ts';
import type { FeedDelivery } from './open-feed-delivery.ts';
import { sendMedia } from './send-media.ts';

interface MediaRequest {
  Params: { episodeId: string; fileName: string };
}
interface ArtworkRequest {
  Params: { showId: string; fileName: string };
}

/** What a player of another origin needs to know of a file that it fetches in ranges. */
const EXPOSED = 'Accept-Ranges, Content-Length, Content-Range, ETag, Last-Modified, Location';
const ARTWORK_NAME = /^[0-9a-f]{8,64}-(full|1400|600|300)\.(jpg|webp|avif)$/;
const ID = new RegExp(ID_PATTERN);
/** The waveform's address stays the same when the sound is replaced. */
const PEAKS_CACHE_CONTROL = 'public, max-age=60';

/** Podcast apps ask often and for many at once, without credentials: the path says what for. */
export const MEDIA_ROUTE = {
  config: { access: 'public', credentials: 'ignored', rateLimit: false, quiet: true },
  schema: { hide: true },
  exposeHeadRoute: false,
} as const;

/** What anybody may fetch: `/media/{episodeId}/{file}` (sound, film, chapters, transcripts) and `/artwork/{showId}/{file}`. */
export function registerMediaRoutes(app: App, { config, objectStore }: ServerDependencies, delivery: FeedDelivery): void {
  app.register(async (scope) => {
    answerFaults(scope as App);
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('access-control-expose-headers', EXPOSED);
    });
    const sendFile = async (request: FastifyRequest<MediaRequest>, reply: FastifyReply) => {
      const { episodeId, fileName } = request.params;
      const file = requirePath(readMediaFile(fileName));
      assertPublicEpisode(await delivery.findEpisode(episodeId), new Date());
      const media = { config, objectStore, recorder: app.deliveries };
      return sendMedia(media, { episodeId, file, audience: 'public' }, request, reply);
    };
    const sendPeaks = async (request: FastifyRequest<MediaRequest>, reply: FastifyReply) => {
      const episode = await delivery.findEpisode(request.params.episodeId);
      assertPublicEpisode(episode, new Date());
      const options = { audience: 'public', cacheControl: PEAKS_CACHE_CONTROL, contentType: 'application/json; charset=utf-8' } as const;
      return sendObject(objectStore, requirePath(episode.peaksKey), request, reply, options);
    };
    const sendArtwork = async (request: FastifyRequest<ArtworkRequest>, reply: FastifyReply) => {
      const { showId, fileName } = request.params;
      const key = ID.test(showId) && ARTWORK_NAME.test(fileName) ? objectKeys.artwork(showId, fileName) : null;
      return sendObject(objectStore, requirePath(key), request, reply, { audience: 'public', cacheControl: IMMUTABLE });
    };
    for (const method of ['GET', 'HEAD'] as const) {
      scope.route<MediaRequest>({ method, url: '/media/:episodeId/peaks.json', ...MEDIA_ROUTE, handler: sendPeaks });
      scope.route<MediaRequest>({ method, url: '/media/:episodeId/:fileName', ...MEDIA_ROUTE, handler: sendFile });
      scope.route<ArtworkRequest>({ method, url: '/artwork/:showId/:fileName', ...MEDIA_ROUTE, handler: sendArtwork });
    }
  });
}
