import { Type } from 'typebox';
import { type App, callerOf, type ServerDependencies } from '../app.ts';
import { Channel, ChannelCreate, ChannelListQuery, ChannelPage, ChannelPatch } from './channels-schemas.ts';
import { changeChannel, createChannel, readChannel, readChannelPage, removeChannel } from './channels-service.ts';

const tags = ['channels'];
const params = Type.Object({ handle: Type.String() });

export function registerChannelsRoutes(app: App, dependencies: ServerDependencies): void {
  app.get(
    '/api/channels',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'Channels, newest first', querystring: ChannelListQuery, response: { 200: ChannelPage } },
    },
    async (request) => readChannelPage(dependencies, request.caller, request.query),
  );

  app.post(
    '/api/channels',
    { config: { access: 'write' }, schema: { tags, summary: 'Create a channel', body: ChannelCreate, response: { 201: Channel } } },
    async (request, reply) => {
      const channel = await createChannel(dependencies, callerOf(request), request.body);
      return reply.code(201).header('location', `/api/channels/${channel.handle}`).send(channel);
    },
  );

  app.get(
    '/api/channels/:handle',
    { config: { access: 'public' }, schema: { tags, summary: 'One channel', params, response: { 200: Channel } } },
    async (request) => readChannel(dependencies, request.params.handle),
  );

  app.patch(
    '/api/channels/:handle',
    {
      config: { access: 'write' },
      schema: { tags, summary: 'Change what is given, keep the rest', params, body: ChannelPatch, response: { 200: Channel } },
    },
    async (request) => changeChannel(dependencies, callerOf(request), request.params.handle, request.body),
  );

  app.delete(
    '/api/channels/:handle',
    {
      config: { access: 'write' },
      schema: { tags, summary: 'Delete a channel', params, response: { 204: Type.Null({ description: 'Done.' }) } },
    },
    async (request, reply) => {
      await removeChannel(dependencies, callerOf(request), request.params.handle);
      return reply.code(204).send(null);
    },
  );
}
