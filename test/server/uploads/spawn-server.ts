import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findPort } from '../../../standalone/services/find-port.ts';
import type { TestEnvironment } from '../../support/environment.ts';

/** A server in a process of its own, so that it can be killed and measured. */
export interface SpawnedServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** kill -9. */
  kill(): Promise<void>;
  /** SIGSTOP: the process is still there and does nothing, until `wake`. */
  freeze(): void;
  wake(): void;
  /** SIGTERM. @returns the exit code. */
  stop(): Promise<number | null>;
  /** Resident memory in bytes. */
  readMemory(): Promise<number>;
}

const READY_WITHIN_MS = 25_000;

/** Starts `npm run server` on the environment's parts. */
export async function spawnServer({ variables }: Pick<TestEnvironment, 'variables'>, port?: number): Promise<SpawnedServer> {
  const chosen = port ?? (await findPort(0));
  const url = `http://127.0.0.1:${chosen}`;
  const env = { ...process.env, NODE_ENV: 'production', ...variables, PORT: String(chosen), HOST: '127.0.0.1' };
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal);
    return (await exited)[0];
  };
  await waitUntilAlive(url, child);
  return {
    url,
    port: chosen,
    kill: async () => void (await end('SIGKILL')),
    freeze: () => void child.kill('SIGSTOP'),
    wake: () => void child.kill('SIGCONT'),
    stop: () => end('SIGTERM'),
    readMemory: async () => 1024 * Number((await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(child.pid)])).stdout),
    [Symbol.asyncDispose]: async () => void (await end('SIGKILL')),
  };
}

async function waitUntilAlive(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  const isAlive = () => fetch(`${url}/healthz`).then((answer) => answer.ok).catch(() => false); // biome-ignore format: one thought
  while (!(await isAlive())) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`The server did not start (exit code ${child.exitCode}).`);
    await sleep(100);
  }
}
