import { readConfig } from '../core/config.ts';
import { openDatabase } from '../core/database.ts';
import { openLogger } from '../core/logger.ts';
import { openObjectStore } from '../core/object-storage/open-object-store.ts';
import { openPodcastJobs } from '../core/queues/podcast-jobs.ts';
import { openTranscodeQueue } from '../core/queues/transcode-queue.ts';
import { openRedis } from '../core/redis.ts';
import { buildServer } from './build-server.ts';
import { stopServer } from './plugins/graceful-stop.ts';
import { withinTime } from './within-time.ts';

/** Load balancers get this long to notice that the server is not ready any more. */
const DRAIN_MS = 500;
const STOP_TIMEOUT_MS = 25_000;
/** Enough when Redis is there; without it the queue would wait for ever. */
const QUEUE_CLOSE_TIMEOUT_MS = 1_000;

/** Runs one server until it is told to stop. Any number of them may share a database, Redis and object store. */
async function main(): Promise<void> {
  // From the first moment on: a parent that dies while we start must not leave us behind.
  const stopped = untilToldToStop();
  const config = readConfig();
  const logger = openLogger(config.logLevel, 'server');
  await using databaseConnection = openDatabase(config.databaseUrl, logger);
  await using commands = openRedis(config.redisUrl, logger);
  await using listening = openRedis(config.redisUrl, logger);
  await using objectStore = openObjectStore(config.objectStore);
  const transcodeQueue = openTranscodeQueue(commands.redis);
  const jobs = openPodcastJobs(commands.redis);

  const app = await buildServer({
    config,
    logger,
    database: databaseConnection.database,
    redis: commands.redis,
    subscriber: listening.redis,
    objectStore,
    transcodeQueue,
    jobs,
  });
  await app.listen({ host: config.host, port: config.port });
  logger.info({ reason: await stopped }, 'the server stops');
  await stopServer(app, { drainMs: DRAIN_MS, timeoutMs: STOP_TIMEOUT_MS });
  await withinTime(Promise.all([transcodeQueue.close(), jobs[Symbol.asyncDispose]()]), QUEUE_CLOSE_TIMEOUT_MS).catch(() => undefined);
}

/** Waits for a signal, or for the parent that started us to be gone. Everything after the first is ignored. */
async function untilToldToStop(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
    process.on('disconnect', () => resolve('the parent process is gone'));
  });
}

await main();
// With an IPC channel to the parent still open, Node would otherwise wait for it.
process.exit();
