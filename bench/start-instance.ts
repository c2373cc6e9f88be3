import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../core/database.ts';
import { openLogger } from '../core/logger.ts';
import { applyMigrations } from '../prisma/tools/apply-migrations.ts';
import { createAccount } from '../server/accounts/create-account.ts';
import { issueToken } from '../server/accounts/issue-token.ts';
import { areRolesStale, buildRoles } from '../standalone/build-roles.ts';
import { PROJECT_ROOT } from '../standalone/prepare/project-folders.mjs';
import { findPort } from '../standalone/services/find-port.ts';
import { startPostgres } from '../standalone/services/start-postgres.ts';
import { startRedis } from '../standalone/services/start-redis.ts';
import { startRole } from '../standalone/start-role.ts';
import type { Api } from './api-client.ts';

export interface BenchInstance extends AsyncDisposable {
  readonly api: Api;
  readonly workerPid: number;
  /** The folder of the object store. */
  readonly objects: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

const READY_SECONDS = 60;

/**
 * Starts PostgreSQL, Redis, one server and one worker in a temporary folder, the same way as `npm start` does, and
 * waits until all of them idle. Dispose it to end and delete everything.
 */
export async function startInstance(): Promise<BenchInstance> {
  if (areRolesStale(PROJECT_ROOT)) await buildRoles(PROJECT_ROOT);
  const directory = await mkdtemp(join(tmpdir(), 'rostrum-bench-'));
  // PostgreSQL may run as another user (standalone/services/service-user.ts), who has to pass here.
  await chmod(directory, 0o755);
  const endings: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
  const dispose = async () => {
    for (const end of endings.splice(0).toReversed()) await end();
  };
  try {
    return { ...(await startParts(directory, endings)), [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function startParts(directory: string, endings: (() => Promise<unknown>)[]): Promise<Omit<BenchInstance, keyof AsyncDisposable>> {
  const postgres = await startPostgres({ directory: join(directory, 'postgres'), port: await findPort(21_100) });
  endings.push(() => rm(postgres.directory, { recursive: true, force: true }), postgres.stop);
  const redis = await startRedis({ directory: join(directory, 'redis'), port: await findPort(21_200) });
  endings.push(redis.stop);
  await applyMigrations({ databaseUrl: postgres.url });

  const port = await findPort(21_300);
  const url = `http://127.0.0.1:${port}`;
  const objects = join(directory, 'objects');
  const environment = {
    ...process.env,
    PORT: String(port),
    PUBLIC_URL: url,
    ROSTRUM_SECRET: randomBytes(24).toString('base64url'),
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    OBJECT_FOLDER: objects,
    S3_BUCKET: '',
    LOG_LEVEL: 'info',
    // We ask for the asset's state many times a second.
    RATE_LIMIT_PER_MINUTE: '1000000',
    // A bench that has seen enough does not wait for the rest of the film.
    WORKER_STOP_SECONDS: '0',
  };
  const start = async (role: 'server' | 'worker') => {
    const logFile = join(directory, `${role}.log`);
    const part = await startRole({ role, environment, logFile, say: () => {} });
    endings.push(() => part.stop());
    return { ...part, logFile };
  };
  const worker = await start('worker');
  await start('server');
  await until(async () => (await readFile(worker.logFile, 'utf8')).includes('worker is ready'));
  await until(async () => (await fetch(`${url}/readyz`)).ok);
  return {
    api: { url, token: await createToken(postgres.url) },
    workerPid: worker.pid,
    objects,
    databaseUrl: postgres.url,
    redisUrl: redis.url,
  };
}

async function createToken(databaseUrl: string): Promise<string> {
  await using connection = openDatabase(databaseUrl, openLogger('silent', 'standalone'));
  const account = await createAccount(connection.database, { displayName: 'Bench', role: 'CREATOR' });
  const grant = { accountId: account.id, kind: 'API', scope: 'WRITE', name: 'bench', expiresAt: null } as const;
  return (await issueToken(connection.database, grant)).text;
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + READY_SECONDS * 1000; Date.now() < deadline; await sleep(100)) {
    if (await isTrue().catch(() => false)) return;
  }
  throw new Error(`The instance was not ready after ${READY_SECONDS} s.`);
}
