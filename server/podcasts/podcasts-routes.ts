import type { App, ServerDependencies } from '../app.ts';
import { registerArtworkRoutes } from './artwork-routes.ts';
import { registerChaptersRoutes } from './chapters-routes.ts';
import { registerEpisodesRoutes } from './episodes-routes.ts';
import { registerFeedHealthRoutes } from './feed-health-routes.ts';
import { registerShowsRoutes } from './shows-routes.ts';
import { registerSubscribersRoutes } from './subscribers-routes.ts';
import { registerTranscriptsRoutes } from './transcripts-routes.ts';

/** What creators do with podcasts, and what anybody may read of them. */
export function registerPodcastRoutes(app: App, dependencies: ServerDependencies): void {
  registerShowsRoutes(app, dependencies);
  registerEpisodesRoutes(app, dependencies);
  registerArtworkRoutes(app, dependencies);
  registerSubscribersRoutes(app, dependencies);
  registerChaptersRoutes(app, dependencies);
  registerTranscriptsRoutes(app, dependencies);
  registerFeedHealthRoutes(app, dependencies);
}
