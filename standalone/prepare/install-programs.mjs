import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { detectSystem } from './detect-system.mjs';
import { findProgram, searchFolders } from './find-programs.mjs';
import { commandToType, planInstallation } from './plan-installation.mjs';
import { PROGRAMS } from './programs.mjs';
import { programsFolder } from './project-folders.mjs';
import { runCommand } from './run-command.mjs';
import { StepError, showStep } from './show-step.mjs';
import { unpackDebianPackages } from './unpack-debian-packages.mjs';

/** @typedef {import('./programs.mjs').ProgramName} ProgramName */

/**
 * Finds programs, or installs those that are missing in the first way that works, and writes where they are to
 * `programs/paths.json` in the data folder, from where main.ts and the tests read it.
 *
 * @param {readonly ProgramName[]} wanted
 * @param {string} data
 * @throws {StepError} naming the command to type, when a program cannot be had
 */
export async function installPrograms(wanted, data) {
  const folder = programsFolder(data);
  let missing = findMissing(wanted, folder);
  if (missing.length > 0) {
    const system = await detectSystem();
    /** @type {string[]} */
    const faults = [];
    for (const way of planInstallation(missing, system)) {
      if (missing.length === 0) break;
      await showStep(titleOf(way), (note) => takeWay(way, folder, note)).catch((error) => faults.push(error.message));
      missing = findMissing(wanted, folder);
    }
    if (missing.length > 0) throw new StepError([...faults, commandToType(missing, system)].join('\n\n'));
  }
  writePaths(folder);
}

/**
 * @param {readonly ProgramName[]} wanted
 * @param {string} folder
 */
function findMissing(wanted, folder) {
  const folders = searchFolders(join(folder, 'bin'));
  return wanted.filter((name) => findProgram(name, folders) === null);
}

/**
 * Records every program that is there, wanted this time or not: starting and testing share the file.
 *
 * @param {string} folder
 */
function writePaths(folder) {
  const folders = searchFolders(join(folder, 'bin'));
  const names = /** @type {ProgramName[]} */ (Object.keys(PROGRAMS));
  const found = names.map((name) => [name, findProgram(name, folders)]).filter(([, path]) => path !== null);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'paths.json'), `${JSON.stringify(Object.fromEntries(found), null, 2)}\n`);
}

/** @param {import('./plan-installation.mjs').Way} way */
function titleOf(way) {
  const packages = way.packages.join(', ');
  if (way.kind === 'unpack') return `Getting ${packages} without root, into the data folder`;
  return `Installing ${packages} with ${way.kind === 'brew' ? 'Homebrew' : 'apt'}${way.kind === 'apt' && way.sudo ? ' through sudo' : ''}`;
}

/**
 * @param {import('./plan-installation.mjs').Way} way
 * @param {string} folder
 * @param {(text: string) => void} note
 */
async function takeWay(way, folder, note) {
  if (way.kind === 'unpack') return unpackDebianPackages(way.packages, folder, note);
  if (way.kind === 'brew') return void (await runCommand('brew', ['install', '--quiet', ...way.packages]));
  return installWithApt(way.packages, way.sudo);
}

/**
 * Fresh containers come without package lists, and old lists name versions that the mirrors no longer have: then the
 * lists are read anew.
 *
 * @param {readonly string[]} packages
 * @param {boolean} sudo
 */
async function installWithApt(packages, sudo) {
  /** @param {readonly string[]} args */
  const apt = (args) => {
    const command = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args];
    return sudo ? runCommand('sudo', ['-n', ...command]) : runCommand('env', command.slice(1));
  };
  const install = () => apt(['install', '-y', '--no-install-recommends', ...packages]);
  if (!hasPackageLists()) await apt(['update']);
  try {
    await install();
  } catch {
    await apt(['update']);
    await install();
  }
}

function hasPackageLists() {
  try {
    return readdirSync('/var/lib/apt/lists').some((name) => name.includes('_Packages'));
  } catch {
    return false;
  }
}
