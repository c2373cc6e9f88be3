import type { InstanceFolder } from './instance-folder.ts';
import { type KeptPart, keepRunning, type Part } from './keep-running.ts';
import { findPort } from './services/find-port.ts';
import type { RunningService } from './services/run-service.ts';
import { startPostgres } from './services/start-postgres.ts';
import { startRedis } from './services/start-redis.ts';

export interface ServiceContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: InstanceFolder;
  readonly say: (line: string) => void;
  /** Receives every part that is started, in order, so that it is stopped whatever happens next. */
  readonly parts: KeptPart<Part>[];
}

const POSTGRES_PORT = 54_330;
const REDIS_PORT = 63_790;

/** The database's URL: the one in DATABASE_URL, or that of an embedded PostgreSQL. */
export async function provideDatabase({ env, folder, say, parts }: ServiceContext): Promise<string> {
  if (env['DATABASE_URL']) return env['DATABASE_URL'];
  const port = await choosePort('PostgreSQL', Number(env['POSTGRES_PORT'] || POSTGRES_PORT), say);
  const start = () => startPostgres({ directory: folder.postgres, port });
  return keepService('PostgreSQL', start, say, parts);
}

/** Redis's URL: the one in REDIS_URL, or that of a Redis of our own. */
export async function provideRedis({ env, folder, say, parts }: ServiceContext, executable: string | undefined): Promise<string> {
  if (env['REDIS_URL']) return env['REDIS_URL'];
  const port = await choosePort('Redis', Number(env['REDIS_PORT'] || REDIS_PORT), say);
  const start = () => startRedis({ directory: folder.redis, port, ...(executable ? { executable } : {}) });
  return keepService('Redis', start, say, parts);
}

/** The preferred port, or the next free one above it, with a line that says so. */
export async function choosePort(name: string, preferred: number, say: (line: string) => void): Promise<number> {
  const port = await findPort(preferred);
  if (port !== preferred) say(`Port ${preferred} is taken; ${name} uses ${port}.`);
  return port;
}

async function keepService(name: string, start: () => Promise<RunningService>, say: (line: string) => void, parts: KeptPart<Part>[]) {
  const service = await keepRunning({ name, start, say });
  parts.push(service);
  return service.current().url;
}
