import type { Config } from '../core/config.ts';
import type { Database } from '../core/database.ts';
import type { Logger } from '../core/logger.ts';
import type { ObjectLocation, ObjectStore } from '../core/object-storage/object-store.ts';
import type { PodcastJobs } from '../core/queues/podcast-jobs.ts';
import type { Redis } from '../core/redis.ts';
import type { EncoderLauncher } from './ffmpeg/open-encoder-launcher.ts';

/** What the steps of the pipeline are given; main.ts opens it, tests open their own. */
export interface Transcoder {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: Database;
  readonly redis: Redis;
  readonly objectStore: ObjectStore;
  readonly jobs: PodcastJobs;
  readonly launcher: EncoderLauncher;
  readonly ffprobePath: string;
  /** A folder of this process alone; jobs make folders of their own below it. */
  readonly workDirectory: string;
}

/** Long enough for the longest job that reads the source. */
const SOURCE_LINK_SECONDS = 6 * 3600;

/** Where ffmpeg reads a source: by ranges out of the store, never as a local copy. */
export function locateSource(transcoder: Transcoder, sourceKey: string): Promise<ObjectLocation> {
  return transcoder.objectStore.locate(sourceKey, SOURCE_LINK_SECONDS);
}
