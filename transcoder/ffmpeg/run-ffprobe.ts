import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ObjectLocation } from '../../core/object-storage/object-store.ts';
import { fenceInput, nameInput } from './input-options.ts';

const run = promisify(execFile);

const TIMEOUT_MS = 120_000;
const MAX_OUTPUT_BYTES = 256 * 2 ** 20;

/** ffprobe could not read the file: not media, or damaged beyond reading. `message` is what it printed. */
export class ProbeError extends Error {
  override readonly name = 'ProbeError';
}

/** Runs ffprobe on a source behind the input's fences and gives what it printed. */
export async function runFfprobe(path: string, location: ObjectLocation, options: readonly string[], signal: AbortSignal): Promise<string> {
  const argv = ['-v', 'error', ...fenceInput(location), ...options, nameInput(location)];
  try {
    const { stdout } = await run(path, argv, { signal, timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES, encoding: 'utf8' });
    return stdout;
  } catch (error) {
    if (signal.aborted || !isExit(error)) throw error;
    throw new ProbeError(error.stderr.trim() || 'ffprobe failed', { cause: error });
  }
}

/** ffprobe ended by itself with a code, as opposed to not starting or being killed. */
function isExit(error: unknown): error is Error & { code: number; stderr: string } {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'number';
}
