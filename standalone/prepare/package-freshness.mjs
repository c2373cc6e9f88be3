import { createHash } from 'node:crypto';

/**
 * @typedef {{version?: string, optional?: boolean, link?: boolean}} LockedPackage
 * @typedef {{packages?: Record<string, LockedPackage>}} Lockfile
 */

/**
 * What the installed packages depend on: the two package files, and the Node that native modules were built for.
 *
 * @param {readonly string[]} contents of package.json and package-lock.json
 * @param {string} runtime from `runtimeName`
 */
export function packageStamp(contents, runtime) {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content).update('\0');
  return `${runtime} ${hash.digest('hex')}`;
}

/** This Node's binary interface and platform, such as "linux-x64-115". */
export function runtimeName() {
  return `${process.platform}-${process.arch}-${process.versions.modules}`;
}

/**
 * Decides whether the packages must be installed. A stamp of ours settles it; without a matching one (someone ran npm
 * by hand) npm's own record of what lies in node_modules is compared with the lockfile, so that a sound folder is
 * adopted instead of being installed again.
 *
 * @param {{stamp: string | null, expectedStamp: string, installed: Lockfile | null, locked: Lockfile}} state
 * @returns {'fresh' | 'adopt' | 'missing' | 'stale'}
 */
export function judgePackages({ stamp, expectedStamp, installed, locked }) {
  if (!installed) return 'missing';
  if (stamp === expectedStamp) return 'fresh';
  const [runtime] = expectedStamp.split(' ');
  if (stamp && stamp.split(' ')[0] !== runtime) return 'stale';
  return sameVersions(installed, locked) ? 'adopt' : 'stale';
}

/**
 * True when everything that is installed is what the lockfile names, and nothing but optional packages is absent.
 *
 * @param {Lockfile} installed
 * @param {Lockfile} locked
 */
function sameVersions(installed, locked) {
  const wanted = Object.entries(locked.packages ?? {}).filter(([path]) => path !== '');
  const present = installed.packages ?? {};
  const known = new Set(wanted.map(([path]) => path));
  return (
    Object.keys(present).every((path) => known.has(path)) &&
    wanted.every(([path, { version, optional }]) => (present[path] ? present[path].version === version : optional === true))
  );
}
