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
  await mkdir(directory, { recursive: true });
  await stopLeftoverRedis(directory);
  const service = await runService({
    name: 'Redis',
    executable: options.executable ?? 'redis-server',
    args: redisArguments(directory, options.port),
    environment: options.libraryPath ? { LD_LIBRARY_PATH: options.libraryPath } : {},
    logFile: join(directory, 'redis.log'),
    stopSignal: 'SIGTERM',
    startPatienceMs: PATIENCE_MS,
    stopPatienceMs: PATIENCE_MS,
    isReady: (pid) => isServing(options.port, pid),
  });
  await writeFile(join(directory, 'redis.pid'), `${service.pid}\n`);
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

/** Ends the Redis that a killed run left behind on a folder, if there is one. */
export async function stopLeftoverRedis(directory: string): Promise<void> {
  const pid = Number(await readFile(join(directory, 'redis.pid'), 'utf8').catch(() => ''));
  await stopLeftover(pid, 'redis-server', 'SIGTERM');
}

/**
 * Asks whoever listens on the port whether it is this process, since somebody else may have the port, and whether it
 * has loaded its file.
 */
function isServing(port: number, pid: number): Promise<boolean> {
  return new Promise((resolveAnswer) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 });
    let reply = '';
    const finish = () => {
      socket.destroy();
      resolveAnswer(reply.includes(`process_id:${pid}\r\n`) && reply.includes('loading:0\r\n'));
    };
    socket.once('connect', () => socket.write('INFO server\r\nINFO persistence\r\n'));
    socket.on('data', (bytes) => {
      reply += bytes;
      if (/loading:\d\r\n/.test(reply)) finish();
    });
    for (const event of ['error', 'close', 'timeout']) socket.once(event, finish);
  });
}
