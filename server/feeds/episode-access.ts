import { AppError } from '../../core/errors.ts';
import type { StoredEpisode } from './media-queries.ts';
import type { Subscriber } from './subscribers.ts';

/**
 * Whether anybody may fetch an episode's files: it is out, for everyone, on a public show.
 * @throws AppError `not_found` also before its time, so that nothing tells that it is there; `episode_gone` and
 * `show_gone` once it was out and was deleted
 */
export function assertPublicEpisode(episode: StoredEpisode | null, now: Date): asserts episode is StoredEpisode {
  const wasForEveryone = episode?.audience === 'EVERYONE' && episode.showVisibility === 'PUBLIC' && isOut(episode, now);
  if (!wasForEveryone) throw notThere();
  assertKept(episode);
}

/**
 * Whether this subscriber may: it is out, on the show that they subscribe to, and their time is not over.
 * @throws AppError as above, and `forbidden`
 */
export function assertSubscribedEpisode(
  episode: StoredEpisode | null,
  subscriber: Subscriber,
  now: Date,
): asserts episode is StoredEpisode {
  if (episode?.showId !== subscriber.showId || !isOut(episode, now)) throw notThere();
  assertKept(episode);
  if (subscriber.endedAt) throw new AppError('forbidden', 'This subscription has ended. Renew it to hear this episode.');
}

const isOut = ({ state, publishAt }: StoredEpisode, now: Date) => state === 'PUBLISHED' && publishAt !== null && publishAt <= now;

function assertKept(episode: StoredEpisode): void {
  if (episode.isShowDeleted) throw new AppError('show_gone');
  if (episode.isDeleted) throw new AppError('episode_gone');
}

const notThere = () => new AppError('not_found', 'There is no file of this address.');
