import type { Queryable } from '../database.ts';

/**
 * Says that a show's feeds no longer show what the tables say. Belongs into the transaction that changes something a
 * feed carries; after it commits, ask for the work with `jobs.feeds.add({ showId })`. Should that be lost, the worker's
 * sweep finds the difference between wanted and built.
 */
export async function wantFeed(database: Queryable, showId: string): Promise<void> {
  await database.show.updateMany({ where: { id: showId }, data: { feedWanted: { increment: 1 } } });
}

/** The same for an episode's files, which carry its title, chapters, artwork and sound; `jobs.episodeFiles.add` follows. */
export async function wantEpisodeFiles(database: Queryable, episodeId: string): Promise<void> {
  await database.episode.updateMany({ where: { id: episodeId }, data: { filesWanted: { increment: 1 } } });
}

/**
 * The same for the shows whose episodes an asset stands behind, when it becomes READY.
 * @returns their ids, for `jobs.feeds.add`.
 */
export async function wantFeedsOfAsset(database: Queryable, assetId: string): Promise<string[]> {
  const shows = await database.show.findMany({ where: { episodes: { some: { assetId } }, deletedAt: null }, select: { id: true } });
  for (const { id } of shows) await wantFeed(database, id);
  return shows.map(({ id }) => id);
}
