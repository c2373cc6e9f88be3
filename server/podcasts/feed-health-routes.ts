import { Type } from 'typebox';
import { type App, callerOf, type ServerDependencies } from '../app.ts';
import { FeedHealth } from './feed-health-schemas.ts';
import { readFeedHealth } from './feed-health-service.ts';
import { followRenames } from './follow-renames.ts';

export function registerFeedHealthRoutes(app: App, dependencies: ServerDependencies): void {
  app.get(
    '/api/shows/:slug/health',
    {
      config: { access: 'read' },
      schema: {
        tags: ['shows'],
        summary: 'What directories would refuse or show wrongly, and how to mend it; for the owner',
        params: Type.Object({ slug: Type.String() }),
        response: { 200: FeedHealth },
      },
      preHandler: followRenames(dependencies),
    },
    async (request) => readFeedHealth(dependencies, callerOf(request), request.params.slug),
  );
}
