import { stat } from 'node:fs/promises';
import type { AppError } from '../../core/errors.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import { announceAssetChange } from '../../core/queues/asset-events.ts';
import type { AudioMasterPayload } from '../../core/queues/audio-master-queue.ts';
import { masterFiles } from '../ffmpeg/master-arguments.ts';
import { openJobDirectory } from '../job-directory.ts';
import { reportAtMostEvery } from '../transcode/report-progress.ts';
import { locateSource, type Transcoder } from '../transcoder.ts';
import { drawWaveform } from './draw-waveform.ts';
import { encodeMasters } from './encode-masters.ts';
import { makeFilm } from './make-film.ts';
import {
  type AssetToMaster,
  failMaster,
  findAssetToMaster,
  findEpisodesOfAsset,
  recordMaster,
  recordMasterProgress,
  startMaster,
} from './masters-queries.ts';
import { planSound } from './plan-sound.ts';
import { nameContent, nameFile, storeBytes, storeFile } from './store-file.ts';

/**
 * Makes what an asset lacks to be an episode: its levelled sound, and, once its picture is READY, its film in one
 * file. What is there already is not made again; a repeated run gives the same names.
 */
export async function makeAudioMaster(transcoder: Transcoder, { assetId }: AudioMasterPayload, signal: AbortSignal): Promise<void> {
  const asset = await findAssetToMaster(transcoder.database, assetId);
  if (!asset) return;
  if (asset.master?.state !== 'READY') await makeSound(transcoder, asset, signal);
  await makeFilm(transcoder, assetId, signal);
  await Promise.all(
    (await findEpisodesOfAsset(transcoder.database, assetId)).map((episodeId) => transcoder.jobs.episodeFiles.add({ episodeId })),
  );
}

/** Notes why an asset can never be an episode; its creator reads the sentence. What concerns the film alone is logged. */
export async function failAudioMaster(transcoder: Transcoder, { assetId }: AudioMasterPayload, failure: AppError): Promise<void> {
  const gaveUp = 'The sound could not be encoded; the file may be damaged. Export it again, or upload another copy.';
  const failureDetail = failure.code === 'encoder_failed' ? gaveUp : failure.message;
  await failMaster(transcoder.database, assetId, { failureCode: failure.code, failureDetail });
  await announceAssetChange(transcoder.redis, assetId);
}

async function makeSound(transcoder: Transcoder, asset: AssetToMaster, signal: AbortSignal): Promise<void> {
  const { database, redis, logger, launcher } = transcoder;
  const { assetId } = asset;
  await startMaster(database, assetId);
  const location = await locateSource(transcoder, asset.sourceKey);
  const { sound, chapters, claimedSeconds } = await planSound(transcoder, asset, location, signal);
  await using directory = await openJobDirectory(transcoder.workDirectory, []);
  const report = reportAtMostEvery(async (progress) => {
    await recordMasterProgress(database, assetId, progress);
    await announceAssetChange(redis, assetId);
  }, 2_000);
  const request = { location, directory: directory.path, sound, seconds: claimedSeconds };
  const encoded = await encodeMasters(request, { ffmpegPath: launcher.steady, signal }, report);
  const { durationSeconds, ...keys } = await storeMasters(transcoder, assetId, directory.path);
  await recordMaster(database, assetId, {
    durationSeconds,
    channels: sound.channels,
    sourceLufs: encoded.source.integratedLufs,
    masterLufs: encoded.lufs,
    truePeakDbtp: Number.isFinite(encoded.peakDbtp) ? encoded.peakDbtp : null,
    ...keys,
    chapters: chapters.filter((chapter) => chapter.startSeconds < durationSeconds),
  });
  logger[encoded.isRight ? 'info' : 'warn']({ assetId, durationSeconds, ...encoded }, 'audio masters are ready');
  await announceAssetChange(redis, assetId);
}

/** Moves what lies in the folder to the store, named by its content. */
async function storeMasters({ objectStore }: Transcoder, assetId: string, directory: string) {
  const files = masterFiles(directory);
  const store = async (path: string, suffix: string, contentType: string) => {
    const key = objectKeys.master(assetId, `${await nameFile(path)}.${suffix}`);
    await storeFile(objectStore, key, path, contentType);
    return key;
  };
  const mp3Key = await store(files.mp3, 'mp3', 'audio/mpeg');
  const m4aKey = await store(files.m4a, 'm4a', 'audio/x-m4a');
  const waveform = await drawWaveform(files.pcm, (await stat(files.pcm)).size);
  const json = JSON.stringify(waveform);
  const peaksKey = objectKeys.master(assetId, `${nameContent(json)}.peaks.json`);
  await storeBytes(objectStore, peaksKey, json, 'application/json');
  return { mp3Key, m4aKey, peaksKey, durationSeconds: waveform.durationSeconds };
}
