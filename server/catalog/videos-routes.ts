import { Type } from 'typebox';
import { type App, callerOf, type ServerDependencies } from '../app.ts';
import { Video, VideoCreate, VideoListQuery, VideoPage, VideoPatch } from './videos-schemas.ts';
import { changeVideo, createVideo, readVideo, readVideoPage, removeVideo } from './videos-service.ts';

const tags = ['videos'];
const params = Type.Object({ id: Type.String() });

export function registerVideosRoutes(app: App, dependencies: ServerDependencies): void {
  app.get(
    '/api/videos',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'Public videos, or the own ones', querystring: VideoListQuery, response: { 200: VideoPage } },
    },
    async (request) => readVideoPage(dependencies, request.caller, request.query),
  );

  app.post(
    '/api/videos',
    { config: { access: 'write' }, schema: { tags, summary: 'Create a video', body: VideoCreate, response: { 201: Video } } },
    async (request, reply) => {
      const video = await createVideo(dependencies, callerOf(request), request.body);
      return reply.code(201).header('location', `/api/videos/${video.id}`).send(video);
    },
  );

  app.get(
    '/api/videos/:id',
    { config: { access: 'public' }, schema: { tags, summary: 'One video', params, response: { 200: Video } } },
    async (request) => readVideo(dependencies, request.caller, request.params.id),
  );

  app.patch(
    '/api/videos/:id',
    {
      config: { access: 'write' },
      schema: { tags, summary: 'Change what is given, keep the rest', params, body: VideoPatch, response: { 200: Video } },
    },
    async (request) => changeVideo(dependencies, callerOf(request), request.params.id, request.body),
  );

  app.delete(
    '/api/videos/:id',
    {
      config: { access: 'write' },
      schema: { tags, summary: 'Delete a video', params, response: { 204: Type.Null({ description: 'Done.' }) } },
    },
    async (request, reply) => {
      await removeVideo(dependencies, callerOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
