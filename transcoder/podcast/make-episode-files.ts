import { createWriteStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { AppError } from '../../core/errors.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { ObjectStore } from '../../core/object-storage/object-store.ts';
import { artworkFileName } from '../../core/podcasts/podcast-urls.ts';
import { renderFfmetadataChapters } from '../../core/podcasts/render-ffmetadata-chapters.ts';
import { storeChapters } from '../../core/podcasts/store-chapters.ts';
import type { EpisodeFilesPayload } from '../../core/queues/episode-files-queue.ts';
import { buildEpisodeFileCommand } from '../ffmpeg/episode-file-arguments.ts';
import { runFfmpeg } from '../ffmpeg/run-ffmpeg.ts';
import { openJobDirectory } from '../job-directory.ts';
import { locateSource, type Transcoder } from '../transcoder.ts';
import {
  type BuiltFile,
  type EpisodeToBuild,
  failEpisode,
  findEpisodeToBuild,
  hasChapters,
  recordFiles,
  recordSourceChapters,
} from './episode-files-queries.ts';
import { describeEpisode, type EpisodeTags } from './episode-tags.ts';
import { ensureShowArtwork } from './make-artwork.ts';
import { readMp4Head } from './read-mp4-head.ts';
import { renderId3 } from './render-id3.ts';
import { nameFile, sealFile, storeFile } from './store-file.ts';

/** Large enough for a player's screen, small enough that nobody waits for the tags before the sound. */
const TAG_ARTWORK_PX = 600;
/** The only sound that we make (ISO/IEC 14496-3, AAC-LC). */
const AAC_LC = 'mp4a.40.2';

/**
 * Makes an episode's files out of its asset's masters until they show what the tables say. An episode whose master is
 * not there yet is left alone: the master's job asks again.
 */
export async function makeEpisodeFiles(transcoder: Transcoder, { episodeId }: EpisodeFilesPayload, signal: AbortSignal): Promise<void> {
  for (;;) {
    const work = await findEpisodeToBuild(transcoder.database, episodeId);
    if (!work || work.master.state === 'PROCESSING') return;
    if (work.master.state === 'FAILED') return copyFailure(transcoder, work);
    await buildFiles(transcoder, await adoptChapters(transcoder, work), signal);
  }
}

/** Notes why an episode's files cannot be made. */
export async function failEpisodeFiles({ database }: Transcoder, { episodeId }: EpisodeFilesPayload, failure: AppError): Promise<void> {
  const gaveUp = 'The tags could not be written into the files. Change the title or the artwork, or upload the sound again.';
  const failureDetail = failure.code === 'encoder_failed' ? gaveUp : failure.message;
  await failEpisode(database, episodeId, { failureCode: failure.code, failureDetail });
}

async function copyFailure({ database }: Transcoder, { episodeId, master }: EpisodeToBuild): Promise<void> {
  const failure = {
    failureCode: master.failureCode ?? 'source_damaged',
    failureDetail: master.failureDetail ?? 'The sound cannot be read.',
  };
  await failEpisode(database, episodeId, failure);
}

/** An episode without chapters of its own has those of its file. */
async function adoptChapters({ database, objectStore }: Transcoder, work: EpisodeToBuild): Promise<EpisodeToBuild> {
  const { episodeId, master, chaptersFromSource } = work;
  if (!chaptersFromSource || master.chapters.length === 0 || hasChapters(work, master.chapters)) return work;
  const chaptersFile = await storeChapters(objectStore, episodeId, master.chapters);
  await recordSourceChapters(database, episodeId, master.chapters, chaptersFile);
  return { ...work, chapters: master.chapters };
}

/** All that the files of one episode are made of, in a folder where ffmpeg finds it. */
interface Ingredients {
  readonly directory: string;
  readonly tags: EpisodeTags;
  readonly artwork: Buffer | null;
  readonly artworkPath: string | null;
  readonly chaptersPath: string | null;
}

async function buildFiles(transcoder: Transcoder, work: EpisodeToBuild, signal: AbortSignal): Promise<void> {
  const { mp3Key, m4aKey, mp4Key } = work.master;
  await using directory = await openJobDirectory(transcoder.workDirectory, []);
  const ingredients = await gatherIngredients(transcoder, work, directory.path);
  const files = [
    ...(mp3Key ? [await makeMp3(transcoder, work, ingredients, mp3Key, signal)] : []),
    ...(m4aKey ? [await makeMp4(transcoder, work, ingredients, { kind: 'M4A', masterKey: m4aKey }, signal)] : []),
    ...(mp4Key ? [await makeMp4(transcoder, work, ingredients, { kind: 'MP4', masterKey: mp4Key }, signal)] : []),
  ];
  await recordFiles(transcoder.database, work, files);
  await transcoder.jobs.feeds.add({ showId: work.showId });
  transcoder.logger.info({ episodeId: work.episodeId, files: files.map((file) => file.fileName) }, 'episode files are ready');
}

async function gatherIngredients(transcoder: Transcoder, work: EpisodeToBuild, directory: string): Promise<Ingredients> {
  const artwork = await readArtwork(transcoder, work);
  const artworkPath = artwork ? join(directory, 'cover.jpg') : null;
  if (artwork && artworkPath) await writeFile(artworkPath, artwork);
  const chaptersPath = work.chapters.length > 0 ? join(directory, 'chapters.txt') : null;
  if (chaptersPath) await writeFile(chaptersPath, renderFfmetadataChapters(work.chapters, work.master.durationSeconds));
  return { directory, tags: describeEpisode(work.episode, work.show), artwork, artworkPath, chaptersPath };
}

/** The episode's own picture, else its show's. */
async function readArtwork(transcoder: Transcoder, { artwork, showId }: EpisodeToBuild): Promise<Buffer | null> {
  const chosen = artwork?.isReady ? artwork : await ensureShowArtwork(transcoder, showId);
  return chosen ? readObject(transcoder.objectStore, objectKeys.artwork(showId, artworkFileName(chosen.hash, TAG_ARTWORK_PX))) : null;
}

async function readObject(store: ObjectStore, key: string): Promise<Buffer | null> {
  const read = await store.get(key);
  return read.notModified ? null : buffer(read.body);
}

/** The master's bytes as they are, behind the tag. */
async function makeMp3(
  transcoder: Transcoder,
  work: EpisodeToBuild,
  { directory, tags, artwork }: Ingredients,
  masterKey: string,
  signal: AbortSignal,
): Promise<BuiltFile> {
  const path = join(directory, 'episode.mp3');
  const tag = renderId3(tags, work.chapters, work.master.durationSeconds, artwork);
  const read = await transcoder.objectStore.get(masterKey, { signal });
  const body = read.notModified ? Readable.from([]) : read.body;
  const readTagged = async function* () {
    yield tag;
    yield* body as AsyncIterable<Buffer>;
  };
  await pipeline(readTagged, createWriteStream(path), { signal });
  return storeEpisodeFile(transcoder, work, path, {
    kind: 'MP3',
    suffix: 'mp3',
    contentType: 'audio/mpeg',
    headBytes: tag.length,
    codecs: 'mp3',
  });
}

async function makeMp4(
  transcoder: Transcoder,
  work: EpisodeToBuild,
  { directory, tags, artworkPath, chaptersPath }: Ingredients,
  { kind, masterKey }: { readonly kind: 'M4A' | 'MP4'; readonly masterKey: string },
  signal: AbortSignal,
): Promise<BuiltFile> {
  const isFilm = kind === 'MP4';
  const path = join(directory, `episode.${kind.toLowerCase()}`);
  const master = await locateSource(transcoder, masterKey);
  // A film shows itself; in a film a still picture would be one more track to choose from.
  const command = buildEpisodeFileCommand({ kind, master, tags, chaptersPath, artworkPath: isFilm ? null : artworkPath, path });
  await runFfmpeg(command, { ffmpegPath: transcoder.launcher.steady, signal });
  const { headBytes, codecs } = await readMp4Head(path);
  return storeEpisodeFile(transcoder, work, path, {
    kind,
    suffix: isFilm ? 'mp4' : 'm4a',
    contentType: isFilm ? 'video/mp4' : 'audio/x-m4a',
    headBytes,
    codecs: isFilm ? `${codecs},${AAC_LC}` : codecs,
  });
}

async function storeEpisodeFile(
  { objectStore }: Transcoder,
  { episodeId, master: { durationSeconds } }: EpisodeToBuild,
  path: string,
  file: Pick<BuiltFile, 'kind' | 'contentType' | 'headBytes' | 'codecs'> & { readonly suffix: string },
): Promise<BuiltFile> {
  const { suffix, ...known } = file;
  const [name, integrity, { size }] = await Promise.all([nameFile(path), sealFile(path), stat(path)]);
  const fileName = `${name}.${suffix}`;
  await storeFile(objectStore, objectKeys.episodeFile(episodeId, fileName), path, file.contentType);
  const bitrateBps = Math.round(((size - file.headBytes) * 8) / Math.max(durationSeconds, 0.001));
  return { ...known, fileName, integrity, sizeBytes: BigInt(size), durationSeconds, bitrateBps };
}
