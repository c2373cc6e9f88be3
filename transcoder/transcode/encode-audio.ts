import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../core/errors.ts';
import { chunkField, clearChunkProgress, reportChunkProgress } from '../../core/queues/asset-events.ts';
import { buildAudioCommand } from '../ffmpeg/audio-arguments.ts';
import { runFfmpeg } from '../ffmpeg/run-ffmpeg.ts';
import { openJobDirectory } from '../job-directory.ts';
import type { UndoneChunk } from '../queues/transcode-flow.ts';
import { locateSource, type Transcoder } from '../transcoder.ts';
import { refuseEndlessAttempts } from './encode-chunk.ts';
import { recordChunk, recordSegments } from './package-queries.ts';
import { AUDIO_TARGET_SECONDS } from './plan-transcode.ts';
import { publishGrowth } from './publish-package.ts';
import { storeSegments } from './store-segments.ts';
import type { AudioPlan } from './transcode-plan.ts';
import { type AssetToTranscode, AUDIO_RENDITION, startChunk } from './transcode-queries.ts';

/** The first segment is waited for; later ones come faster than anybody listens. */
const FIRST_LOOK_MS = 200;
const WATCH_INTERVAL_MS = 2_000;

/**
 * Encodes the whole sound in one run and publishes its segments while ffmpeg still writes, so that a long film's
 * first seconds need not wait for its last. A repeated run writes the same segments again.
 */
export async function encodeAudio(transcoder: Transcoder, asset: AssetToTranscode, signal: AbortSignal): Promise<void> {
  const audio = asset.plan?.audio;
  if (!audio) throw new AppError('internal', `Asset ${asset.assetId} has no sound to encode.`);
  const work: UndoneChunk = { lane: 'AUDIO', index: 0 };
  const attempts = await startChunk(transcoder.database, asset, work);
  if (attempts !== 'done') {
    refuseEndlessAttempts(attempts, work);
    const field = chunkField(work.lane, work.index);
    const frames = await encodeAudioRendition(transcoder, asset, audio, AUDIO_RENDITION, signal, async (soFar) => {
      await reportChunkProgress(transcoder.redis, asset.assetId, field, soFar);
      await publishGrowth(transcoder, asset, 'AUDIO');
    });
    await recordChunk(transcoder.database, asset, work, { segments: [], codecs: new Map() }, frames);
    await clearChunkProgress(transcoder.redis, asset.assetId, field);
  }
  await publishGrowth(transcoder, asset, 'AUDIO');
}

/**
 * Runs the encoder and moves each segment to the store as soon as it is whole.
 * @param onGrowth called with the frames so far after segments were stored
 * @returns AAC frames of 1,024 samples
 */
export async function encodeAudioRendition(
  transcoder: Transcoder,
  asset: AssetToTranscode,
  audio: AudioPlan,
  name: string,
  signal: AbortSignal,
  onGrowth: (frames: number) => Promise<void>,
): Promise<number> {
  await using directory = await openJobDirectory(transcoder.workDirectory, []);
  const rendition = { name, directory: directory.path, chunkIndex: 0 };
  const location = await locateSource(transcoder, asset.sourceKey);
  const command = buildAudioCommand({ location, directory: directory.path, audio, segmentSeconds: AUDIO_TARGET_SECONDS });
  let frames = 0;
  const storeWhatIsThere = async () => {
    const stored = await storeSegments(transcoder, asset, rendition);
    if (stored.segments.length === 0) return false;
    await recordSegments(transcoder.database, asset, stored);
    frames += stored.segments.reduce((sum, segment) => sum + segment.frames, 0);
    await onGrowth(frames);
    return true;
  };
  const stop = new AbortController();
  const running = runFfmpeg(command, { ffmpegPath: transcoder.launcher.steady, signal: AbortSignal.any([signal, stop.signal]) });
  try {
    await whileRunning(running, storeWhatIsThere);
  } finally {
    // When storing failed, ffmpeg is still writing into a folder that is about to go.
    stop.abort();
    await running.catch(() => undefined);
  }
  await storeWhatIsThere();
  return frames;
}

/** Does `work` again and again until `running` ends, less often once it found something; throws the first fault of either. */
async function whileRunning(running: Promise<unknown>, work: () => Promise<boolean>): Promise<void> {
  const end = running.then(() => 'over' as const);
  for (let waitMs = FIRST_LOOK_MS; (await Promise.race([end, delay(waitMs)])) !== 'over'; ) {
    if (await work()) waitMs = WATCH_INTERVAL_MS;
  }
}
