import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../core/errors.ts';
import { hlsPaths, objectKeys } from '../../core/object-storage/object-keys.ts';
import { buildFilmCommand } from '../ffmpeg/film-arguments.ts';
import { runFfmpeg } from '../ffmpeg/run-ffmpeg.ts';
import { openJobDirectory } from '../job-directory.ts';
import { readRenditions, type StoredRendition } from '../transcode/package-queries.ts';
import { cutToReach } from '../transcode/publish-package.ts';
import { measureSeconds } from '../transcode/select-contiguous.ts';
import { locateSource, type Transcoder } from '../transcoder.ts';
import { findAssetToMaster, findEpisodesOfAsset, recordFilm, touchMaster } from './masters-queries.ts';
import { nameFile, storeFile } from './store-file.ts';

/** What phones and televisions play from one file; above it the file only grows. */
const LARGEST_HEIGHT = 1080;

/**
 * Makes the film of a READY asset with a picture as one progressive MP4: the best published picture, as it was encoded
 * for HLS, and the levelled sound. Does nothing while the picture is not ready, and where no episode wants it.
 */
export async function makeFilm(transcoder: Transcoder, assetId: string, signal: AbortSignal): Promise<void> {
  const { database } = transcoder;
  const asset = await findAssetToMaster(database, assetId);
  const master = asset?.master;
  if (!asset?.isReady || !asset.plan?.video || master?.state !== 'READY' || !master.m4aKey || master.mp4Key) return;
  if ((await findEpisodesOfAsset(database, assetId)).length === 0) return;
  const picture = choosePicture(await readRenditions(database, asset, ['LOW', 'HIGH']));
  if (!picture) return;
  await touchMaster(database, assetId);
  await using directory = await openJobDirectory(transcoder.workDirectory, []);
  const picturePath = join(directory.path, 'picture.mp4');
  const path = join(directory.path, 'film.mp4');
  await joinSegments(transcoder, asset, picture, picturePath, signal);
  const sound = await locateSource(transcoder, master.m4aKey);
  const command = buildFilmCommand({ picturePath, sound, pictureSeconds: measureSeconds(picture.segments), path });
  await runFfmpeg(command, { ffmpegPath: transcoder.launcher.steady, signal });
  const mp4Key = objectKeys.master(assetId, `${await nameFile(path)}.mp4`);
  await storeFile(transcoder.objectStore, mp4Key, path, 'video/mp4');
  await recordFilm(database, assetId, mp4Key);
  transcoder.logger.info({ assetId, rendition: picture.name, mp4Key }, 'film is ready as one file');
}

/** The largest picture up to 1080p (by its short side) whose segments all decode with one initialisation segment. */
export function choosePicture(renditions: readonly StoredRendition[]): StoredRendition | null {
  const whole = renditions
    .filter(({ kind, segments }) => kind === 'VIDEO' && segments.length > 0)
    .map(cutToReach)
    .filter(({ segments }) => new Set(segments.map((segment) => segment.initName)).size === 1);
  const shortSide = ({ width, height }: StoredRendition) => Math.min(width ?? 0, height ?? 0);
  const fitting = whole.filter((rendition) => shortSide(rendition) <= LARGEST_HEIGHT);
  return (fitting.length > 0 ? fitting : whole).toSorted((a, b) => shortSide(b) - shortSide(a))[0] ?? null;
}

/** Writes a rendition's initialisation segment and all its segments into one file, and sees that every byte came. */
async function joinSegments(
  { objectStore }: Transcoder,
  { assetId, version }: { readonly assetId: string; readonly version: number },
  { name, segments }: StoredRendition,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const [first] = segments;
  if (!first) throw new AppError('package_incomplete', `Rendition ${name} of ${assetId} has no segments.`);
  const readWhole = async function* () {
    yield* readObject(hlsPaths.init(version, name, first.initName), null);
    for (const { index, sizeBytes } of segments) yield* readObject(hlsPaths.segment(version, name, index), sizeBytes);
  };
  const readObject = async function* (hlsPath: string, expectedBytes: number | null) {
    const read = await objectStore.get(objectKeys.hls(assetId, hlsPath), { signal });
    if (read.notModified) return;
    if (expectedBytes !== null && read.head.sizeBytes !== expectedBytes) {
      throw new AppError('package_incomplete', `${hlsPath} of ${assetId} has ${read.head.sizeBytes} bytes instead of ${expectedBytes}.`);
    }
    yield* read.body as AsyncIterable<Buffer>;
  };
  await pipeline(readWhole, createWriteStream(path), { signal });
}
