import type { Database, Queryable } from '../../core/database.ts';
import type { StoredArtwork } from '../../core/podcasts/podcast-details.ts';
import { wantEpisodeFiles, wantFeed } from '../../core/podcasts/wanted-queries.ts';
import type { ArtworkPayload } from '../../core/queues/artwork-queue.ts';
import { Prisma } from '../../prisma/generated/client.ts';

/** A show or one of its episodes, with the picture that it has. */
export interface PictureOwner extends ArtworkPayload {
  /** The show's. */
  readonly guid: string;
  readonly artwork: StoredArtwork | null;
}

/** Null when the show or the episode is gone. */
export async function findPictureOwner(database: Queryable, { showId, episodeId }: ArtworkPayload): Promise<PictureOwner | null> {
  const show = await database.show.findUnique({ where: { id: showId, deletedAt: null } });
  if (!show) return null;
  if (episodeId === null) return { showId, episodeId, guid: show.guid, artwork: readArtwork(show.artwork) };
  const episode = await database.episode.findUnique({ where: { id: episodeId, showId, deletedAt: null } });
  return episode && { showId, episodeId, guid: show.guid, artwork: readArtwork(episode.artwork) };
}

const readArtwork = (value: unknown) => value as StoredArtwork | null;

/**
 * Writes another state of the picture, unless somebody has chosen another one meanwhile, and says that feeds and files
 * have to show it.
 * @param artwork null: what was chosen cannot be shown
 */
export async function replaceArtwork(
  database: Database,
  { showId, episodeId, artwork: former }: PictureOwner,
  artwork: StoredArtwork | null,
): Promise<void> {
  const where = { artwork: former ? { path: ['hash'], equals: former.hash } : { equals: Prisma.DbNull } };
  const data = { artwork: artwork ? (artwork as object) : Prisma.DbNull };
  await database.$transaction(async (transaction) => {
    const { count } =
      episodeId === null
        ? await transaction.show.updateMany({ where: { id: showId, ...where }, data })
        : await transaction.episode.updateMany({ where: { id: episodeId, ...where }, data });
    if (count === 0) return;
    await wantFeed(transaction, showId);
    // A show's picture is in its feed, where it can be changed for all episodes at once; their files keep what they have.
    if (episodeId !== null) await wantEpisodeFiles(transaction, episodeId);
  });
}
