import { setTimeout as sleep } from 'node:timers/promises';
import { readProcess } from '../read-process.ts';

const POLL_MS = 50;
const PATIENCE_MS = 30_000;

/**
 * Ends a service that a killed run of ours left behind. Its id comes from a pid file that may be old, and ids are
 * used again, so only a process whose command line contains `mark` is touched.
 */
export async function stopLeftover(pid: number, mark: string, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(pid, mark)) return;
  process.kill(pid, signal);
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(POLL_MS)) {
    if (!isRunning(pid, mark)) return;
  }
  process.kill(pid, 'SIGKILL');
}

function isRunning(pid: number, mark: string): boolean {
  return readProcess(pid)?.command.includes(mark) === true;
}
