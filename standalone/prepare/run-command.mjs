import { spawn } from 'node:child_process';
import { StepError } from './show-step.mjs';

// Some commands say what went wrong first and then explain at length, others end with it.
const FIRST_LINES = 10;
const LAST_LINES = 15;

/**
 * Runs a command to its end, quietly.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string | undefined, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void}} [options]
 * @returns {Promise<string>} its standard output
 * @throws {StepError} with the command and what it printed, shortened, when it fails or cannot be started
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
    const typed = [command, ...args].join(' ').slice(0, 200);
    child.on('error', (error) => reject(new StepError(`${typed} could not be started: ${error.message}`)));
    child.on('close', (code, signal) =>
      code === 0 ? resolve(stdout) : reject(new StepError(`${typed} failed (${signal ?? `exit code ${code}`}):\n${shorten(everything)}`)),
    );
  });
}

/** @param {string} output */
function shorten(output) {
  const lines = output.trim().split('\n');
  if (lines.length <= FIRST_LINES + LAST_LINES) return lines.join('\n');
  return [...lines.slice(0, FIRST_LINES), '…', ...lines.slice(-LAST_LINES)].join('\n');
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
