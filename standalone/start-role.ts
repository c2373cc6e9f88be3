import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROLES } from './build-roles.ts';
import type { Part } from './keep-running.ts';
import { type LogFile, openLogFile } from './open-log-file.ts';
import { PROJECT_ROOT } from './prepare/project-folders.mjs';
import { shortLogLine } from './short-log-line.ts';

export interface RoleOptions {
  readonly role: 'server' | 'worker';
  readonly environment: NodeJS.ProcessEnv;
  readonly logFile: string;
  readonly say: (line: string) => void;
}

const STOP_PATIENCE_MS = 30_000;
/** What a process wrote last may arrive after the news of its end. */
const DRAIN_MS = 500;

/**
 * Starts one role as a process in a group of its own, so that ctrl-C in the terminal reaches only us. The IPC channel
 * tells the role when we are gone, however we ended. What it logs goes to its file; errors are also said.
 */
export async function startRole({ role, environment, logFile, say }: RoleOptions): Promise<Part> {
  const child = spawn(process.execPath, ['--enable-source-maps', join(PROJECT_ROOT, ROLES.folder, `${role}.js`)], {
    cwd: PROJECT_ROOT,
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log = openLogFile(logFile);
  const streams = [child.stdout, child.stderr] as NodeJS.ReadableStream[];
  const drained = Promise.all(streams.map((input) => followLines(input, role, log, say)));
  // Not `close`: Node never emits that for a child whose IPC channel we closed.
  const ended = once(child, 'exit').then(async ([code, signal]) => {
    await Promise.race([drained, sleep(DRAIN_MS)]);
    log.close();
    return signal ? `was ended by ${signal}` : `ended with code ${code}`;
  });
  await once(child, 'spawn');
  const pid = child.pid as number;
  const kill = () => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  return {
    pid,
    ended,
    kill,
    async stop() {
      child.kill('SIGTERM');
      // A role that listens for our end would be kept alive by the open channel.
      if (child.connected) child.disconnect();
      const timer = setTimeout(kill, STOP_PATIENCE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Writes a role's lines to its log and says those that are errors, until the stream ends. */
async function followLines(input: NodeJS.ReadableStream, role: string, log: LogFile, say: (line: string) => void): Promise<void> {
  const lines = createInterface({ input }).on('line', (line) => {
    log.write(line);
    const short = shortLogLine(role, line);
    if (short) say(short);
  });
  await once(lines, 'close');
}
