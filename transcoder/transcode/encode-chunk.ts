import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../../core/errors.ts';
import { chunkField, clearChunkProgress, reportChunkProgress } from '../../core/queues/asset-events.ts';
import { runFfmpeg } from '../ffmpeg/run-ffmpeg.ts';
import { buildVideoCommand, ticksPerFrame } from '../ffmpeg/video-arguments.ts';
import { openJobDirectory } from '../job-directory.ts';
import type { UndoneChunk } from '../queues/transcode-flow.ts';
import { locateSource, type Transcoder } from '../transcoder.ts';
import { type MeasuredSegment, recordChunk } from './package-queries.ts';
import { planChunks } from './plan-chunks.ts';
import { publishGrowth } from './publish-package.ts';
import { reportAtMostEvery } from './report-progress.ts';
import { joinStored, storeSegments } from './store-segments.ts';
import type { PlannedChunk, Rung, VideoPlan } from './transcode-plan.ts';
import { type AssetToTranscode, isChunkDone, startChunk } from './transcode-queries.ts';

/** A chunk that has taken down this many workers is given up: one poisonous film must not stop the others. */
const MAXIMUM_ATTEMPTS = 8;

const OPENING: UndoneChunk = { lane: 'LOW', index: 0 };
const OPENING_PATIENCE_MS = 15_000;
const OPENING_POLL_MS = 200;

/**
 * Encodes one chunk of the picture for one lane, stores its segments and publishes what has grown. Safe to repeat at
 * any point: the same bytes go to the same keys, and a chunk that is done is only published.
 */
export async function encodeChunk(transcoder: Transcoder, asset: AssetToTranscode, work: UndoneChunk, signal: AbortSignal): Promise<void> {
  const video = asset.plan?.video;
  const chunk = video && planChunks(video)[work.index];
  if (!chunk) throw new AppError('internal', `Asset ${asset.assetId} has no chunk ${work.index}.`);
  if (work.lane === 'HIGH') await waitForOpening(transcoder, asset, signal);
  const attempts = await startChunk(transcoder.database, asset, work);
  if (attempts !== 'done') {
    refuseEndlessAttempts(attempts, work);
    await encodeAndStore(transcoder, asset, video, chunk, work, signal);
  }
  await publishGrowth(transcoder, asset, work.lane);
}

/**
 * Until the film plays, the processor belongs to what makes it play: an encoder beside it, however patient, makes the
 * first picture come twice as late. Work that waits for something else than the opening is not held up for long.
 */
async function waitForOpening(transcoder: Transcoder, asset: AssetToTranscode, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + OPENING_PATIENCE_MS;
  while (Date.now() < deadline && !(await isChunkDone(transcoder.database, asset, OPENING))) {
    await delay(OPENING_POLL_MS, undefined, { signal });
  }
}

export function refuseEndlessAttempts(attempts: number, { lane, index }: UndoneChunk): void {
  if (attempts > MAXIMUM_ATTEMPTS) {
    throw new AppError(
      'source_damaged',
      `Part ${index + 1} of the file (${lane.toLowerCase()}) could not be encoded in ${MAXIMUM_ATTEMPTS} attempts.`,
    );
  }
}

async function encodeAndStore(
  transcoder: Transcoder,
  asset: AssetToTranscode,
  video: VideoPlan,
  chunk: PlannedChunk,
  work: UndoneChunk,
  signal: AbortSignal,
) {
  const rungs = video.rungs.filter((rung) => rung.lane === work.lane);
  await using directory = await openJobDirectory(
    transcoder.workDirectory,
    rungs.map((rung) => rung.name),
  );
  const field = chunkField(work.lane, work.index);
  const command = buildVideoCommand({
    location: await locateSource(transcoder, asset.sourceKey),
    directory: directory.path,
    video,
    rungs,
    chunk,
  });
  const ffmpegPath = work.lane === 'LOW' ? transcoder.launcher.prompt : transcoder.launcher.patient;
  await runFfmpeg(command, {
    ffmpegPath,
    signal,
    onFrames: reportAtMostEvery((frames) => reportChunkProgress(transcoder.redis, asset.assetId, field, frames)),
  });
  const encoded = rungs.map(({ name }) => ({ name, directory: join(directory.path, name), chunkIndex: chunk.index }));
  const stored = joinStored(await Promise.all(encoded.map((rendition) => storeSegments(transcoder, asset, rendition))));
  await recordChunk(transcoder.database, asset, work, stored, countFrames(stored.segments, rungs, video, chunk));
  await clearChunkProgress(transcoder.redis, asset.assetId, field);
}

/**
 * Frames that came out, the same in every rung. Fewer than planned means that the source ended early.
 * @throws AppError encoder_failed when rungs differ, there are too many, or they do not start where the chunk does
 */
function countFrames(segments: readonly MeasuredSegment[], rungs: readonly Rung[], video: VideoPlan, chunk: PlannedChunk): number {
  const counts = rungs.map((rung) => sumFrames(segments.filter((segment) => segment.renditionName === rung.name)));
  const frames = counts[0] ?? 0;
  const start = BigInt(chunk.startFrame * ticksPerFrame(video.frameRate));
  const misplaced = segments.some((segment) => segment.index === chunk.firstSegment && segment.startTicks !== start);
  if (misplaced || counts.some((count) => count !== frames) || (!chunk.last && frames > chunk.frameCount)) {
    throw new AppError('encoder_failed', `Chunk ${chunk.index} came out as ${counts.join(', ')} frames instead of ${chunk.frameCount}.`);
  }
  return frames;
}

const sumFrames = (segments: readonly MeasuredSegment[]) => segments.reduce((sum, segment) => sum + segment.frames, 0);
