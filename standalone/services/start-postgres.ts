import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { ensureCluster, ensurePassword, placeCluster, SUPERUSER } from './postgres-cluster.ts';
import { type RunningService, runService } from './run-service.ts';
import { chooseServiceUser } from './service-user.ts';
import { stopLeftover } from './stop-leftover.ts';

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
  await mkdir(options.directory, { recursive: true });
  // The command line of a leftover is compared with this path, so links are followed.
  const directory = await realpath(options.directory);
  const user = await chooseServiceUser(join(directory, 'cluster'));
  const binaries = await findPostgresBinaries(user);
  const cluster = await placeCluster(directory, user);
  await ensureCluster({ directory, cluster, initdb: binaries.initdb, user, sync: options.settings?.['fsync'] !== 'off' });
  await stopLeftoverPostgres(directory);
  await disownPidFile(cluster);
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

/** Ends the PostgreSQL that a killed run left behind on a folder, if there is one. Gives where its cluster lies. */
export async function stopLeftoverPostgres(directory: string): Promise<string | null> {
  const cluster = await realpath(join(directory, 'cluster')).catch(() => null);
  if (cluster) await stopLeftover((await readPostmaster(cluster))?.pid ?? 0, cluster, 'SIGINT');
  return cluster;
}

/**
 * PostgreSQL ignores the pid file of a dead server, unless the id it names has been given to another process since,
 * or belongs to a dead child that nobody has buried (a container without an init). With our own id in its place it
 * takes the file for stale, because we are its parent, and still checks that no process of the old server uses the
 * shared memory.
 */
async function disownPidFile(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch(() => null);
  if (text !== null) await writeFile(pidFile, text.replace(/^\d+/, String(process.pid)));
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
