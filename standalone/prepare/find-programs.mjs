import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PROGRAMS } from './programs.mjs';

// Where Homebrew and macOS keep programs that a non-interactive PATH may lack.
const MAC_FOLDERS = [
  '/opt/homebrew/bin',
  '/usr/local/bin',
  '/Applications/Google Chrome.app/Contents/MacOS',
  '/Applications/Chromium.app/Contents/MacOS',
];

/**
 * Where to look, in order: the PATH, and then the programs that were unpacked into the data folder.
 *
 * @param {string} unpackedFolder holding the wrappers that unpack-debian-packages.mjs writes
 * @param {NodeJS.ProcessEnv} [env]
 */
export function searchFolders(unpackedFolder, env = process.env) {
  const path = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return [...path, ...(process.platform === 'darwin' ? MAC_FOLDERS : []), unpackedFolder];
}

/**
 * The path of a program, or null unless all of its commands are there.
 *
 * @param {import('./programs.mjs').ProgramName} name
 * @param {readonly string[]} folders
 */
export function findProgram(name, folders) {
  const paths = PROGRAMS[name].commands.map((aliases) => findCommand(aliases, folders));
  return paths.every((path) => path !== null) ? (paths[0] ?? null) : null;
}

/**
 * @param {readonly string[]} aliases
 * @param {readonly string[]} folders
 */
function findCommand(aliases, folders) {
  for (const folder of folders) for (const alias of aliases) if (isExecutable(join(folder, alias))) return join(folder, alias);
  return null;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
