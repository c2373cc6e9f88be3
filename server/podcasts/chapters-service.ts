import { checkChapters } from '../../core/podcasts/check-chapters.ts';
import type { Chapter } from '../../core/podcasts/podcast-details.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import { readChapters } from '../../core/podcasts/read-chapters.ts';
import { storeChapters } from '../../core/podcasts/store-chapters.ts';
import { decodeText } from '../../core/podcasts/transcripts/decode-text.ts';
import { wantEpisodeFiles, wantFeed } from '../../core/podcasts/wanted-queries.ts';
import { announceFeedChange } from '../../core/queues/feed-events.ts';
import type { Caller, ServerDependencies } from '../app.ts';
import { saveChapters } from './chapters-queries.ts';
import type { EpisodeChapters } from './chapters-schemas.ts';
import type { EpisodeRow } from './episodes-queries.ts';
import { findKnownEpisode, findOwnEpisode } from './find-episode.ts';
import { inTransaction } from './shows-queries.ts';

type Parts = Pick<ServerDependencies, 'config' | 'database' | 'redis' | 'jobs' | 'objectStore'>;
/** The show's slug, and the episode's id or slug. */
export interface EpisodeAddress {
  readonly slug: string;
  readonly id: string;
}

/** @throws AppError as findKnownEpisode */
export async function readEpisodeChapters(parts: Parts, caller: Caller | null, { slug, id }: EpisodeAddress): Promise<EpisodeChapters> {
  const episode = await findKnownEpisode(parts.database, caller, slug, id);
  return describe(parts, episode.id, episode);
}

/**
 * Replaces an episode's chapters by those of a document; an empty list takes them away.
 * @throws AppError `chapters_refused` naming what is wrong with which of them, and as findOwnEpisode
 */
export async function replaceChapters(
  parts: Parts,
  caller: Caller,
  { slug, id }: EpisodeAddress,
  document: Uint8Array,
): Promise<EpisodeChapters> {
  const episode = await findOwnEpisode(parts.database, caller, slug, id);
  const chapters = checkChapters(readChapters(decodeText(document)), durationOf(episode));
  return keepChapters(parts, episode, chapters);
}

/** @throws AppError as findOwnEpisode */
export async function removeChapters(parts: Parts, caller: Caller, { slug, id }: EpisodeAddress): Promise<void> {
  await keepChapters(parts, await findOwnEpisode(parts.database, caller, slug, id), []);
}

async function keepChapters(parts: Parts, episode: EpisodeRow, chapters: readonly Chapter[]): Promise<EpisodeChapters> {
  const { database, jobs, redis, objectStore } = parts;
  const { id, showId, assetId } = episode;
  const chaptersFile = await storeChapters(objectStore, id, chapters);
  await inTransaction(database, async (transaction) => {
    await saveChapters(transaction, id, chapters, chaptersFile);
    await wantEpisodeFiles(transaction, id);
    await wantFeed(transaction, showId);
  });
  if (assetId !== null) await jobs.episodeFiles.add({ episodeId: id });
  await jobs.feeds.add({ showId });
  await announceFeedChange(redis, showId);
  return describe(parts, id, { chapters, chaptersFile, chaptersFromSource: false });
}

/** The sound's, as soon as anybody knows it. */
function durationOf({ files, asset }: EpisodeRow): number | null {
  return asset?.master?.durationSeconds ?? files[0]?.durationSeconds ?? asset?.durationSeconds ?? null;
}

interface StoredChapters extends Pick<EpisodeRow, 'chaptersFile' | 'chaptersFromSource'> {
  readonly chapters: readonly Chapter[];
}

function describe({ config }: Parts, episodeId: string, { chapters, chaptersFile, chaptersFromSource }: StoredChapters): EpisodeChapters {
  return {
    chapters: [...chapters],
    url: chaptersFile === null ? null : podcastUrls.media(config.publicUrl, episodeId, chaptersFile),
    areFromSource: chaptersFromSource && chapters.length > 0,
  };
}
