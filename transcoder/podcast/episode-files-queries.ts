import { isDeepStrictEqual } from 'node:util';
import type { Database, Queryable } from '../../core/database.ts';
import type { Chapter, StoredArtwork } from '../../core/podcasts/podcast-details.ts';
import { wantFeed } from '../../core/podcasts/wanted-queries.ts';
import type { TaggedEpisode, TaggedShow } from './episode-tags.ts';

/** An episode whose files are not what they should be. */
export interface EpisodeToBuild {
  readonly episodeId: string;
  readonly showId: string;
  readonly assetId: string;
  readonly filesWanted: number;
  readonly episode: TaggedEpisode;
  readonly show: TaggedShow;
  readonly artwork: StoredArtwork | null;
  readonly showArtwork: StoredArtwork | null;
  readonly chapters: readonly Chapter[];
  readonly chaptersFromSource: boolean;
  readonly master: BuildableMaster;
}

export interface BuildableMaster {
  readonly state: 'PROCESSING' | 'READY' | 'FAILED';
  readonly failureCode: string | null;
  readonly failureDetail: string | null;
  readonly durationSeconds: number;
  readonly mp3Key: string | null;
  readonly m4aKey: string | null;
  readonly mp4Key: string | null;
  readonly chapters: readonly Chapter[];
}

/** A file as EpisodeFile keeps it. */
export interface BuiltFile {
  readonly fileName: string;
  readonly kind: 'MP3' | 'M4A' | 'MP4';
  readonly contentType: string;
  readonly sizeBytes: bigint;
  readonly headBytes: number;
  readonly durationSeconds: number;
  readonly bitrateBps: number;
  readonly codecs: string;
  readonly integrity: string;
}

/** Null when the episode is gone, has no sound, or has all the files it wants. */
export async function findEpisodeToBuild(database: Queryable, episodeId: string): Promise<EpisodeToBuild | null> {
  const row = await database.episode.findUnique({
    where: { id: episodeId, deletedAt: null, show: { deletedAt: null } },
    include: { show: true, asset: { include: { master: true } } },
  });
  const master = row?.asset?.master;
  if (!row?.assetId || !master || row.filesBuilt >= row.filesWanted) return null;
  return {
    episodeId,
    showId: row.showId,
    assetId: row.assetId,
    filesWanted: row.filesWanted,
    episode: row,
    show: row.show,
    artwork: row.artwork as unknown as StoredArtwork | null,
    showArtwork: row.show.artwork as unknown as StoredArtwork | null,
    chapters: row.chapters as unknown as Chapter[],
    chaptersFromSource: row.chaptersFromSource,
    master: { ...master, durationSeconds: master.durationSeconds ?? 0, chapters: master.chapters as unknown as Chapter[] },
  };
}

export function hasChapters(work: EpisodeToBuild, chapters: readonly Chapter[]): boolean {
  return isDeepStrictEqual(work.chapters, chapters);
}

/** Gives an episode the chapters that its file carries, unless somebody has set some meanwhile. */
export async function recordSourceChapters(
  database: Queryable,
  episodeId: string,
  chapters: readonly Chapter[],
  chaptersFile: string | null,
): Promise<void> {
  const data = { chapters: chapters as object[], chaptersFile };
  await database.episode.updateMany({ where: { id: episodeId, chaptersFromSource: true }, data });
}

/**
 * From now on these are the episode's files; former ones stay for those who have their addresses. Nothing happens when
 * the episode has another sound by now: then these are nobody's.
 */
export async function recordFiles(database: Database, work: EpisodeToBuild, files: readonly BuiltFile[]): Promise<void> {
  const { episodeId, assetId, showId, filesWanted } = work;
  await database.$transaction(async (transaction) => {
    const data = { filesBuilt: filesWanted, failureCode: null, failureDetail: null };
    const { count } = await transaction.episode.updateMany({ where: { id: episodeId, assetId, deletedAt: null }, data });
    if (count === 0) return;
    const fileNames = files.map((file) => file.fileName);
    await transaction.episodeFile.updateMany({ where: { episodeId, fileName: { notIn: fileNames } }, data: { isCurrent: false } });
    for (const file of files) {
      const key = { episodeId_fileName: { episodeId, fileName: file.fileName } };
      await transaction.episodeFile.upsert({ where: key, create: { episodeId, ...file, isCurrent: true }, update: { isCurrent: true } });
    }
    await wantFeed(transaction, showId);
  });
}

/** Why the episode has no files. */
export async function failEpisode(database: Queryable, episodeId: string, failure: { failureCode: string; failureDetail: string }) {
  await database.episode.updateMany({ where: { id: episodeId, deletedAt: null }, data: failure });
}
