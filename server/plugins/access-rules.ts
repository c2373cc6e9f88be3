import type { FastifyContextConfig, RouteOptions } from 'fastify';
import { AppError } from '../../core/errors.ts';
import type { Access, App, Caller } from '../app.ts';

const SCOPE_RANK = { READ: 1, WRITE: 2, ADMIN: 3 } as const;
const ACCESS_SCOPE = { read: 'READ', write: 'WRITE', admin: 'ADMIN' } as const;

export interface RouteAccess {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
  /** The route never looks at tokens, not even at wrong ones. */
  readonly ignoresCredentials: boolean;
}

/** Whether a scope includes another one: ADMIN includes WRITE includes READ. */
export function includesScope(scope: Caller['scope'], wanted: Caller['scope']): boolean {
  return SCOPE_RANK[scope] >= SCOPE_RANK[wanted];
}

/** Throws `unauthenticated` or `forbidden` unless the caller may call a route of this access. */
export function assertAccess(access: Access, caller: Caller | null): void {
  if (access === 'public') return;
  if (!caller) throw new AppError('unauthenticated');
  const wanted = ACCESS_SCOPE[access];
  if (!includesScope(caller.scope, wanted)) throw new AppError('forbidden', `This needs a token with the scope ${wanted}.`);
  if (access === 'admin' && caller.role !== 'ADMIN') throw new AppError('forbidden', 'This is for administrators.');
}

/**
 * Collects who may call which route, and keeps the server from starting when a route does not say.
 * OPTIONS is public by nature: a browser's preflight carries no credentials (Fetch, 4.8).
 */
export function registerAccessRules(app: App): void {
  const routes: RouteOptions[] = [];
  app.decorate('listRouteAccess', () => routes.flatMap(describeRoute));
  app.addHook('onRoute', (route) => {
    if (route.method === 'OPTIONS') route.config = { ...route.config, access: 'public', credentials: 'ignored' };
    routes.push(route);
  });
  app.addHook('onReady', async () => {
    const silent = routes.filter((route) => !route.config?.access).map((route) => `${route.method} ${route.url}`);
    if (silent.length > 0)
      throw new Error(`Every route says in its config who may call it (\`access\`); these do not: ${silent.join(', ')}`);
  });
}

/** Lends an access to routes that a plugin of others registers in this scope and that cannot say it themselves. */
export function openToAnyone(scope: App, config: FastifyContextConfig = {}): void {
  scope.addHook('onRoute', (route) => {
    route.config = { access: 'public', credentials: 'ignored', ...config, ...route.config };
  });
}

function describeRoute({ method, url, config }: RouteOptions): RouteAccess[] {
  const { access = 'public', credentials } = config ?? {};
  return [method].flat().map((name) => ({ method: name, url, access, ignoresCredentials: credentials === 'ignored' }));
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route with its access, as registered. */
    listRouteAccess: () => RouteAccess[];
  }
}
