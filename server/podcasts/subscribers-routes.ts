import { Type } from 'typebox';
import { type App, callerOf, type ServerDependencies } from '../app.ts';
import { followRenames } from './follow-renames.ts';
import {
  Subscriber,
  SubscriberCreate,
  SubscriberListQuery,
  SubscriberPage,
  SubscriberPatch,
  SubscriberWithToken,
} from './subscribers-schemas.ts';
import { addSubscriber, changeSubscriber, readSubscriberPage, revokeSubscriber, rotateToken } from './subscribers-service.ts';

const SUBSCRIBERS = '/api/shows/:slug/subscribers';
const SUBSCRIBER = `${SUBSCRIBERS}/:id`;

const tags = ['subscribers'];
const write = { access: 'write' } as const;
const showParams = Type.Object({ slug: Type.String() });
const params = Type.Object({ slug: Type.String(), id: Type.String() });
const nothing = Type.Null({ description: 'Done.' });

/** Answers with tokens or names in them are for nobody's cache. */
const NO_STORE = { 'cache-control': 'no-store' };

export function registerSubscribersRoutes(app: App, dependencies: ServerDependencies): void {
  registerList(app, dependencies);
  registerSubscriber(app, dependencies);
}

function registerList(app: App, dependencies: ServerDependencies): void {
  app.get(
    SUBSCRIBERS,
    {
      config: { access: 'read' },
      schema: {
        tags,
        summary: 'Who has a private feed, newest first',
        params: showParams,
        querystring: SubscriberListQuery,
        response: { 200: SubscriberPage },
      },
      preHandler: followRenames(dependencies),
    },
    async (request, reply) => {
      const page = await readSubscriberPage(dependencies, callerOf(request), request.params.slug, request.query);
      return reply.headers(NO_STORE).send(page);
    },
  );

  app.post(
    SUBSCRIBERS,
    {
      config: write,
      schema: {
        tags,
        summary: 'Give somebody a private feed; the answer alone says its token',
        params: showParams,
        body: SubscriberCreate,
        response: { 201: SubscriberWithToken },
      },
    },
    async (request, reply) => {
      const subscriber = await addSubscriber(dependencies, callerOf(request), request.params.slug, request.body);
      return reply.code(201).headers(NO_STORE).send(subscriber);
    },
  );
}

function registerSubscriber(app: App, dependencies: ServerDependencies): void {
  app.patch(
    SUBSCRIBER,
    {
      config: write,
      schema: { tags, summary: 'Change the name or the end', params, body: SubscriberPatch, response: { 200: Subscriber } },
    },
    async (request) => changeSubscriber(dependencies, callerOf(request), request.params.slug, request.params.id, request.body),
  );

  app.post(
    `${SUBSCRIBER}/rotate`,
    {
      config: write,
      schema: { tags, summary: 'A new token in place of the old one', params, response: { 200: SubscriberWithToken } },
    },
    async (request, reply) => {
      const subscriber = await rotateToken(dependencies, callerOf(request), request.params.slug, request.params.id);
      return reply.headers(NO_STORE).send(subscriber);
    },
  );

  app.delete(
    SUBSCRIBER,
    { config: write, schema: { tags, summary: 'Withdraw a private feed for ever', params, response: { 204: nothing } } },
    async (request, reply) => {
      await revokeSubscriber(dependencies, callerOf(request), request.params.slug, request.params.id);
      return reply.code(204).send(null);
    },
  );
}
