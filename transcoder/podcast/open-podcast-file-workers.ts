import type { Worker } from 'bullmq';
import { ARTWORK } from '../../core/queues/artwork-queue.ts';
import { AUDIO_MASTERS } from '../../core/queues/audio-master-queue.ts';
import { EPISODE_FILES } from '../../core/queues/episode-files-queue.ts';
import { openStepWorker } from '../queues/open-step-worker.ts';
import { openSweep } from '../queues/open-sweep.ts';
import type { Transcoder } from '../transcoder.ts';
import { makeArtwork } from './make-artwork.ts';
import { failAudioMaster, makeAudioMaster } from './make-audio-master.ts';
import { failEpisodeFiles, makeEpisodeFiles } from './make-episode-files.ts';
import { makeNotice } from './make-notice.ts';
import { sweepPodcastFiles } from './sweep-podcast-files.ts';

const EPISODE_FILE_SLOTS = 2;
const LOST_INTERVAL_MS = 15_000;
const NOTICE_INTERVAL_MS = 3_600_000;

/** What makes the files that listeners and pages fetch: masters, tagged copies of them, artwork. */
export function openPodcastFileWorkers(transcoder: Transcoder, stopping: AbortSignal): Worker[] {
  return [
    openStepWorker(
      transcoder,
      {
        kind: AUDIO_MASTERS,
        concurrency: transcoder.config.worker.audioSlots,
        run: (payload, signal) => makeAudioMaster(transcoder, payload, signal),
        fail: (payload, failure) => failAudioMaster(transcoder, payload, failure),
      },
      stopping,
    ),
    openStepWorker(
      transcoder,
      {
        kind: EPISODE_FILES,
        concurrency: EPISODE_FILE_SLOTS,
        run: (payload, signal) => makeEpisodeFiles(transcoder, payload, signal),
        fail: (payload, failure) => failEpisodeFiles(transcoder, payload, failure),
      },
      stopping,
    ),
    openStepWorker(transcoder, { kind: ARTWORK, concurrency: 1, run: (payload) => makeArtwork(transcoder, payload) }, stopping),
  ];
}

export function openPodcastFileSweeps(transcoder: Transcoder): AsyncDisposable[] {
  return [
    openSweep(transcoder, 'podcast files without a job', LOST_INTERVAL_MS, () => sweepPodcastFiles(transcoder)),
    openSweep(transcoder, 'the notice for ended subscriptions', NOTICE_INTERVAL_MS, () => makeNotice(transcoder)),
  ];
}
