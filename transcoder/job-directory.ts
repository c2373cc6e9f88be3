import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'rostrum-worker-';

/**
 * Makes this process's folder for encoded bytes on their way to the store, and removes those of workers that were
 * killed before they could tidy up. Dispose it to remove it.
 */
export async function openWorkDirectory(): Promise<{ path: string } & AsyncDisposable> {
  await removeAbandoned();
  const path = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    // Another user's folder cannot be removed and is theirs to care for.
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Makes a folder for one job, with a folder in it for each name. Dispose it to remove it with all it holds. */
export async function openJobDirectory(workDirectory: string, names: readonly string[]): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(workDirectory, 'job-'));
  for (const name of names) await mkdir(join(path, name));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
