import { LRUCache } from 'lru-cache';
import { AppError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import { hashToken } from '../../core/tokens.ts';
import type { StoredSubscriber } from './subscribers-queries.ts';

export interface Subscriber extends Pick<StoredSubscriber, 'id' | 'showId'> {
  /** When their time ran out; null while it has not. */
  readonly endedAt: Date | null;
}

/** Who holds which token. */
export interface Subscribers {
  /** @throws AppError `not_found` for a token that nobody has, `subscription_ended` for one that was withdrawn. */
  require(token: string): Promise<Subscriber>;
  /** Notes, once an hour and in the background, that somebody fetched their feed. */
  noteFetch(subscriber: Subscriber): void;
  /** A show's subscribers may have changed. */
  forget(showId: string): void;
}

export interface SubscribersParts {
  readonly logger: Pick<Logger, 'warn'>;
  readonly read: (tokenHash: string) => Promise<StoredSubscriber | null>;
  readonly note: (subscriberId: string, now: Date, before: Date) => Promise<void>;
}

/** A token that was withdrawn works on for no longer than this, on every server. */
const TTL_MS = 2_000;
const REMEMBERED = 20_000;
const NOTE_EVERY_MS = 3_600_000;
const TOKEN = /^[A-Za-z0-9_-]{22,128}$/;

export function openSubscribers({ logger, read, note }: SubscribersParts): Subscribers {
  // By the token's hash; those that nobody has are remembered too.
  const known = new LRUCache<string, { readonly subscriber: StoredSubscriber | null }>({
    max: REMEMBERED,
    ttl: TTL_MS,
    fetchMethod: async (tokenHash) => ({ subscriber: await read(tokenHash) }),
  });
  const notedAt = new LRUCache<string, number>({ max: REMEMBERED });

  return {
    async require(token) {
      const found = TOKEN.test(token) ? (await known.fetch(hashToken(token)))?.subscriber : null;
      if (!found) throw new AppError('not_found', 'There is no private feed of this address.');
      if (found.revokedAt) throw new AppError('subscription_ended');
      const { id, showId, expiresAt, lastFetchedAt } = found;
      if (lastFetchedAt && !notedAt.has(id)) notedAt.set(id, lastFetchedAt.getTime());
      return { id, showId, endedAt: expiresAt && expiresAt <= new Date() ? expiresAt : null };
    },
    noteFetch({ id }) {
      const now = Date.now();
      if ((notedAt.get(id) ?? 0) > now - NOTE_EVERY_MS) return;
      notedAt.set(id, now);
      note(id, new Date(now), new Date(now - NOTE_EVERY_MS)).catch((error: unknown) =>
        logger.warn({ err: error, subscriberId: id }, 'a fetch of a private feed was not noted'),
      );
    },
    forget(showId) {
      for (const [tokenHash, { subscriber }] of known.entries()) if (subscriber?.showId === showId) known.delete(tokenHash);
    },
  };
}
