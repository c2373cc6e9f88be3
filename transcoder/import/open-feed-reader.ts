import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../core/errors.ts';
import type { FeedAnswer, FeedQuestion } from './feed-thread.ts';
import type { ParsedFeed } from './parse-feed.ts';

/** Reads a feed in a thread, so that not even a feed that was built for it keeps this process from its other work. */
export interface FeedReader extends AsyncDisposable {
  /** @returns where the page says that the feed goes on, if it does. */
  readPage(bytes: Uint8Array, contentType: string): Promise<string | null>;
  /** What all pages said. */
  finish(now: Date): Promise<ParsedFeed>;
}

export interface ReadingBounds {
  /** For each question, and the first time for opening the thread. By the clock: a busy machine needs ten times what an idle one does. */
  readonly timeoutMs: number;
  readonly memoryMiB: number;
}

const BOUNDS: ReadingBounds = { timeoutMs: 120_000, memoryMiB: 1024 };
const THREAD = import.meta.url.endsWith('.ts') ? './feed-thread.mjs' : './feed-thread.js';

/**
 * Opens a thread for one feed. What it is asked throws AppError: what findChannel and parseFeed throw, and
 * feed_too_large where reading takes more time or memory than there is.
 */
export function openFeedReader({ timeoutMs, memoryMiB }: ReadingBounds = BOUNDS): FeedReader {
  const thread = new Worker(new URL(THREAD, import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: memoryMiB } });
  const end = watchEnd(thread);
  const ask = async (question: FeedQuestion): Promise<FeedAnswer> => {
    const answered = once(thread, 'message', { signal: AbortSignal.timeout(timeoutMs) });
    thread.postMessage(question);
    const [answer] = (await Promise.race([answered, end]).catch(translateFault)) as [FeedAnswer];
    if ('fault' in answer) throw new AppError(answer.fault.code, answer.fault.message);
    return answer;
  };
  return {
    async readPage(bytes, contentType) {
      const answer = await ask({ bytes, contentType });
      return 'next' in answer ? answer.next : null;
    },
    async finish(now) {
      const answer = await ask({ now });
      if (!('feed' in answer)) throw new Error('The thread was asked for the feed and answered with a page.');
      return answer.feed;
    },
    [Symbol.asyncDispose]: async () => void (await thread.terminate()),
  };
}

/** Rejects once the thread is no more, also where that happens between two questions. */
function watchEnd(thread: Worker): Promise<never> {
  const end = new Promise<never>((_resolve, reject) => {
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`The thread that reads feeds has ended (${code}).`)));
  });
  end.catch(() => undefined);
  return end;
}

function translateFault(error: Error & { readonly code?: unknown }): never {
  if (error.name === 'AbortError') throw new AppError('feed_too_large', 'Reading the feed takes too long.', { cause: error });
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    throw new AppError('feed_too_large', 'Reading the feed takes more memory than there is for it.', { cause: error });
  throw error;
}
