import type { Queryable } from '../../core/database.ts';
import { AppError } from '../../core/errors.ts';
import type { Caller } from '../app.ts';
import { seeEpisode } from './episode-visibility.ts';
import { type EpisodeRow, findEpisode } from './episodes-queries.ts';
import { findKnownShow, findOwnShow } from './find-show.ts';

const NO_EPISODE = 'There is no episode with this id in the show.';

/**
 * An episode for reading, by its id or its slug.
 * @throws AppError `not_found` for what the caller may not know of: drafts, scheduled and subscribers' episodes;
 *   `episode_gone` for deleted ones, which the owner still sees; and as findKnownShow
 */
export async function findKnownEpisode(database: Queryable, caller: Caller | null, slug: string, id: string): Promise<EpisodeRow> {
  const show = await findKnownShow(database, caller, slug);
  const episode = await findEpisode(database, show.id, id);
  const sight = episode ? seeEpisode(episode, caller, new Date()) : 'unknown';
  if (!episode || sight === 'unknown') throw new AppError('not_found', NO_EPISODE);
  if (sight === 'gone') throw new AppError('episode_gone');
  return episode;
}

/**
 * An episode for what its owner alone may do: a deleted one must be restored first.
 * @throws AppError `not_found`, `episode_gone`, and as findOwnShow
 */
export async function findOwnEpisode(database: Queryable, caller: Caller, slug: string, id: string): Promise<EpisodeRow> {
  const episode = await findOwnEpisodeEvenDeleted(database, caller, slug, id);
  if (episode.deletedAt) throw new AppError('episode_gone', 'This episode was deleted. Restore it first.');
  return episode;
}

export async function findOwnEpisodeEvenDeleted(database: Queryable, caller: Caller, slug: string, id: string): Promise<EpisodeRow> {
  const show = await findOwnShow(database, caller, slug);
  const episode = await findEpisode(database, show.id, id);
  if (!episode) throw new AppError('not_found', NO_EPISODE);
  return episode;
}
