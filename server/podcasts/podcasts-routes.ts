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
  app.register(async (scope) => {
    const podcasts = scope as App;
    // What people paste comes from anywhere: what no feed can carry is dropped, and the rest of their text is kept.
    podcasts.addHook('onRoute', (route) => {
      route.config = { ...route.config, dropsUnfitText: true };
    });
    registerShowsRoutes(podcasts, dependencies);
    registerEpisodesRoutes(podcasts, dependencies);
    registerArtworkRoutes(podcasts, dependencies);
    registerSubscribersRoutes(podcasts, dependencies);
    registerChaptersRoutes(podcasts, dependencies);
    registerTranscriptsRoutes(podcasts, dependencies);
    registerFeedHealthRoutes(podcasts, dependencies);
  });
}
