import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { access, chown, lstat, mkdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { SYSTEM_DIRECTORY } from './postgres-binaries.ts';
import { canReach, type ServiceUser } from './service-user.ts';

export const SUPERUSER = 'rostrum';
const run = promisify(execFile);

/**
 * Where the cluster of a data folder lies: `cluster` in that folder, or, when the service's user cannot enter it
 * (a clone in root's home), a folder of the system that the link `cluster` then leads to.
 */
export async function placeCluster(directory: string, user: ServiceUser | null): Promise<string> {
  const inside = join(directory, 'cluster');
  const link = await readlink(inside).catch(() => null);
  if (link) return existingTarget(link, inside);
  if (await isThere(inside)) return inside;
  if (canReach(user, directory)) return inside;
  // The password is part of the name: a data folder that was deleted and made anew gets a new cluster, not the old
  // one that it has no password for.
  const name = createHash('sha256')
    .update(directory)
    .update(await ensurePassword(directory))
    .digest('hex')
    .slice(0, 16);
  const outside = join(SYSTEM_DIRECTORY, name);
  await mkdir(SYSTEM_DIRECTORY, { recursive: true, mode: 0o755 });
  return outside;
}

async function existingTarget(target: string, link: string): Promise<string> {
  await access(target).catch((cause) => {
    throw new Error(`The database's files are gone: ${link} leads to ${target}, which is not there. Delete the link to begin anew.`, {
      cause,
    });
  });
  return target;
}

export interface ClusterPlan {
  /** The data folder, which keeps the password. */
  readonly directory: string;
  readonly cluster: string;
  readonly initdb: string;
  readonly user: ServiceUser | null;
  /** Wait until the new files are safe on the disk. */
  readonly sync: boolean;
}

/** Makes the cluster when it is not there yet. It appears under its name only when it is whole. */
export async function ensureCluster(plan: ClusterPlan): Promise<void> {
  const { directory, cluster, user } = plan;
  if (!(await isThere(cluster))) {
    const draft = `${cluster}.new`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    if (user) await chown(draft, user.uid, user.gid);
    await initialise(draft, await ensurePassword(directory), plan);
    await rename(draft, cluster);
  }
  if (dirname(cluster) !== directory && !(await isThere(join(directory, 'cluster')))) await symlink(cluster, join(directory, 'cluster'));
}

async function initialise(draft: string, password: string, { initdb, user, sync }: ClusterPlan): Promise<void> {
  const passwordFile = `${draft}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  const args = [
    `--pgdata=${draft}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    ...LOCALE,
    ...(sync ? [] : ['--no-sync']),
  ];
  try {
    await run(initdb, args, { cwd: '/', env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' }, ...(user ?? {}) });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/**
 * UTF-8 in the order of its code points, the same on every machine. The letters' classes come from the C library,
 * because pg_trgm asks it: with LC_CTYPE=C it would take only ASCII for letters.
 */
const LOCALE = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  `--lc-ctype=${process.platform === 'darwin' ? 'UTF-8' : 'C.UTF-8'}`,
];

/** The superuser's password, made on the first start and kept in the data folder for its owner's eyes only. */
export async function ensurePassword(directory: string): Promise<string> {
  const file = join(directory, 'password');
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept) return kept;
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

const isThere = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  );
