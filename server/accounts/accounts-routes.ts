import { Type } from 'typebox';
import { type App, callerOf, type ServerDependencies } from '../app.ts';
import { SIGN_IN_LIMIT } from '../plugins/rate-limits.ts';
import { ApiTokenCreate, ApiTokenCreated, ApiTokenPage, Me, SessionCreate } from './accounts-schemas.ts';
import { closeSession, createApiToken, openSession, readApiTokens, readMe, revokeApiToken } from './accounts-service.ts';
import { clearSessionCookie, setSessionCookie } from './session-cookie.ts';

const tags = ['accounts'];
const NoContent = Type.Null({ description: 'Done.' });

/** Sessions for the web page, tokens for everything else, and who one is. */
export function registerAccountsRoutes(app: App, dependencies: ServerDependencies): void {
  registerSessionRoutes(app, dependencies);
  registerTokenRoutes(app, dependencies);
}

function registerSessionRoutes(app: App, { database, config }: ServerDependencies): void {
  const { quotaBytes } = config.uploads;
  app.post(
    '/api/auth/sessions',
    {
      config: { access: 'public', rateLimit: SIGN_IN_LIMIT },
      schema: { tags, summary: "Sign in with a one-time link's token", body: SessionCreate, response: { 201: Me } },
    },
    async (request, reply) => {
      const session = await openSession(database, request.body.token, new Date());
      setSessionCookie(reply, session.text, config.publicUrl);
      return reply.code(201).send(await readMe(database, session, quotaBytes));
    },
  );

  app.delete(
    '/api/auth/sessions/current',
    { config: { access: 'read' }, schema: { tags, summary: 'Sign out', response: { 204: NoContent } } },
    async (request, reply) => {
      await closeSession(database, callerOf(request), new Date());
      clearSessionCookie(reply);
      return reply.code(204).send(null);
    },
  );

  app.get('/api/me', { config: { access: 'read' }, schema: { tags, summary: 'Who is asking', response: { 200: Me } } }, async (request) =>
    readMe(database, callerOf(request), quotaBytes),
  );
}

function registerTokenRoutes(app: App, { database }: ServerDependencies): void {
  app.post(
    '/api/tokens',
    {
      config: { access: 'write' },
      schema: { tags, summary: 'Create an API token; it is shown once', body: ApiTokenCreate, response: { 201: ApiTokenCreated } },
    },
    async (request, reply) => {
      const token = await createApiToken(database, callerOf(request), request.body, new Date());
      return reply.code(201).header('cache-control', 'no-store').send(token);
    },
  );

  app.get(
    '/api/tokens',
    { config: { access: 'read' }, schema: { tags, summary: "The caller's usable API tokens", response: { 200: ApiTokenPage } } },
    async (request) => ({ items: await readApiTokens(database, callerOf(request), new Date()), nextCursor: null }),
  );

  app.delete(
    '/api/tokens/:id',
    {
      config: { access: 'write' },
      schema: { tags, summary: 'Revoke an API token', params: Type.Object({ id: Type.String() }), response: { 204: NoContent } },
    },
    async (request, reply) => {
      await revokeApiToken(database, callerOf(request), request.params.id, new Date());
      return reply.code(204).send(null);
    },
  );
}
