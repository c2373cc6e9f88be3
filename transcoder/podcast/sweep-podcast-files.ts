import type { Transcoder } from '../transcoder.ts';
import { findLostArtwork, findLostFiles, findLostFilms, findLostMasters } from './sweep-queries.ts';

/** Whoever works on something has touched it by then; a job that waits its turn is not added twice. */
const STALE_AFTER_MS = 20_000;
const FILM_RETRY_MS = 600_000;

/**
 * Asks again for masters, films, files and artwork whose job was lost: the server died between its commit and its
 * enqueue, or Redis lost what it knew. The database is the truth.
 */
export async function sweepPodcastFiles({ database, jobs }: Transcoder): Promise<void> {
  const stale = new Date(Date.now() - STALE_AFTER_MS);
  const assets = new Set([
    ...(await findLostMasters(database, stale)),
    ...(await findLostFilms(database, new Date(Date.now() - FILM_RETRY_MS))),
  ]);
  for (const assetId of assets) await jobs.audioMasters.add({ assetId });
  for (const episodeId of await findLostFiles(database, stale)) await jobs.episodeFiles.add({ episodeId });
  for (const artwork of await findLostArtwork(database, stale)) await jobs.artwork.add(artwork);
}
