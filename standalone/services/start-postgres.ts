import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { ensureCluster, ensurePassword, placeCluster, SUPERUSER } from './postgres-cluster.ts';
import { type RunningService, runService } from './run-service.ts';
import { chooseServiceUser } from './service-user.ts';
import { isAlive, readCommand, stopProcess } from './stop-process.ts';

export interface PostgresOptions {
  /** The folder for cluster, password and log; made when missing. */
  readonly directory: string;
  readonly port: number;
  /** Further settings, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

const DATABASE = 'rostrum';
const START_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 30_000;

/** For one machine that also encodes video: modest memory, room for a few servers, workers and tests. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  // Our queries are short: compiling them costs more than it saves.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
};

/**
 * Starts PostgreSQL from the npm package's own programs on 127.0.0.1 and waits until the database `rostrum` answers.
 * The first start makes the cluster (some seconds); later ones take a fraction of a second, also after kill -9. A
 * server that an earlier, killed run left behind on the same folder is ended first. Works as root too (as another
 * user: service-user.ts).
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningService> {
  const directory = resolve(options.directory);
  await mkdir(directory, { recursive: true });
  const user = await chooseServiceUser(join(directory, 'cluster'));
  const binaries = await findPostgresBinaries(user);
  const cluster = await placeCluster(directory, user);
  await ensureCluster(directory, cluster, binaries, user);
  await stopLeftover(cluster);
  const settings = { ...SETTINGS, ...options.settings, port: String(options.port) };
  const service = await runService({
    name: 'PostgreSQL',
    executable: binaries.postgres,
    args: ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    user,
    logFile: join(directory, 'postgres.log'),
    // PostgreSQL's "fast shutdown": running transactions are rolled back, everything is written.
    stopSignal: 'SIGINT',
    startPatienceMs: START_PATIENCE_MS,
    stopPatienceMs: STOP_PATIENCE_MS,
    isReady: async (pid) => {
      const postmaster = await readPostmaster(cluster);
      return postmaster?.pid === pid && postmaster.status === 'ready';
    },
  });
  const url = await ensureDatabase(`postgresql://${SUPERUSER}:${await ensurePassword(directory)}@127.0.0.1:${options.port}`);
  return { ...service, url, port: options.port, directory: cluster, [Symbol.asyncDispose]: service.stop };
}

/** A pid file of a dead server is PostgreSQL's own business, it notices; only a living one would be in our way. */
async function stopLeftover(cluster: string): Promise<void> {
  const pid = (await readPostmaster(cluster))?.pid ?? 0;
  if (pid > 0 && isAlive(pid) && readCommand(pid).includes(cluster)) await stopProcess(pid, 'SIGINT', STOP_PATIENCE_MS);
}

/** `postmaster.pid`: the process id in its first line, `starting`, `ready` or `stopping` in its eighth. */
async function readPostmaster(cluster: string): Promise<{ pid: number; status: string } | null> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return lines[0] ? { pid: Number(lines[0]), status: (lines[7] ?? '').trim() } : null;
}

async function ensureDatabase(serverUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: `${serverUrl}/postgres` });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
  return `${serverUrl}/${DATABASE}`;
}
