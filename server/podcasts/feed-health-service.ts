import { AppError } from '../../core/errors.ts';
import type { Caller, ServerDependencies } from '../app.ts';
import { checkFeedHealth } from './check-feed-health.ts';
import { listHealthEpisodes } from './feed-health-queries.ts';
import type { FeedHealth } from './feed-health-schemas.ts';
import { findOwnShow } from './find-show.ts';
import { findShow } from './shows-queries.ts';

/** For the show's owner. @throws AppError as findOwnShow */
export async function readFeedHealth(
  { config, database }: Pick<ServerDependencies, 'config' | 'database'>,
  caller: Caller,
  slug: string,
): Promise<FeedHealth> {
  const { id, mode } = await findOwnShow(database, caller, slug);
  const [show, episodes] = await Promise.all([findShow(database, id), listHealthEpisodes(database, id, mode)]);
  if (!show) throw new AppError('not_found');
  return checkFeedHealth({ show, episodes, publicUrl: config.publicUrl, now: new Date() });
}
