import type { Redis } from '../redis.ts';
import { ARTWORK, type ArtworkPayload } from './artwork-queue.ts';
import { AUDIO_MASTERS, type AudioMasterPayload } from './audio-master-queue.ts';
import { EPISODE_FILES, type EpisodeFilesPayload } from './episode-files-queue.ts';
import { FEEDS, type FeedPayload } from './feed-queue.ts';
import { IMPORTS, type ImportPayload } from './import-queue.ts';
import { type JobQueue, openJobQueue } from './job-queue.ts';
import { type VerificationPayload, WEBSUB, WEBSUB_VERIFICATIONS, type WebSubPayload } from './websub-queue.ts';

/** Where server and worker ask for the podcast arm's work. */
export interface PodcastJobs extends AsyncDisposable {
  readonly audioMasters: JobQueue<AudioMasterPayload>;
  readonly episodeFiles: JobQueue<EpisodeFilesPayload>;
  readonly artwork: JobQueue<ArtworkPayload>;
  readonly feeds: JobQueue<FeedPayload>;
  readonly imports: JobQueue<ImportPayload>;
  readonly websub: JobQueue<WebSubPayload>;
  readonly websubVerifications: JobQueue<VerificationPayload>;
}

/** Opens all of them; dispose it to close them. */
export function openPodcastJobs(redis: Redis): PodcastJobs {
  const queues = {
    audioMasters: openJobQueue(redis, AUDIO_MASTERS),
    episodeFiles: openJobQueue(redis, EPISODE_FILES),
    artwork: openJobQueue(redis, ARTWORK),
    feeds: openJobQueue(redis, FEEDS),
    imports: openJobQueue(redis, IMPORTS),
    websub: openJobQueue(redis, WEBSUB),
    websubVerifications: openJobQueue(redis, WEBSUB_VERIFICATIONS),
  };
  return {
    ...queues,
    async [Symbol.asyncDispose]() {
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
    },
  };
}
