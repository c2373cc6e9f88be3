import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgePackages, packageStamp, runtimeName } from './package-freshness.mjs';
import { PROJECT_ROOT } from './project-folders.mjs';
import { runCommand } from './run-command.mjs';
import { showStep } from './show-step.mjs';

const MODULES = join(PROJECT_ROOT, 'node_modules');
const STAMP = join(MODULES, '.rostrum-stamp');
const CLIENT = join(PROJECT_ROOT, 'prisma', 'generated', 'client.ts');
const SCHEMA = join(PROJECT_ROOT, 'prisma', 'schema.prisma');

/** Brings node_modules in line with package-lock.json and generates the database client, each only when needed. */
export async function installPackages() {
  const { verdict, expectedStamp } = readPackageState();
  const install = verdict === 'missing' || verdict === 'stale';
  if (install) await showStep(verdict === 'missing' ? 'Installing the packages' : 'Bringing the packages up to date', runNpmCi);
  if (verdict !== 'fresh') writeFileSync(STAMP, `${expectedStamp}\n`);
  if (install || isClientStale()) await showStep('Generating the database client', generateClient);
}

function readPackageState() {
  const contents = ['package.json', 'package-lock.json'].map((name) => readFileSync(join(PROJECT_ROOT, name), 'utf8'));
  const expectedStamp = packageStamp(contents, runtimeName());
  const installed = readIfThere(join(MODULES, '.package-lock.json'));
  const verdict = judgePackages({
    stamp: readIfThere(STAMP)?.trim() ?? null,
    expectedStamp,
    installed: installed === null ? null : JSON.parse(installed),
    locked: JSON.parse(contents[1] ?? '{}'),
  });
  return { verdict, expectedStamp };
}

/**
 * The npm that runs us, with the person's own configuration; its development packages too, because they build the player.
 *
 * @param {(text: string) => void} note
 */
async function runNpmCi(note) {
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=http'];
  const npm = process.env['npm_execpath'];
  const options = { cwd: PROJECT_ROOT, onLine: note };
  await (npm ? runCommand(process.execPath, [npm, ...args], options) : runCommand('npm', args, options));
  note('');
}

function isClientStale() {
  return !existsSync(CLIENT) || statSync(CLIENT).mtimeMs < statSync(SCHEMA).mtimeMs;
}

async function generateClient() {
  await runCommand(process.execPath, [join(PROJECT_ROOT, 'prisma', 'tools', 'generate-client.mjs')], { cwd: PROJECT_ROOT });
}

/** @param {string} path */
function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}
