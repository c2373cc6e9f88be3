import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopLeftoverPostgres } from '../../standalone/services/start-postgres.ts';
import { stopLeftoverRedis } from '../../standalone/services/start-redis.ts';

/** Each run of the tests has a temporary folder that says whose it is. */
export const runDirectoryPrefix = (pid: number) => join(tmpdir(), `rostrum-test-${pid}-`);

/** Ends the services of test runs that were killed before they could, and deletes their folders. */
export async function sweepDeadRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(/^rostrum-test-(\d+)-/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) await sweep(join(tmpdir(), name));
  }
}

async function sweep(directory: string): Promise<void> {
  const cluster = await stopLeftoverPostgres(join(directory, 'postgres'));
  await stopLeftoverRedis(join(directory, 'redis'));
  if (cluster) await rm(cluster, { recursive: true, force: true });
  await rm(directory, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
