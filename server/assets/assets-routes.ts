import { Type } from 'typebox';
import type { App, ServerDependencies } from '../app.ts';
import { openAssetFeed } from './asset-feed.ts';
import { Asset } from './assets-schemas.ts';
import { readAssetSnapshot, readVisibleAsset } from './assets-service.ts';
import { isFinished, streamAsset } from './stream-asset.ts';

const tags = ['assets'];
const params = Type.Object({ id: Type.String() });

/** An asset's state, once or as it changes. */
export function registerAssetsRoutes(app: App, dependencies: ServerDependencies): void {
  const { subscriber, logger } = dependencies;
  const feed = openAssetFeed({ subscriber, logger, read: (id) => readAssetSnapshot(dependencies, id) });
  app.addHook('onClose', async () => feed.close());

  app.get(
    '/api/assets/:id',
    { config: { access: 'public' }, schema: { tags, summary: 'One asset and its progress', params, response: { 200: Asset } } },
    async (request) => readVisibleAsset(dependencies, request.caller, request.params.id),
  );

  app.get(
    '/api/assets/:id/events',
    {
      config: { access: 'public' },
      // A HEAD would hold the connection for nothing.
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: "An asset's changes as server-sent events",
        description: 'Events named `asset`, each with the whole asset as its data; the first at once, the last when it is READY or FAILED.',
        params,
        headers: Type.Object({ 'last-event-id': Type.Optional(Type.String()) }),
        response: {
          200: { description: 'The stream.', content: { 'text/event-stream': { schema: Type.String() } } },
          204: Type.Null({ description: 'A browser that reconnects has seen the end; this makes it stop (HTML, 9.2.3).' }),
        },
      },
    },
    async (request, reply) => {
      const asset = await readVisibleAsset(dependencies, request.caller, request.params.id);
      if (isFinished(asset) && request.headers['last-event-id'] === asset.state) return reply.code(204).send(null);
      streamAsset(reply, feed, { first: asset, caller: request.caller, signal: app.stopping });
      return reply;
    },
  );
}
