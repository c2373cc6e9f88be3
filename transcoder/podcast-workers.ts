import type { Worker } from 'bullmq';
import { FEEDS } from '../core/queues/feed-queue.ts';
import { buildFeeds } from './feeds/build-feeds.ts';
import { openFeedMemory } from './feeds/feed-memory.ts';
import { sweepDueFeeds, sweepOutdatedFeeds } from './feeds/sweep-feeds.ts';
import { openImportSweep, openImportWorker } from './import/run-import.ts';
import { openPodcastFileSweeps, openPodcastFileWorkers } from './podcast/open-podcast-file-workers.ts';
import { openStepWorker } from './queues/open-step-worker.ts';
import { openSweep } from './queues/open-sweep.ts';
import type { Transcoder } from './transcoder.ts';
import { openWebSubSweep, openWebSubWorkers } from './websub/open-websub-workers.ts';

const FEED_SLOTS = 2;
/** A scheduled episode appears this soon after its time, and a build. */
const DUE_INTERVAL_MS = 500;
const OUTDATED_INTERVAL_MS = 3_000;

/** The podcast arm's queues, one line each: what takes their jobs. */
export function openPodcastWorkers(transcoder: Transcoder, stopping: AbortSignal): Worker[] {
  const memory = openFeedMemory();
  return [
    openStepWorker(
      transcoder,
      { kind: FEEDS, concurrency: FEED_SLOTS, run: ({ showId }) => buildFeeds(transcoder, memory, showId) },
      stopping,
    ),
    ...openPodcastFileWorkers(transcoder, stopping),
    ...openWebSubWorkers(transcoder, stopping),
    openImportWorker(transcoder, stopping),
  ];
}

/** What looks after work whose job was lost, and after what comes with time. */
export function openPodcastSweeps(transcoder: Transcoder): AsyncDisposable[] {
  return [
    openSweep(transcoder, 'episodes whose time has come', DUE_INTERVAL_MS, () => sweepDueFeeds(transcoder)),
    openSweep(transcoder, 'feeds that are not up to date', OUTDATED_INTERVAL_MS, () => sweepOutdatedFeeds(transcoder)),
    ...openPodcastFileSweeps(transcoder),
    openWebSubSweep(transcoder),
    openImportSweep(transcoder),
  ];
}
