import { spawn } from 'node:child_process';
import { StepError } from './show-step.mjs';

const SHOWN_LINES = 20;

/**
 * Runs a command to its end, quietly.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string | undefined, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void}} [options]
 * @returns {Promise<string>} its standard output
 * @throws {StepError} with the command and the last lines that it printed, when it fails or cannot be started
 */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let everything = '';
    /** @param {string} chunk */
    const collect = (chunk) => {
      everything += chunk;
      const line = chunk.trim().split('\n').at(-1)?.trim();
      if (line) options.onLine?.(line);
    };
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk;
      collect(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', collect);
    const shown = () => everything.trim().split('\n').slice(-SHOWN_LINES).join('\n');
    const typed = [command, ...args].join(' ').slice(0, 200);
    child.on('error', (error) => reject(new StepError(`${typed} could not be started: ${error.message}`)));
    child.on('close', (code, signal) =>
      code === 0 ? resolve(stdout) : reject(new StepError(`${typed} failed (${signal ?? `exit code ${code}`}):\n${shown()}`)),
    );
  });
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<boolean>} whether the command runs and succeeds
 */
export function succeeds(command, args) {
  return runCommand(command, args).then(
    () => true,
    () => false,
  );
}
