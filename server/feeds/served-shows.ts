import { LRUCache } from 'lru-cache';
import type { Logger } from '../../core/logger.ts';
import { describeShow, FEED_ENCODINGS, type ServedFeed, type ServedShow } from './describe-show.ts';
import type { StoredShow } from './feed-queries.ts';
import { openRefresher } from './refresh-one-by-one.ts';
import type { FeedBodies } from './remember-bodies.ts';

/**
 * The shows whose feeds this server hands out, in memory: a poll asks neither the database nor the store. What is
 * there stays in use until its successor is whole, bodies included; should the database or the store be away, for as
 * long as they are.
 */
export interface ServedShows extends Disposable {
  /** The show that has or had this slug, where it is in memory. */
  peekBySlug(slug: string): ServedShow | null;
  /** The same, from the database where it is not in memory. Null for a slug that nobody has or had. */
  findBySlug(slug: string): Promise<ServedShow | null>;
  find(showId: string): Promise<ServedShow | null>;
  /** Something about the show changed: reads it anew, in the background. */
  refresh(showId: string): void;
}

export interface ServedShowsParts {
  readonly publicUrl: string;
  readonly logger: Pick<Logger, 'warn'>;
  readonly bodies: FeedBodies;
  readonly readBySlug: (slug: string) => Promise<StoredShow | null>;
  readonly read: (showId: string) => Promise<StoredShow | null>;
}

const SHOWS_REMEMBERED = 20_000;
/** Guessed slugs cost one query each in this time, and no more memory than this. */
const UNKNOWN_TTL_MS = 2_000;
const UNKNOWN_REMEMBERED = 10_000;

export function openServedShows({ publicUrl, logger, bodies, readBySlug, read }: ServedShowsParts): ServedShows {
  const shows = new LRUCache<string, ServedShow>({ max: SHOWS_REMEMBERED });
  const showIds = new LRUCache<string, string>({ max: 2 * SHOWS_REMEMBERED });
  const unknown = new LRUCache<string, true>({ max: UNKNOWN_REMEMBERED, ttl: UNKNOWN_TTL_MS });
  const loading = new Map<string, Promise<ServedShow | null>>();
  let changes = 0;

  const keep = (show: ServedShow): ServedShow => {
    shows.set(show.id, show);
    for (const slug of [show.slug, ...show.oldSlugs]) showIds.set(slug, show.id);
    return show;
  };
  const look = async (key: string, lookUp: () => Promise<StoredShow | null>): Promise<ServedShow | null> => {
    const changesBefore = changes;
    const stored = await lookUp();
    if (!stored) {
      unknown.set(key, true);
      return null;
    }
    const show = keep(describeShow(stored, publicUrl));
    // Perhaps it was this show that changed, after it was read.
    if (changes !== changesBefore) refresh(show.id);
    return show;
  };
  const load = (key: string, lookUp: () => Promise<StoredShow | null>): Promise<ServedShow | null> => {
    const underWay = loading.get(key) ?? look(key, lookUp).finally(() => loading.delete(key));
    loading.set(key, underWay);
    return underWay;
  };
  const replace = async (showId: string): Promise<void> => {
    const old = shows.peek(showId);
    const stored = await read(showId);
    if (!old || !stored) return void shows.delete(showId);
    const next = describeShow(stored, publicUrl);
    const outdated = await loadSuccessors(old, next, stored, bodies);
    keep(next);
    outdated.forEach(bodies.forget);
  };
  const refresher = openRefresher(replace, (showId, error) =>
    logger.warn({ err: error, showId }, "a show's feeds could not be read anew; the old ones are served"),
  );
  const refresh = (showId: string): void => {
    changes += 1;
    if (shows.has(showId)) refresher.request(showId);
  };
  const find = async (show: ServedShow | null, key: string, lookUp: () => Promise<StoredShow | null>) => {
    if (show) return show;
    return unknown.has(key) ? null : load(key, lookUp);
  };
  const peekBySlug = (slug: string): ServedShow | null => {
    const show = shows.get(showIds.get(slug) ?? '');
    return show && (show.slug === slug || show.oldSlugs.includes(slug)) ? show : null;
  };

  return {
    refresh,
    peekBySlug,
    findBySlug: (slug) => find(peekBySlug(slug), `slug ${slug}`, () => readBySlug(slug)),
    find: (showId) => find(shows.get(showId) ?? null, `id ${showId}`, () => read(showId)),
    [Symbol.dispose]: refresher[Symbol.dispose],
  };
}

/**
 * Brings into memory, of the new version, what is there of the old one: whoever polls next finds it.
 * @returns the keys of old bodies that nobody will ask for again.
 */
async function loadSuccessors(old: ServedShow, next: ServedShow, stored: StoredShow, bodies: FeedBodies): Promise<string[]> {
  // What is no longer for everybody goes at once, even while the store is away.
  if (next.isDeleted || next.visibility !== old.visibility) return [];
  const outdated: string[] = [];
  for (const { name } of stored.feeds) {
    const [before, after] = [old.feed(name), next.feed(name)];
    if (before && after && before.hash !== after.hash) outdated.push(...(await loadSuccessor(before, after, bodies)));
  }
  return outdated;
}

async function loadSuccessor(before: ServedFeed, after: ServedFeed, bodies: FeedBodies): Promise<string[]> {
  const inUse = FEED_ENCODINGS.filter((encoding) => bodies.peek(before.key(encoding)));
  await Promise.all(inUse.map((encoding) => bodies.load(after.key(encoding))));
  return inUse.map((encoding) => before.key(encoding));
}
