import type { App, ServerDependencies } from '../app.ts';
import { type AcknowledgedBytes, openAcknowledgedBytes } from './acknowledged-bytes.ts';
import { registerFeedRoutes } from './feed-routes.ts';
import { registerMediaRoutes } from './media-routes.ts';
import { openFeedDelivery } from './open-feed-delivery.ts';
import { registerPrivateFeedRoutes } from './private-feed-routes.ts';

declare module 'fastify' {
  interface FastifyInstance {
    acknowledgedBytes: AcknowledgedBytes;
  }
}

/** All that podcast apps fetch: public and private feeds, episodes' files, artwork. */
export function registerFeeds(app: App, dependencies: ServerDependencies): void {
  const acknowledgedBytes = openAcknowledgedBytes();
  app.decorate('acknowledgedBytes', acknowledgedBytes);
  // Before the counter of downloads closes, which was registered earlier.
  app.addHook('onClose', () => acknowledgedBytes[Symbol.asyncDispose]());
  const delivery = openFeedDelivery(app, dependencies);
  registerFeedRoutes(app, dependencies, delivery);
  registerPrivateFeedRoutes(app, dependencies, delivery);
  registerMediaRoutes(app, dependencies, delivery);
}
