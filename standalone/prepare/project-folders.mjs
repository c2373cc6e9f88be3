import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json. */
export const PROJECT_ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Where this instance keeps everything: ROSTRUM_DATA, or `data/` in the project.
 *
 * @param {NodeJS.ProcessEnv} [env]
 */
export function dataFolder(env = process.env) {
  return resolve(PROJECT_ROOT, env['ROSTRUM_DATA'] || 'data');
}

/**
 * Programs that were unpacked without root, and `paths.json`, which names all that were found.
 *
 * @param {string} data
 */
export function programsFolder(data) {
  return join(data, 'programs');
}
