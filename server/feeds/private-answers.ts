import type { FastifyReply, FastifyRequest } from 'fastify';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { App, ServerDependencies } from '../app.ts';
import { parseHlsPath } from '../playback/playback-paths.ts';
import { requirePath, sendObject } from '../playback/send-object.ts';
import { sendPlaylist } from '../playback/send-playlist.ts';
import type { Reader } from './address-private-feed.ts';
import { chooseRepresentation } from './choose-representation.ts';
import { assertSubscribedEpisode } from './episode-access.ts';
import { readMediaFile } from './media-files.ts';
import type { FeedDelivery } from './open-feed-delivery.ts';
import { openPrivateDocuments } from './private-documents.ts';
import { sendMedia } from './send-media.ts';
import type { Subscriber } from './subscribers.ts';
import { findEndedShow } from './subscribers-queries.ts';

export interface PrivateRequest {
  Params: { token?: string; slug?: string; episodeId?: string; fileName?: string; '*'?: string };
}

/** Who reads, and how they came to it. */
export interface Identified {
  readonly subscriber: Subscriber;
  readonly reader: Reader;
}

export type PrivateAnswer = (identified: Identified, request: FastifyRequest<PrivateRequest>, reply: FastifyReply) => Promise<FastifyReply>;

/** What subscribers are sent: their feed, the files and films that it names, and the notice that it is over. */
export function openPrivateAnswers(
  app: App,
  { config, database, objectStore }: ServerDependencies,
  delivery: FeedDelivery,
): Readonly<Record<'feed' | 'notice' | 'file' | 'film', PrivateAnswer>> {
  const openDocument = openPrivateDocuments({
    ...{ publicUrl: config.publicUrl, objectStore, shows: delivery.shows, bodies: delivery.bodies },
    readEndedShow: (showId) => findEndedShow(database, showId),
  });
  return {
    feed: async ({ subscriber, reader }, request, reply) => {
      // Apps fetch feeds; pages of other origins, who may have what it names, need not know all of it.
      reply.removeHeader('access-control-allow-origin').removeHeader('access-control-expose-headers');
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
    },
    notice: async (_identified, request, reply) =>
      sendObject(objectStore, objectKeys.notice('subscription-ended.mp3'), request, reply, {
        audience: 'private',
        cacheControl: 'no-cache',
      }),
    file: async ({ subscriber }, request, reply) => {
      const { episodeId = '', fileName = '' } = request.params;
      const file = requirePath(readMediaFile(fileName));
      assertSubscribedEpisode(await delivery.findEpisode(episodeId), subscriber, new Date());
      return sendMedia({ config, objectStore, recorder: app.deliveries }, { episodeId, file, audience: 'private' }, request, reply);
    },
    film: async ({ subscriber }, request, reply) => {
      const { episodeId = '', '*': path = '' } = request.params;
      const episode = await delivery.findEpisode(episodeId);
      assertSubscribedEpisode(episode, subscriber, new Date());
      const { key } = requirePath(parseHlsPath(episode.assetId ?? '', path));
      const send = key.endsWith('.m3u8') ? sendPlaylist : sendObject;
      return send(objectStore, key, request, reply, { audience: 'private' });
    },
  };
}
