import type { WorkerConfig } from '../../core/config.ts';
import { AppError } from '../../core/errors.ts';
import { LONGEST_SEGMENT_GOPS } from './plan-chunks.ts';
import { planFrameRate } from './plan-frame-rate.ts';
import { planLadder } from './plan-ladder.ts';
import type { ProbedAudio, ProbedSource, ProbedVideo } from './probe-source.ts';
import {
  type AudioPlan,
  frameSeconds,
  framesPerSecond,
  type PictureTreatment,
  type TranscodePlan,
  type VideoPlan,
} from './transcode-plan.ts';

export const AUDIO_TARGET_SECONDS = 6;
const GOP_SECONDS = 2;
/** Longer than the key frame interval of nearly every encoder. */
const LOOSE_SEEK_SECONDS = 15;
const AUDIO_BITRATE_BPS = 128_000;
/** Audio and picture that end this close together are left as they are. */
export const END_TOLERANCE_SECONDS = 0.1;

type Limits = Pick<WorkerConfig, 'maxSourceSeconds' | 'maxSourcePixels'>;

/**
 * Decides, from what the probe found, how a source becomes renditions.
 * @throws AppError source_too_large, source_too_long
 */
export function planTranscode(source: ProbedSource, limits: Limits): TranscodePlan {
  refuseExcess(source, limits);
  const video = source.video ? planVideo(source.video, source.isIndexed) : null;
  return {
    claimedSeconds: video ? frameSeconds(video.frameRate, video.totalFrames) : source.durationSeconds,
    targetSeconds: video ? planTarget(video) : AUDIO_TARGET_SECONDS,
    video,
    audio: source.audio ? planAudio(source.audio, video) : null,
  };
}

function refuseExcess(source: ProbedSource, limits: Limits): void {
  if ((source.video?.codedPixels ?? 0) > limits.maxSourcePixels) {
    throw new AppError(
      'source_too_large',
      `The picture has more than ${limits.maxSourcePixels} pixels, which is all that this instance accepts.`,
    );
  }
  if (source.durationSeconds > limits.maxSourceSeconds) {
    throw new AppError(
      'source_too_long',
      `The film is longer than ${Math.round(limits.maxSourceSeconds / 60)} minutes, which is all that this instance accepts.`,
    );
  }
}

function planVideo(video: ProbedVideo, isIndexed: boolean): VideoPlan {
  const frameRate = planFrameRate(video.averageRate, video.baseRate);
  const startSeconds = video.startSeconds % frameSeconds(frameRate, 1);
  return {
    streamIndex: video.streamIndex,
    frameRate,
    startSeconds,
    totalFrames: Math.max(1, Math.round((video.endSeconds - startSeconds) * framesPerSecond(frameRate))),
    // Whole frames: 60 at 29.97, not 2 s.
    gopFrames: Math.max(1, Math.round(GOP_SECONDS * framesPerSecond(frameRate))),
    prerollSeconds: isIndexed ? 0 : LOOSE_SEEK_SECONDS,
    treatment: planTreatment(video),
    rungs: planLadder(video.display, frameRate),
  };
}

const HDR_TRANSFERS = ['smpte2084', 'arib-std-b67'];
const SD_SPACES = ['smpte170m', 'bt470bg', 'smpte240m', 'fcc'];
const HD_HEIGHT = 720;

function planTreatment(video: ProbedVideo): PictureTreatment {
  const toneMap = HDR_TRANSFERS.includes(video.transfer);
  return { deinterlace: video.interlaced, toneMap, inputMatrix: toneMap ? 'bt709' : chooseMatrix(video) };
}

function chooseMatrix(video: ProbedVideo): PictureTreatment['inputMatrix'] {
  if (video.colorSpace.startsWith('bt2020')) return 'bt2020';
  if (video.colorSpace === 'bt709') return 'bt709';
  if (SD_SPACES.includes(video.colorSpace)) return 'bt601';
  return Math.min(video.display.width, video.display.height) >= HD_HEIGHT ? 'bt709' : 'bt601';
}

/** EXT-X-TARGETDURATION: the longest segment, rounded (RFC 8216bis 4.4.3.1). */
function planTarget(video: VideoPlan): number {
  return Math.max(1, Math.round(frameSeconds(video.frameRate, LONGEST_SEGMENT_GOPS * video.gopFrames)));
}

/** Sound that the container says is longer or shorter than the picture is cut or padded from the start. */
function planAudio(audio: ProbedAudio, video: VideoPlan | null): AudioPlan {
  const pictureEnd = video ? frameSeconds(video.frameRate, video.totalFrames) : null;
  const differs = pictureEnd !== null && audio.endSeconds !== null && Math.abs(audio.endSeconds - pictureEnd) > END_TOLERANCE_SECONDS;
  return {
    streamIndex: audio.streamIndex,
    startSeconds: video?.startSeconds ?? 0,
    bitrateBps: AUDIO_BITRATE_BPS,
    claimedSeconds: audio.endSeconds,
    durationSeconds: differs ? pictureEnd : null,
  };
}
