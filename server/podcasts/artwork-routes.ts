import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type App, callerOf, type ServerDependencies } from '../app.ts';
import { acceptRawBodies, contentTypeOf } from './accept-raw-bodies.ts';
import { removeEpisodeArtwork, removeShowArtwork, replaceEpisodeArtwork, replaceShowArtwork, type SentPicture } from './artwork-service.ts';
import { ARTWORK_TYPES } from './check-artwork.ts';
import { Episode } from './episodes-schemas.ts';
import { Show } from './shows-schemas.ts';

const SHOW_ARTWORK = '/api/shows/:slug/artwork';
const EPISODE_ARTWORK = '/api/shows/:slug/episodes/:id/artwork';
const BODY_LIMIT_BYTES = 30 * 2 ** 20;

const config = { access: 'write' } as const;
const picture = Type.String({ format: 'binary', description: 'Square, 1400 to 10,000 pixels, best 3000; at most 30 MB.' });
const reads = { bodies: Object.fromEntries(ARTWORK_TYPES.map((type) => [type, picture])) };
const showParams = Type.Object({ slug: Type.String() });
const episodeParams = Type.Object({ slug: Type.String(), id: Type.String() });
const nothing = Type.Null({ description: 'Done.' });
const description =
  `The body is the picture itself (${ARTWORK_TYPES.join(', ')}; at most 30 MB): square, 1400 to 10,000 pixels, best 3000. ` +
  'Its sizes are made in a moment; until then `artwork` is null.';

/** Pictures come as they are, so these routes read bodies of their own kind only. */
export function registerArtworkRoutes(app: App, dependencies: ServerDependencies): void {
  app.register(async (scope: App) => {
    acceptRawBodies(scope, ARTWORK_TYPES, BODY_LIMIT_BYTES);
    registerShowArtwork(scope, dependencies);
    registerEpisodeArtwork(scope, dependencies);
  });
}

function registerShowArtwork(scope: App, dependencies: ServerDependencies): void {
  scope.put(
    SHOW_ARTWORK,
    {
      config: { ...config, reads },
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { tags: ['shows'], summary: "Replace a show's artwork", description, params: showParams, response: { 200: Show } },
    },
    async (request) => replaceShowArtwork(dependencies, callerOf(request), request.params.slug, readPicture(request)),
  );

  scope.delete(
    SHOW_ARTWORK,
    {
      config,
      schema: { tags: ['shows'], summary: 'Go back to a drawn cover', params: showParams, response: { 204: nothing } },
    },
    async (request, reply) => {
      await removeShowArtwork(dependencies, callerOf(request), request.params.slug);
      return reply.code(204).send(null);
    },
  );
}

function registerEpisodeArtwork(scope: App, dependencies: ServerDependencies): void {
  scope.put(
    EPISODE_ARTWORK,
    {
      config: { ...config, reads },
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        tags: ['episodes'],
        summary: "Replace an episode's artwork",
        description,
        params: episodeParams,
        response: { 200: Episode },
      },
    },
    async (request) => replaceEpisodeArtwork(dependencies, callerOf(request), request.params.slug, request.params.id, readPicture(request)),
  );

  scope.delete(
    EPISODE_ARTWORK,
    {
      config,
      schema: { tags: ['episodes'], summary: "Go back to the show's artwork", params: episodeParams, response: { 204: nothing } },
    },
    async (request, reply) => {
      await removeEpisodeArtwork(dependencies, callerOf(request), request.params.slug, request.params.id);
      return reply.code(204).send(null);
    },
  );
}

function readPicture(request: FastifyRequest): SentPicture {
  return { bytes: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0), type: contentTypeOf(request) };
}
