import { Type } from 'typebox';
import { type App, callerOf, type ServerDependencies } from '../app.ts';
import { acceptRawBodies, rawBodyOf } from './accept-raw-bodies.ts';
import { CHAPTERS_BODIES } from './chapters-bodies.ts';
import { EpisodeChapters } from './chapters-schemas.ts';
import { readEpisodeChapters, removeChapters, replaceChapters } from './chapters-service.ts';
import { followRenames } from './follow-renames.ts';

const CHAPTERS = '/api/shows/:slug/episodes/:id/chapters';
const BODY_LIMIT_BYTES = 2 ** 20;

const tags = ['episodes'];
const params = Type.Object({ slug: Type.String(), id: Type.String({ description: "The episode's id, or its slug." }) });

export function registerChaptersRoutes(app: App, dependencies: ServerDependencies): void {
  app.get(
    CHAPTERS,
    {
      config: { access: 'public' },
      schema: { tags, summary: "An episode's chapters", params, response: { 200: EpisodeChapters } },
      preHandler: followRenames(dependencies),
    },
    async ({ caller, params }) => readEpisodeChapters(dependencies, caller, params),
  );

  app.delete(
    CHAPTERS,
    {
      config: { access: 'write' },
      schema: { tags, summary: 'Take the chapters away', params, response: { 204: Type.Null({ description: 'Done.' }) } },
    },
    async (request, reply) => {
      await removeChapters(dependencies, callerOf(request), request.params);
      return reply.code(204).send(null);
    },
  );

  app.register(async (scope: App) => {
    acceptRawBodies(scope, Object.keys(CHAPTERS_BODIES), BODY_LIMIT_BYTES);
    scope.put(
      CHAPTERS,
      {
        config: { access: 'write', reads: { bodies: CHAPTERS_BODIES } },
        bodyLimit: BODY_LIMIT_BYTES,
        schema: {
          tags,
          summary: 'Replace the chapters',
          description: 'As a list of chapters, JSON Chapters, Podlove Simple Chapters, or lines of text as in `00:01:02 Title`.',
          params,
          response: { 200: EpisodeChapters },
        },
      },
      async (request) => replaceChapters(dependencies, callerOf(request), request.params, rawBodyOf(request)),
    );
  });
}
