import { chunkField } from '../../core/queues/asset-events.ts';

/**
 * Progress as pure arithmetic over what the plan wrote down. Work is counted in pixels to encode: a chunk's frames times
 * the pixels of all renditions in its lane, which makes a 1080p frame cost what it costs beside a 240p one. Done chunks
 * count as planned, whatever came out, so that percent never falls when a chunk ends early.
 */
export type Lane = 'LOW' | 'HIGH' | 'AUDIO';

export interface ChunkWork {
  readonly lane: Lane;
  readonly index: number;
  readonly startFrame: number;
  readonly frameCount: number;
  readonly encodedFrames: number | null;
  readonly doneAt: Date | null;
}

export interface ProgressInput {
  readonly state: 'PROCESSING' | 'PLAYABLE' | 'READY' | 'FAILED';
  readonly startedAt: Date | null;
  readonly durationSeconds: number | null;
  readonly frameRate: number | null;
  readonly renditions: readonly { readonly lane: Lane; readonly width: number | null; readonly height: number | null }[];
  readonly chunks: readonly ChunkWork[];
  /** Frames of chunks that are being encoded now, by `chunkField`. */
  readonly framesInFlight: ReadonlyMap<string, number>;
}

export interface ComputedProgress {
  readonly percent: number;
  readonly secondsLeft: number | null;
  readonly playableSeconds: number;
  /** A lane's renditions are encoded together, so they share a figure. */
  readonly percentOfLane: Readonly<Record<Lane, number>>;
}

/** What a frame of sound (1,024 samples) costs, in pixels. */
const AUDIO_FRAME_PIXELS = 20_000;
const AUDIO_FRAMES_PER_SECOND = 48_000 / 1024;
/** Until READY something is left to do, if only to publish. */
const MAX_PERCENT_UNFINISHED = 99.9;
/** An estimate made of less than this is a guess. */
const MIN_PERCENT_TO_ESTIMATE = 2;
const MIN_SECONDS_TO_ESTIMATE = 2;

export function computeProgress(input: ProgressInput, now: Date): ComputedProgress {
  if (input.state === 'READY') return describeFinished(input);
  const total = sumWork(input, input.chunks, (chunk) => chunk.frameCount);
  const done = sumWork(input, input.chunks, (chunk) => countFramesDone(input, chunk));
  const percent = toPercent(done, total);
  return {
    percent,
    secondsLeft: input.state === 'FAILED' ? null : estimateSecondsLeft(done, total, input.startedAt, now),
    playableSeconds: input.state === 'PLAYABLE' ? measurePlayable(input) : 0,
    percentOfLane: { LOW: percentOfLane(input, 'LOW'), HIGH: percentOfLane(input, 'HIGH'), AUDIO: percentOfLane(input, 'AUDIO') },
  };
}

function describeFinished(input: ProgressInput): ComputedProgress {
  const playableSeconds = input.durationSeconds ?? measurePlayable(input);
  return { percent: 100, secondsLeft: 0, playableSeconds, percentOfLane: { LOW: 100, HIGH: 100, AUDIO: 100 } };
}

function countFramesDone({ framesInFlight }: ProgressInput, chunk: ChunkWork): number {
  if (chunk.doneAt) return chunk.frameCount;
  return Math.min(framesInFlight.get(chunkField(chunk.lane, chunk.index)) ?? 0, chunk.frameCount);
}

function sumWork(input: ProgressInput, chunks: readonly ChunkWork[], frames: (chunk: ChunkWork) => number): number {
  const weights = { LOW: weighLane(input, 'LOW'), HIGH: weighLane(input, 'HIGH'), AUDIO: AUDIO_FRAME_PIXELS };
  return chunks.reduce((sum, chunk) => sum + frames(chunk) * weights[chunk.lane], 0);
}

function weighLane({ renditions }: ProgressInput, lane: Lane): number {
  return renditions.reduce((sum, rendition) => sum + (rendition.lane === lane ? (rendition.width ?? 0) * (rendition.height ?? 0) : 0), 0);
}

function percentOfLane(input: ProgressInput, lane: Lane): number {
  const chunks = input.chunks.filter((chunk) => chunk.lane === lane);
  const total = chunks.reduce((sum, chunk) => sum + chunk.frameCount, 0);
  return toPercent(
    chunks.reduce((sum, chunk) => sum + countFramesDone(input, chunk), 0),
    total,
  );
}

/** Rounded down to a tenth, so that what is shown is done. */
function toPercent(done: number, total: number): number {
  return total === 0 ? 0 : Math.min(MAX_PERCENT_UNFINISHED, Math.floor((done / total) * 1000) / 10);
}

function estimateSecondsLeft(done: number, total: number, startedAt: Date | null, now: Date): number | null {
  const elapsedSeconds = startedAt ? (now.getTime() - startedAt.getTime()) / 1000 : 0;
  if (elapsedSeconds < MIN_SECONDS_TO_ESTIMATE || toPercent(done, total) < MIN_PERCENT_TO_ESTIMATE) return null;
  return Math.ceil(((total - done) / done) * elapsedSeconds);
}

/** The end of the gapless beginning that the lane which players start with has encoded. */
function measurePlayable(input: ProgressInput): number {
  const lane = (['LOW', 'HIGH', 'AUDIO'] as const).find((name) => input.chunks.some((chunk) => chunk.lane === name));
  const chunks = input.chunks.filter((chunk) => chunk.lane === lane).sort((one, other) => one.index - other.index);
  const seconds =
    lane === 'AUDIO' ? measureAudio(input, chunks) : countGaplessFrames(chunks) / (input.frameRate || Number.POSITIVE_INFINITY);
  return Math.round(Math.min(seconds, input.durationSeconds ?? seconds) * 1000) / 1000;
}

/** A chunk that came out short leaves a gap before the next one, so what can be played ends there. */
function countGaplessFrames(chunks: readonly ChunkWork[]): number {
  let end = 0;
  for (const { doneAt, startFrame, frameCount, encodedFrames } of chunks) {
    if (!doneAt) break;
    const frames = encodedFrames ?? frameCount;
    end = startFrame + frames;
    if (frames < frameCount) break;
  }
  return end;
}

/** Sound without a picture is one chunk, which is published while it grows. */
function measureAudio(input: ProgressInput, chunks: readonly ChunkWork[]): number {
  const frames = chunks.map((chunk) => (chunk.doneAt ? (chunk.encodedFrames ?? chunk.frameCount) : countFramesDone(input, chunk)));
  return Math.max(0, ...frames) / AUDIO_FRAMES_PER_SECOND;
}
