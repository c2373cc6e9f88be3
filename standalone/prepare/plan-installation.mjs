import { PROGRAMS } from './programs.mjs';

/**
 * What a system offers for installing programs.
 *
 * @typedef {object} System
 * @property {NodeJS.Platform} platform
 * @property {boolean} isRoot
 * @property {boolean} hasPasswordlessSudo
 * @property {'apt-get' | 'brew' | 'dnf' | 'pacman' | 'apk' | 'zypper' | null} packageTool
 */

/**
 * One way to get programs: install with apt (as root, or through sudo), unpack Debian's packages into the data
 * folder, or install with Homebrew.
 *
 * @typedef {{kind: 'apt', sudo: boolean, packages: string[]} | {kind: 'unpack', packages: string[]} | {kind: 'brew', packages: string[]}} Way
 */

/**
 * The ways to get the missing programs on this system, the best first. None is left for a system that we do not know:
 * then `commandToType` says what its owner can do.
 *
 * @param {readonly import('./programs.mjs').ProgramName[]} missing
 * @param {System} system
 * @returns {Way[]}
 */
export function planInstallation(missing, system) {
  if (missing.length === 0) return [];
  if (system.packageTool === 'brew') {
    const packages = packagesOf(missing, 'brewPackages');
    return packages.length > 0 ? [{ kind: 'brew', packages }] : [];
  }
  if (system.packageTool !== 'apt-get') return [];
  /** @type {Way[]} */
  const ways = [];
  if (system.isRoot) ways.push({ kind: 'apt', sudo: false, packages: packagesOf(missing, 'aptPackages') });
  else if (system.hasPasswordlessSudo) ways.push({ kind: 'apt', sudo: true, packages: packagesOf(missing, 'aptPackages') });
  const unpackable = packagesOf(
    missing.filter((name) => PROGRAMS[name].unpackable),
    'aptPackages',
  );
  if (unpackable.length > 0) ways.push({ kind: 'unpack', packages: unpackable });
  return ways;
}

/**
 * One sentence for a person whose system we cannot install programs on.
 *
 * @param {readonly import('./programs.mjs').ProgramName[]} missing
 * @param {System} system
 */
export function commandToType(missing, system) {
  const names = missing.join(', ');
  const brew = `brew install ${packagesOf(missing, 'brewPackages').join(' ')}`;
  if (system.platform === 'win32') return `Rostrum needs ${names}; on Windows, please run it inside WSL.`;
  if (system.platform === 'darwin' && system.packageTool !== 'brew')
    return `Rostrum needs ${names}: get Homebrew from https://brew.sh, then type "${brew}" and try again.`;
  const command = installCommands(missing, brew)[system.packageTool ?? 'none'];
  if (!command) return `Rostrum needs ${names} on the PATH: please install them with your system's packages and try again.`;
  return `Rostrum needs ${names}: please type "${command}" and try again.`;
}

/**
 * @param {readonly import('./programs.mjs').ProgramName[]} missing
 * @param {string} brew
 * @returns {Partial<Record<string, string>>}
 */
function installCommands(missing, brew) {
  // Other distributions name the packages as Homebrew does: one "ffmpeg" with ffprobe in it, and "redis".
  const elsewhere = packagesOf(missing, 'brewPackages').join(' ').replace('google-chrome', 'chromium');
  return {
    brew,
    'apt-get': `sudo apt-get install ${packagesOf(missing, 'aptPackages').join(' ')}`,
    dnf: `sudo dnf install ${elsewhere}`,
    pacman: `sudo pacman -S ${elsewhere}`,
    apk: `sudo apk add ${elsewhere}`,
    zypper: `sudo zypper install ${elsewhere}`,
  };
}

/**
 * @param {readonly import('./programs.mjs').ProgramName[]} names
 * @param {'aptPackages' | 'brewPackages'} kind
 */
function packagesOf(names, kind) {
  return [...new Set(names.flatMap((name) => PROGRAMS[name][kind]))];
}
