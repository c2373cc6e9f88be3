import { Type } from 'typebox';
import { pingDatabase } from '../../core/database.ts';
import type { App, ServerDependencies } from '../app.ts';
import { withinTime } from '../within-time.ts';

const CHECK_TIMEOUT_MS = 3000;

const Check = Type.Enum(['ok', 'failed']);
const Readiness = Type.Object({
  status: Type.Enum(['ready', 'not ready', 'stopping']),
  checks: Type.Object({ database: Check, redis: Check, objectStore: Check }),
});

/**
 * `/healthz`: the process is alive; restart it when this fails. `/readyz`: it can do its work; send it no requests while
 * this fails. Neither tells strangers why; the logs do.
 */
export function registerHealth(app: App, dependencies: ServerDependencies): void {
  const config = { access: 'public', credentials: 'ignored', quiet: true } as const;
  app.get('/healthz', { config }, async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'alive' }));
  app.get('/readyz', { config, schema: { response: { 200: Readiness, 503: Readiness } } }, async (request, reply) => {
    const checks = await runChecks(dependencies, (name, error) => request.log.warn({ err: error }, `not ready: ${name} does not answer`));
    const healthy = Object.values(checks).every((check) => check === 'ok');
    const status = app.stopping.aborted ? 'stopping' : healthy ? 'ready' : 'not ready';
    return reply
      .code(status === 'ready' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status, checks });
  });
}

async function runChecks({ database, redis, objectStore }: ServerDependencies, onFailure: (name: string, error: unknown) => void) {
  const check = async (name: string, work: Promise<unknown>) => {
    try {
      await withinTime(work, CHECK_TIMEOUT_MS);
      return 'ok' as const;
    } catch (error) {
      onFailure(name, error);
      return 'failed' as const;
    }
  };
  const [databaseCheck, redisCheck, objectStoreCheck] = await Promise.all([
    check('the database', pingDatabase(database)),
    check('Redis', redis.ping()),
    check('the object store', objectStore.check()),
  ]);
  return { database: databaseCheck, redis: redisCheck, objectStore: objectStoreCheck };
}
