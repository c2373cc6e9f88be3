import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../core/database.ts';
import type { Logger } from '../../core/logger.ts';
import type { DeliveryRecorder } from '../feeds/delivery-recorder.ts';
import { openBatchCounter, type Piece } from './count-batch.ts';
import { readDelivery } from './read-delivery.ts';
import { type AskedBy, type ScreeningRules, screenRequest } from './screen-request.ts';

/** What a listener was sent of an asset's HLS package: of an episode's film or sound, from `startMs` to before `endMs`. */
export interface SegmentDelivery extends AskedBy {
  readonly episodeId: string;
  readonly assetId: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Of distinct media, that make a download of it. */
  readonly thresholdMs: number;
}

export interface DownloadRecorder extends DeliveryRecorder, AsyncDisposable {
  /** The same for HLS: returns at once and never throws. */
  recordSegment(delivery: SegmentDelivery): void;
  /** Counts what was recorded until now. Never rejects: what cannot be counted yet is tried again later. */
  flush(): Promise<void>;
}

export interface RecorderParts {
  readonly database: Database;
  readonly logger: Logger;
  readonly rules: ScreeningRules;
}

export interface RecorderOptions {
  readonly flushEveryMs: number;
  /** So many records are counted without waiting for the next turn. */
  readonly flushAt: number;
  /** The most that wait while the database is away; what comes on top is lost, and said in the log. */
  readonly maxWaiting: number;
  readonly now: () => Date;
}

const DEFAULTS: RecorderOptions = { flushEveryMs: 500, flushAt: 1_000, maxWaiting: 200_000, now: () => new Date() };
/** Rows of one statement when many wait. */
const MAX_BATCH = 5_000;
/** How often a closing recorder tries before it gives up on a database that is away. */
const CLOSING_ATTEMPTS = 3;

/**
 * Opens the counter of downloads for one process; dispose it to count what waits. Records wait in memory for at most
 * half a second, so that a process that is killed (`kill -9`, a power cut) loses that half second and no more; one that
 * is told to stop loses nothing. What was recorded twice, by a retry or by two servers, counts once.
 */
export function openDeliveryRecorder(parts: RecorderParts, options: Partial<RecorderOptions> = {}): DownloadRecorder {
  const { flushEveryMs, flushAt, maxWaiting, now } = { ...DEFAULTS, ...options };
  const { logger, rules } = parts;
  const countBatch = openBatchCounter(parts.database);
  let waiting: Piece[] = [];
  let lost = 0;
  let isFailing = false;
  let running: Promise<void> | null = null;

  const countWaiting = async () => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MAX_BATCH);
      try {
        await countBatch(batch);
        isFailing = false;
      } catch (error) {
        waiting = batch.concat(waiting);
        isFailing = true;
        logger.warn({ err: error, waiting: waiting.length, lost }, 'downloads cannot be counted now; they wait');
        return;
      }
    }
  };
  const flush = () => {
    running ??= countWaiting().finally(() => {
      running = null;
    });
    return running;
  };
  const add = (piece: Piece) => {
    if (waiting.length >= maxWaiting) lost += 1;
    else waiting.push(piece);
    // A database that is away is asked again in the timer's rhythm, not with every record.
    if (waiting.length >= flushAt && !isFailing) void flush();
  };
  const timer = setInterval(() => void flush(), flushEveryMs).unref();

  return {
    flush,
    record(delivery) {
      const piece = readDelivery(rules, delivery, now());
      if (typeof piece !== 'string') add(piece);
    },
    recordSegment({ episodeId, assetId, startMs, endMs, thresholdMs, ...asked }) {
      const candidate = screenRequest(rules, asked, now());
      if (typeof candidate === 'string' || startMs >= endMs) return;
      add({ ...candidate, episodeId, file: `hls:${assetId}`, start: startMs, end: endMs, thresholdMs });
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      // The first call may only wait for a flush that began before the last record came.
      await flush();
      for (let attempt = 0; attempt < CLOSING_ATTEMPTS && waiting.length > 0; attempt++) {
        if (isFailing) await sleep(flushEveryMs);
        await flush();
      }
      if (waiting.length + lost > 0) logger.error({ lost: waiting.length + lost }, 'downloads were lost: the database did not answer');
    },
  };
}
