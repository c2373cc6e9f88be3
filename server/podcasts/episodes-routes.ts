import { Type } from 'typebox';
import { type App, callerOf, type ServerDependencies } from '../app.ts';
import { Episode, EpisodeCreate, EpisodeListQuery, EpisodePage, EpisodePatch } from './episodes-schemas.ts';
import { changeEpisode, createEpisode, readEpisode, readEpisodePage, removeEpisode, restoreEpisode } from './episodes-service.ts';
import { followRenames } from './follow-renames.ts';

const EPISODES = '/api/shows/:slug/episodes';
const EPISODE = `${EPISODES}/:id`;
/** Notes of an episode can be long: whole transcripts have been pasted into them. */
const BODY_LIMIT_BYTES = 2 * 2 ** 20;

const tags = ['episodes'];
const showParams = Type.Object({ slug: Type.String() });
const params = Type.Object({ slug: Type.String(), id: Type.String({ description: "The episode's id, or its slug." }) });
const nothing = Type.Null({ description: 'Done.' });

export function registerEpisodesRoutes(app: App, dependencies: ServerDependencies): void {
  registerList(app, dependencies);
  registerEpisode(app, dependencies);
}

function registerList(app: App, dependencies: ServerDependencies): void {
  app.get(
    EPISODES,
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: "A show's episodes that are out, newest first; for its owner also the others",
        params: showParams,
        querystring: EpisodeListQuery,
        response: { 200: EpisodePage },
      },
      preHandler: followRenames(dependencies),
    },
    async (request) => readEpisodePage(dependencies, request.caller, request.params.slug, request.query),
  );

  app.post(
    EPISODES,
    {
      config: { access: 'write' },
      bodyLimit: BODY_LIMIT_BYTES,
      schema: { tags, summary: 'Create an episode, of a video too', params: showParams, body: EpisodeCreate, response: { 201: Episode } },
    },
    async (request, reply) => {
      const episode = await createEpisode(dependencies, callerOf(request), request.params.slug, request.body);
      return reply.code(201).header('location', `/api/shows/${episode.show.slug}/episodes/${episode.id}`).send(episode);
    },
  );
}

function registerEpisode(app: App, dependencies: ServerDependencies): void {
  app.get(
    EPISODE,
    {
      config: { access: 'public' },
      schema: { tags, summary: 'One episode', params, response: { 200: Episode } },
      preHandler: followRenames(dependencies),
    },
    async ({ caller, params: { slug, id } }) => readEpisode(dependencies, caller, slug, id),
  );

  app.patch(
    EPISODE,
    {
      config: { access: 'write' },
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        tags,
        summary: 'Change what is given, keep the rest: publishing and scheduling too',
        params,
        body: EpisodePatch,
        response: { 200: Episode },
      },
    },
    async (request) => changeEpisode(dependencies, callerOf(request), request.params.slug, request.params.id, request.body),
  );

  app.delete(
    EPISODE,
    {
      config: { access: 'write' },
      schema: { tags, summary: 'Delete an episode; it can be restored', params, response: { 204: nothing } },
    },
    async (request, reply) => {
      await removeEpisode(dependencies, callerOf(request), request.params.slug, request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    `${EPISODE}/restore`,
    { config: { access: 'write' }, schema: { tags, summary: 'Bring a deleted episode back', params, response: { 200: Episode } } },
    async (request) => restoreEpisode(dependencies, callerOf(request), request.params.slug, request.params.id),
  );
}
