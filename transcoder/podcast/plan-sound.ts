import { AppError } from '../../core/errors.ts';
import type { ObjectLocation } from '../../core/object-storage/object-store.ts';
import type { Chapter } from '../../core/podcasts/podcast-details.ts';
import { runFfprobe } from '../ffmpeg/run-ffprobe.ts';
import type { SoundPlan } from '../ffmpeg/sound-plan.ts';
import { planTranscode } from '../transcode/plan-transcode.ts';
import { probeSource } from '../transcode/probe-source.ts';
import type { Transcoder } from '../transcoder.ts';
import type { AssetToMaster } from './masters-queries.ts';
import { type ProbedChapter, readSourceChapters } from './read-source-chapters.ts';

export interface PlannedSound {
  readonly sound: SoundPlan;
  readonly chapters: readonly Chapter[];
  /** What the container says; progress is counted against it. */
  readonly claimedSeconds: number;
}

interface ProbeOutput {
  readonly streams?: readonly { readonly index: number; readonly channels?: number }[];
  readonly chapters?: readonly ProbedChapter[];
}

const WHAT_TO_SHOW = ['-print_format', 'json', '-select_streams', 'a', '-show_entries', 'stream=index,channels', '-show_chapters'];

/**
 * Decides which sound of a source becomes a podcast, and reads the chapters that the file carries. The plan of the
 * transcode pipeline rules where there is one, so that the masters begin and end with the film.
 * @throws AppError source_without_sound, and what the probe throws for what is no media
 */
export async function planSound(
  { ffprobePath, config }: Transcoder,
  asset: AssetToMaster,
  location: ObjectLocation,
  signal: AbortSignal,
): Promise<PlannedSound> {
  const plan = asset.plan ?? planTranscode(await probeSource(ffprobePath, location, signal), config.worker);
  const { audio, claimedSeconds } = plan;
  if (!audio) throw new AppError('source_without_sound', 'There is no sound in this file, so it cannot be an episode.');
  const output = JSON.parse(await runFfprobe(ffprobePath, location, WHAT_TO_SHOW, signal)) as ProbeOutput;
  const channels = output.streams?.find((stream) => stream.index === audio.streamIndex)?.channels;
  const { streamIndex, startSeconds, durationSeconds } = audio;
  return {
    sound: { streamIndex, startSeconds, durationSeconds, channels: channels === 1 ? 1 : 2 },
    chapters: readSourceChapters(output.chapters ?? [], claimedSeconds),
    claimedSeconds,
  };
}
