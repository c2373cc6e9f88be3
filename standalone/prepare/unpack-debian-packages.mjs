// Programs without root: Debian's packages, downloaded and unpacked into a folder of ours, never installed.
//
// apt works on lists of its own in that folder, because the system's may be missing or old and only root may renew
// them, and on the system's record of what is installed; so a simulated installation names exactly the packages that
// the system lacks. Libraries are then found through LD_LIBRARY_PATH, which a wrapper script sets for each program.
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runCommand } from './run-command.mjs';

// The loader that starts our programs is the system's and must meet its own C library.
const NEVER_UNPACKED = new Set(['libc6', 'libc-bin', 'libc6-dev']);
const COMMAND_FOLDERS = ['usr/bin', 'usr/sbin', 'bin'];

/**
 * Unpacks the packages, with all that they need, below `folder`.
 *
 * @param {readonly string[]} packages
 * @param {string} folder gets `root/` (the packages' files) and `bin/` (a wrapper for each command)
 * @param {(text: string) => void} note
 */
export async function unpackDebianPackages(packages, folder, note) {
  const apt = openPrivateApt(join(folder, 'apt'));
  const downloads = join(folder, 'downloads');
  rmSync(downloads, { recursive: true, force: true });
  mkdirSync(downloads, { recursive: true });
  note('reading the package lists');
  await apt(['update']);
  const needed = readSimulatedPackages(await apt(['--simulate', '--no-install-recommends', 'install', ...packages]));
  note(`downloading ${needed.length} packages`);
  await apt(['download', ...needed], downloads);
  await unpackAll(downloads, join(folder, 'root'), note);
  writeWrappers(join(folder, 'root'), join(folder, 'bin'));
  rmSync(downloads, { recursive: true });
  rmSync(join(folder, 'apt'), { recursive: true });
  note(`${packages.join(', ')}, ${needed.length} packages`);
}

/**
 * The `package=version` of each line `Inst package [old version] (version source [architecture])`.
 *
 * @param {string} simulation printed by `apt-get --simulate install`
 */
export function readSimulatedPackages(simulation) {
  const lines = simulation.matchAll(/^Inst (\S+) (?:\[[^\]]*\] )?\((\S+) /gm);
  return Array.from(lines, ([, name = '', version]) => ({ name, version }))
    .filter(({ name }) => !NEVER_UNPACKED.has(name.split(':')[0] ?? ''))
    .map(({ name, version }) => `${name}=${version}`);
}

/** @param {string} folder */
function openPrivateApt(folder) {
  const [lists, archives] = [join(folder, 'lists'), join(folder, 'cache', 'archives')];
  for (const path of [lists, archives]) mkdirSync(join(path, 'partial'), { recursive: true });
  const settings = {
    'Dir::State': folder,
    'Dir::State::lists': lists,
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': join(folder, 'cache'),
    'APT::Sandbox::User': '',
    'Debug::NoLocking': '1',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  /**
   * @param {readonly string[]} args
   * @param {string} [cwd]
   */
  return (args, cwd) => runCommand('apt-get', [...options, '-q', ...args], { cwd, env: { ...process.env, LC_ALL: 'C' } });
}

/**
 * @param {string} downloads
 * @param {string} root
 * @param {(text: string) => void} note
 */
async function unpackAll(downloads, root, note) {
  const archives = readdirSync(downloads).filter((name) => name.endsWith('.deb'));
  mkdirSync(root, { recursive: true });
  for (const [index, archive] of archives.entries()) {
    note(`unpacking ${index + 1} of ${archives.length}, ${archive.split('_')[0]}`);
    await runCommand('dpkg', ['-x', join(downloads, archive), root]);
  }
}

/**
 * Writes a script for each unpacked command, which runs it with the unpacked libraries.
 *
 * @param {string} root
 * @param {string} bin
 */
function writeWrappers(root, bin) {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const libraries = [...new Set(paths.filter((path) => /^lib.*\.so/.test(basename(path))).map(dirname))].sort();
  mkdirSync(bin, { recursive: true });
  for (const folder of COMMAND_FOLDERS)
    for (const path of paths.filter((path) => dirname(path) === join(root, folder))) {
      const wrapper = join(bin, basename(path));
      // Chromium's command is a script that looks for everything below /; the program itself finds its files.
      const program = join(root, 'usr', 'lib', basename(path), basename(path));
      writeFileSync(wrapper, wrapperScript(paths.includes(program) ? program : path, libraries));
      chmodSync(wrapper, 0o755);
    }
}

/**
 * @param {string} program
 * @param {readonly string[]} libraries
 */
function wrapperScript(program, libraries) {
  return `#!/bin/sh\nLD_LIBRARY_PATH='${libraries.join(':')}' exec '${program}' "$@"\n`;
}
