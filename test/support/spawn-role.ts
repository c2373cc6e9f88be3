import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { TestEnvironment } from './environment.ts';

export interface Role extends AsyncDisposable {
  readonly process: ChildProcess;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to stop. @returns its exit code. */
  stop(): Promise<number | null>;
}

/** Starts a server or worker as a process of its own on the environment's services, as `npm run server|worker` would. */
export async function spawnRole(
  role: 'server' | 'worker',
  environment: TestEnvironment,
  variables: Record<string, string> = {},
): Promise<Role> {
  const entry = role === 'server' ? 'server/main.ts' : 'transcoder/main.ts';
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    ...environment.variables,
    LOG_LEVEL: 'info',
    ...variables,
  };
  const child = spawn(process.execPath, ['--import', 'tsx', entry], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await untilItSays(child, role === 'server' ? 'listening' : 'worker is ready');
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
    return child.exitCode;
  };
  return {
    process: child,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: async () => void (await end('SIGKILL')),
  };
}

async function untilItSays(child: ChildProcess, words: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes(words)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`it ended with ${code} before it said "${words}"`)));
  });
}
