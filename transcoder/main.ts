import { once } from 'node:events';
import { readConfig } from '../core/config.ts';
import { openDatabase } from '../core/database.ts';
import { openLogger } from '../core/logger.ts';
import { openObjectStore } from '../core/object-storage/open-object-store.ts';
import { openPodcastJobs } from '../core/queues/podcast-jobs.ts';
import { openRedis } from '../core/redis.ts';
import { openEncoderLauncher } from './ffmpeg/open-encoder-launcher.ts';
import { openWorkDirectory } from './job-directory.ts';
import { openWorker } from './worker.ts';

/** The worker process: opens what the pipeline needs, works until it is told to stop, closes in reverse order. */
async function main(): Promise<void> {
  const config = readConfig();
  const logger = openLogger(config.logLevel, 'worker');
  await using database = openDatabase(config.databaseUrl, logger);
  await using redis = openRedis(config.redisUrl, logger);
  await using objectStore = openObjectStore(config.objectStore);
  await using jobs = openPodcastJobs(redis.redis);
  await using directory = await openWorkDirectory();
  const launcher = await openEncoderLauncher(directory.path, config.worker.ffmpegPath ?? 'ffmpeg');
  const ffprobePath = config.worker.ffprobePath ?? 'ffprobe';
  await using _worker = openWorker({
    config,
    logger,
    database: database.database,
    redis: redis.redis,
    objectStore,
    jobs,
    launcher,
    ffprobePath,
    workDirectory: directory.path,
  });
  logger.info('worker is ready');
  const reason = await stopRequest();
  logger.info({ reason }, 'worker is stopping');
}

/** Resolves when a signal asks us to stop, or when the process that started us over IPC is gone. */
async function stopRequest(): Promise<string> {
  const asked = ['SIGTERM', 'SIGINT', 'disconnect'].map(async (event) => {
    await once(process, event);
    return event;
  });
  return Promise.race(asked);
}

await main();
