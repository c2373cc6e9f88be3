import { LRUCache } from 'lru-cache';
import type { Queryable } from '../../core/database.ts';
import type { FeedEpisode } from './feed-model.ts';
import { findEpisodes, listEpisodesOut } from './feed-queries.ts';

/**
 * What a worker remembers of long shows, so that one edit among thousands of episodes reads and renders one episode.
 * Only a memory: what it holds is named by the versions of the rows, so it can be lost or be another worker's.
 */
export interface FeedMemory {
  /** A show's episodes that are out at `now`, the newest first. */
  readEpisodes(database: Queryable, showId: string, now: Date): Promise<RememberedEpisode[]>;
}

export interface RememberedEpisode {
  readonly episode: FeedEpisode;
  readonly version: string;
  /** What was rendered of it, by what it was rendered for. */
  readonly rendered: Map<string, string>;
}

/** Shows with fewer episodes are quicker read than remembered. */
const LONG_SHOW = 100;
const SHOWS_REMEMBERED = 20;
const EPISODES_REMEMBERED = 20_000;

export function openFeedMemory(): FeedMemory {
  const shows = new LRUCache<string, ReadonlyMap<string, RememberedEpisode>>({
    max: SHOWS_REMEMBERED,
    maxSize: EPISODES_REMEMBERED,
    sizeCalculation: (episodes) => Math.max(1, episodes.size),
  });
  return {
    async readEpisodes(database, showId, now) {
      const versions = await listEpisodesOut(database, showId, now);
      const known = shows.get(showId);
      const changed = versions.filter(({ id, version }) => known?.get(id)?.version !== version).map(({ id }) => id);
      const read = new Map((await findEpisodes(database, changed)).map((episode) => [episode.id, episode]));
      const episodes = versions.flatMap(({ id, version }) => {
        const episode = read.get(id);
        const remembered = episode ? { episode, version, rendered: new Map<string, string>() } : known?.get(id);
        return remembered ? [remembered] : [];
      });
      if (episodes.length >= LONG_SHOW) shows.set(showId, new Map(episodes.map((episode) => [episode.episode.id, episode])));
      return episodes;
    },
  };
}
