import type { Logger } from '../../core/logger.ts';
import { listenToFeedChanges } from '../../core/queues/feed-events.ts';
import type { Redis } from '../../core/redis.ts';
import { withinTime } from '../within-time.ts';
import type { ChangedShow } from './feed-queries.ts';

export interface FeedChanges {
  readonly subscriber: Redis;
  readonly logger: Pick<Logger, 'warn'>;
  readonly findChanged: (since: Date) => Promise<readonly ChangedShow[]>;
  readonly onChange: (showId: string) => void;
}

/** A message that was lost is made up for after this long. */
const LOOK_EVERY_MS = 2_000;
/** Clocks of several machines differ, and a transaction commits later than the time it writes. */
const OVERLAP_MS = 60_000;
const UNSUBSCRIBE_TIMEOUT_MS = 500;

/**
 * Tells of shows whose feeds, visibility or address changed: at once when the worker's message comes, and by one look
 * at the database for all shows every two seconds where it does not.
 */
export function watchFeedChanges({ subscriber, logger, findChanged, onChange }: FeedChanges): AsyncDisposable {
  const listening = listenToFeedChanges(subscriber, onChange);
  listening.catch((error: unknown) => logger.warn({ err: error }, "feeds' changes are not heard"));

  let lookedAt = Date.now();
  let seen = new Set<string>();
  const look = async () => {
    const startedAt = Date.now();
    const changed = await findChanged(new Date(lookedAt - OVERLAP_MS));
    const news = changed.filter(({ mark }) => !seen.has(mark));
    seen = new Set(changed.map(({ mark }) => mark));
    lookedAt = startedAt;
    for (const showId of new Set(news.map((change) => change.showId))) onChange(showId);
  };
  let looking: Promise<void> | null = null;
  const timer = setInterval(() => {
    looking ??= look()
      .catch((error: unknown) => logger.warn({ err: error }, 'changed feeds could not be looked for'))
      .finally(() => {
        looking = null;
      });
  }, LOOK_EVERY_MS);

  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      // With Redis away none of this would ever settle.
      const ended = Promise.all([looking, listening.then((stopListening) => stopListening())]);
      await withinTime(ended, UNSUBSCRIBE_TIMEOUT_MS).catch(() => undefined);
    },
  };
}
