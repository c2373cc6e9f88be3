import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { type Config, readConfig } from '../../core/config.ts';
import { type Database, openDatabase } from '../../core/database.ts';
import { type Logger, openLogger } from '../../core/logger.ts';
import type { ObjectStore } from '../../core/object-storage/object-store.ts';
import { openObjectStore } from '../../core/object-storage/open-object-store.ts';
import { openPodcastJobs, type PodcastJobs } from '../../core/queues/podcast-jobs.ts';
import { openTranscodeQueue, type TranscodeQueue } from '../../core/queues/transcode-queue.ts';
import { openRedis, type Redis } from '../../core/redis.ts';
import { createScratchDatabase } from '../../prisma/tools/scratch-database.ts';

/** Everything that server and worker are made of, for one test file alone. It is also a `ServerDependencies`. */
export interface TestEnvironment extends AsyncDisposable {
  readonly config: Config;
  readonly database: Database;
  readonly redis: Redis;
  /** A connection that does nothing but listen. */
  readonly subscriber: Redis;
  readonly objectStore: ObjectStore;
  readonly transcodeQueue: TranscodeQueue;
  readonly jobs: PodcastJobs;
  readonly logger: Logger;
  /** A folder for the test's own files, deleted with the environment. */
  readonly directory: string;
  /** What a process of its own (a server, a worker) has to be started with to share this environment. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Opens a fresh migrated database, an empty Redis database and an empty folder store, all its own.
 *
 *     await using environment = await openTestEnvironment({ UPLOAD_MAX_BYTES: '1000' });
 *
 * @param overrides environment variables beside or instead of the usual ones; core/config.ts reads them.
 */
export async function openTestEnvironment(overrides: Readonly<Record<string, string>> = {}): Promise<TestEnvironment> {
  const directory = await mkdtemp(join(inject('testDirectory'), 'environment-'));
  const scratch = await createScratchDatabase(inject('databaseUrl'), { template: inject('templateDatabase') });
  const variables = {
    LOG_LEVEL: 'silent',
    ROSTRUM_SECRET: 'a secret for tests alone, as long as it has to be',
    DATABASE_URL: scratch.url,
    REDIS_URL: await takeRedisDatabase(inject('redisUrl')),
    OBJECT_FOLDER: join(directory, 'objects'),
    ...overrides,
  };
  const config = readConfig(variables);
  const logger = openLogger(config.logLevel, 'server');
  const connection = openDatabase(config.databaseUrl, logger);
  const redis = openRedis(config.redisUrl, logger);
  const subscriber = openRedis(config.redisUrl, logger);
  const objectStore = openObjectStore(config.objectStore);
  const transcodeQueue = openTranscodeQueue(redis.redis);
  const jobs = openPodcastJobs(redis.redis);
  return {
    config,
    database: connection.database,
    redis: redis.redis,
    subscriber: subscriber.redis,
    objectStore,
    transcodeQueue,
    jobs,
    logger,
    directory,
    variables,
    async [Symbol.asyncDispose]() {
      await transcodeQueue.close();
      await jobs[Symbol.asyncDispose]();
      await objectStore[Symbol.asyncDispose]();
      await redis.redis.flushdb();
      await subscriber[Symbol.asyncDispose]();
      await redis[Symbol.asyncDispose]();
      await connection[Symbol.asyncDispose]();
      await scratch[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const COUNTER = 'rostrum-test:next-database';

/**
 * The URL of a Redis database that no other test environment has, emptied. Their numbers come from a counter in
 * database 0, which all test processes share, and begin anew at 1 when all are given out.
 */
async function takeRedisDatabase(serverUrl: string): Promise<string> {
  const logger = openLogger('silent', 'server');
  await using server = openRedis(serverUrl, logger);
  const [, databases] = (await server.redis.config('GET', 'databases')) as [string, string];
  const number = 1 + (((await server.redis.incr(COUNTER)) - 1) % (Number(databases) - 1));
  const url = new URL(serverUrl);
  url.pathname = `/${number}`;
  await using own = openRedis(url.href, logger);
  await own.redis.flushdb();
  return url.href;
}
