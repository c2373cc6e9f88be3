import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServiceProcess {
  readonly pid: number;
  /** Resolves when the process has ended, asked or not, with how it did. */
  readonly ended: Promise<string>;
  /** Ends it in order and waits for that. Safe to call twice. */
  stop(): Promise<void>;
  /** Ends it at once, like a crash. */
  kill(): void;
}

/** A running service of this machine. Dispose it, or call `stop`, to end it in order. */
export interface RunningService extends ServiceProcess, AsyncDisposable {
  /** How clients reach it, credentials included. */
  readonly url: string;
  readonly port: number;
  /** Where its files really lie. */
  readonly directory: string;
}

export interface ServiceCommand {
  /** As people call it in a message: `PostgreSQL`. */
  readonly name: string;
  readonly executable: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Another user to run as; only root may. */
  readonly user?: { readonly uid: number; readonly gid: number } | null;
  readonly logFile: string;
  readonly stopSignal: NodeJS.Signals;
  readonly startPatienceMs: number;
  readonly stopPatienceMs: number;
  /** Asked again and again until it says yes. */
  isReady(pid: number): Promise<boolean>;
}

const POLL_MS = 20;
const LOG_LINES = 12;

/**
 * Starts a service and waits until it is ready. It runs in a process group of its own: ctrl-C in a terminal reaches
 * only us, and we end our services in the right order.
 * @throws Error with the log's last lines when it ends before it is ready, or is not ready in time.
 */
export async function runService(command: ServiceCommand): Promise<ServiceProcess> {
  const log = openSync(command.logFile, 'a', 0o600);
  const child = spawn(command.executable, [...command.args], {
    // A folder that every user may stand in; the service's user may not be able to enter ours.
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', ...command.environment },
    ...(command.user ?? {}),
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`)),
  );
  const pid = await waitForSpawn(child, command);
  const stop = async () => {
    child.kill(command.stopSignal);
    const impatience = setTimeout(() => child.kill('SIGKILL'), command.stopPatienceMs);
    await ended;
    clearTimeout(impatience);
  };
  await waitUntilReady(child, pid, command).catch(async (error) => {
    await stop();
    throw error;
  });
  return { pid, ended, stop, kill: () => child.kill('SIGKILL') };
}

function waitForSpawn(child: ChildProcess, { name, executable }: ServiceCommand): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid as number));
    child.once('error', (cause) => reject(new Error(`${name} cannot be started: ${executable} does not run.`, { cause })));
  });
}

async function waitUntilReady(child: ChildProcess, pid: number, command: ServiceCommand): Promise<void> {
  for (const deadline = Date.now() + command.startPatienceMs; Date.now() < deadline; await sleep(POLL_MS)) {
    if (child.exitCode !== null || child.signalCode !== null) throw await describeFailure(command, 'ended while it was starting');
    if (await command.isReady(pid)) return;
  }
  throw await describeFailure(command, `was not ready after ${command.startPatienceMs / 1000} s`);
}

async function describeFailure({ name, logFile }: ServiceCommand, what: string): Promise<Error> {
  const log = await readFile(logFile, 'utf8').catch(() => '');
  return new Error(`${name} ${what}. The end of ${logFile}:\n${log.trimEnd().split('\n').slice(-LOG_LINES).join('\n')}`);
}
