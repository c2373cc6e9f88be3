import { Type } from 'typebox';
import { type App, callerOf, type ServerDependencies } from '../app.ts';
import { FeedImport, ImportCreate, ImportListQuery, ImportPage } from './imports-schemas.ts';
import { cancelImport, createImport, readImport, readImportPage, retryImport } from './imports-service.ts';

const tags = ['imports'];
const params = Type.Object({ id: Type.String() });

export function registerImportsRoutes(app: App, dependencies: ServerDependencies): void {
  app.post(
    '/api/imports',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: "Bring over a podcast by its feed's address, or its new episodes",
        description:
          'The address must lead to the public internet. ' +
          'For other networks (a feed on one machine or in one house) whoever runs this instance sets OUTBOUND_ALLOW, as in `127.0.0.0/8`.',
        body: ImportCreate,
        response: { 202: FeedImport },
      },
    },
    async (request, reply) => {
      const begun = await createImport(dependencies, callerOf(request), request.body);
      return reply.code(202).header('location', `/api/imports/${begun.id}`).send(begun);
    },
  );

  app.get(
    '/api/imports',
    {
      config: { access: 'read' },
      schema: { tags, summary: 'Your imports, newest first', querystring: ImportListQuery, response: { 200: ImportPage } },
    },
    async (request) => readImportPage(dependencies, callerOf(request), request.query),
  );

  app.get(
    '/api/imports/:id',
    { config: { access: 'read' }, schema: { tags, summary: 'How far an import is', params, response: { 200: FeedImport } } },
    async (request) => readImport(dependencies, callerOf(request), request.params.id),
  );

  app.post(
    '/api/imports/:id/retry',
    { config: { access: 'write' }, schema: { tags, summary: 'Try again what failed', params, response: { 202: FeedImport } } },
    async (request, reply) => reply.code(202).send(await retryImport(dependencies, callerOf(request), request.params.id)),
  );

  app.delete(
    '/api/imports/:id',
    {
      config: { access: 'write' },
      schema: {
        tags,
        summary: 'Cancel an import, or forget one that is over',
        description: 'A show that is not opened yet goes with its import; one that is public stays.',
        params,
        response: { 204: Type.Null({ description: 'Done.' }) },
      },
    },
    async (request, reply) => {
      await cancelImport(dependencies, callerOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
