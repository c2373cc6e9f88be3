import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';

export interface ServiceUser {
  readonly uid: number;
  readonly gid: number;
}

/** Users that a machine has anyway, best first. */
const CANDIDATES = ['postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root. Gives the user to run it as: the owner of the cluster when there is one
 * (PostgreSQL insists on that), else `postgres` or `nobody`; null when we are not root and run it as ourselves.
 */
export async function chooseServiceUser(cluster: string): Promise<ServiceUser | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(cluster).catch(() => null);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of CANDIDATES) {
    const user = findUser(name);
    if (user) return user;
  }
  throw new Error('PostgreSQL does not run as root, and this machine has neither a user "postgres" nor "nobody" to run it as.');
}

function findUser(name: string): ServiceUser | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout?.trim());
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
}

/** Whether that user can enter a folder or run a file: asks the kernel, which also knows mounts and access lists. */
export function canReach(user: ServiceUser | null, path: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$0"', path], { cwd: '/', ...(user ?? {}) }).status === 0;
}
