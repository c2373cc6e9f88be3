import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { type RunningService, runService } from './run-service.ts';
import { stopLeftover } from './stop-leftover.ts';

export interface RedisOptions {
  /** The folder for its data, log and pid file; made when missing. */
  readonly directory: string;
  readonly port: number;
  /** The server's program; by default the one on PATH. */
  readonly executable?: string;
  /** Where its shared libraries lie, when it was unpacked without being installed. */
  readonly libraryPath?: string;
}

const PATIENCE_MS = 30_000;

/**
 * Starts Redis on 127.0.0.1, as a queue needs it: every write goes to the append-only file, nothing is ever
 * evicted. A Redis that an earlier, killed run left behind on the same folder is ended first.
 */
export async function startRedis(options: RedisOptions): Promise<RunningService> {
  const directory = resolve(options.directory);
  const pidFile = join(directory, 'redis.pid');
  await mkdir(directory, { recursive: true });
  await stopLeftover(Number(await readFile(pidFile, 'utf8').catch(() => '')), 'redis-server', 'SIGTERM');
  const service = await runService({
    name: 'Redis',
    executable: options.executable ?? 'redis-server',
    args: redisArguments(directory, options.port),
    environment: options.libraryPath ? { LD_LIBRARY_PATH: options.libraryPath } : {},
    logFile: join(directory, 'redis.log'),
    stopSignal: 'SIGTERM',
    startPatienceMs: PATIENCE_MS,
    stopPatienceMs: PATIENCE_MS,
    isReady: () => answersPing(options.port),
  });
  await writeFile(pidFile, `${service.pid}\n`);
  const url = `redis://127.0.0.1:${options.port}/0`;
  return { ...service, url, port: options.port, directory, [Symbol.asyncDispose]: service.stop };
}

function redisArguments(directory: string, port: number): string[] {
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: directory,
    daemonize: 'no',
    // BullMQ's jobs must survive a crash (append-only file) and must never be evicted.
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
    // The append-only file is the copy that counts; snapshots beside it would only cost disk.
    save: '',
    // Each test file takes a database of its own.
    databases: '256',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

/** Redis accepts connections while it still loads its file, but answers PING with an error until that is done. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolveAnswer) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolveAnswer(answer);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (reply) => finish(reply.toString().startsWith('+PONG')));
    socket.once('error', () => finish(false));
  });
}
