import { Type } from 'typebox';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import { type App, callerOf, type ServerDependencies } from '../app.ts';
import { followRenames } from './follow-renames.ts';
import { renderOpml } from './render-opml.ts';
import { Show, ShowCreate, ShowListQuery, ShowPage, ShowPatch } from './shows-schemas.ts';
import { changeShow, createShow, readShow, readShowPage, readShowsWithFeeds, removeShow, restoreShow } from './shows-service.ts';

const tags = ['shows'];
const params = Type.Object({ slug: Type.String() });
const nothing = Type.Null({ description: 'Done.' });

export function registerShowsRoutes(app: App, dependencies: ServerDependencies): void {
  registerLists(app, dependencies);
  registerShow(app, dependencies);
}

function registerLists(app: App, dependencies: ServerDependencies): void {
  const { publicUrl } = dependencies.config;
  app.get(
    '/api/shows',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'Public shows, or the own ones, newest first', querystring: ShowListQuery, response: { 200: ShowPage } },
    },
    async (request) => readShowPage(dependencies, request.caller, request.query),
  );

  app.get(
    '/api/shows/opml',
    {
      config: { access: 'public' },
      schema: {
        tags,
        summary: 'The public feeds as OPML, for podcast apps',
        querystring: Type.Object({ mine: Type.Optional(Type.Boolean({ description: "Only the caller's." })) }),
        response: { 200: Type.String({ description: 'OPML 2.0.' }) },
      },
    },
    async (request, reply) => {
      const shows = await readShowsWithFeeds(dependencies, request.caller, request.query.mine ?? false);
      const listed = shows.map((show) => ({
        ...show,
        feed: podcastUrls.feed(publicUrl, show.slug),
        page: podcastUrls.showPage(publicUrl, show.slug),
      }));
      return reply
        .type('text/x-opml; charset=utf-8')
        .header('content-disposition', 'attachment; filename="podcasts.opml"')
        .send(renderOpml(`Podcasts on ${new URL(publicUrl).host}`, listed, new Date()));
    },
  );

  app.post(
    '/api/shows',
    { config: { access: 'write' }, schema: { tags, summary: 'Create a show', body: ShowCreate, response: { 201: Show } } },
    async (request, reply) => {
      const show = await createShow(dependencies, callerOf(request), request.body);
      return reply.code(201).header('location', `/api/shows/${show.slug}`).send(show);
    },
  );
}

function registerShow(app: App, dependencies: ServerDependencies): void {
  app.get(
    '/api/shows/:slug',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'One show; 301 for a slug that it had before', params, response: { 200: Show } },
      preHandler: followRenames(dependencies),
    },
    async (request) => readShow(dependencies, request.caller, request.params.slug),
  );

  app.patch(
    '/api/shows/:slug',
    {
      config: { access: 'write' },
      schema: { tags, summary: 'Change what is given, keep the rest', params, body: ShowPatch, response: { 200: Show } },
    },
    async (request) => changeShow(dependencies, callerOf(request), request.params.slug, request.body),
  );

  app.delete(
    '/api/shows/:slug',
    { config: { access: 'write' }, schema: { tags, summary: 'Delete a show; it can be restored', params, response: { 204: nothing } } },
    async (request, reply) => {
      await removeShow(dependencies, callerOf(request), request.params.slug);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/shows/:slug/restore',
    { config: { access: 'write' }, schema: { tags, summary: 'Bring a deleted show back', params, response: { 200: Show } } },
    async (request) => restoreShow(dependencies, callerOf(request), request.params.slug),
  );
}
