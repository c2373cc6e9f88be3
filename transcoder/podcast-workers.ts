import type { Worker } from 'bullmq';
import type { Transcoder } from './transcoder.ts';

/** The podcast arm's queues, one line each: what takes their jobs. */
export function openPodcastWorkers(_transcoder: Transcoder, _stopping: AbortSignal): Worker[] {
  return [];
}

/** What looks after work whose job was lost, and after what comes with time. */
export function openPodcastSweeps(_transcoder: Transcoder): AsyncDisposable[] {
  return [];
}
