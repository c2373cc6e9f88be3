import type { App, ServerDependencies } from '../app.ts';
import { registerEpisodesRoutes } from './episodes-routes.ts';
import { registerShowsRoutes } from './shows-routes.ts';

/** What creators do with podcasts, and what anybody may read of them. */
export function registerPodcastRoutes(app: App, dependencies: ServerDependencies): void {
  registerShowsRoutes(app, dependencies);
  registerEpisodesRoutes(app, dependencies);
}
