import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAudioCommand } from '../transcoder/ffmpeg/audio-arguments.ts';
import { buildVideoCommand } from '../transcoder/ffmpeg/video-arguments.ts';
import { planChunks } from '../transcoder/transcode/plan-chunks.ts';
import { AUDIO_TARGET_SECONDS, planTranscode } from '../transcoder/transcode/plan-transcode.ts';
import { probeSource } from '../transcoder/transcode/probe-source.ts';

/**
 * The arguments of the plainest ffmpeg that makes what our pipeline makes of a film: one process, one decode, all
 * rungs and the sound, with the very settings that the pipeline plans.
 * @returns arguments for ffmpeg, and what it will encode.
 */
export async function planBareEncode(film: string, directory: string): Promise<{ args: string[]; rungs: string[] }> {
  const location = { kind: 'file', path: film } as const;
  const plan = planTranscode(await probeSource('ffprobe', location, new AbortController().signal), LIMITS);
  const { video, audio } = plan;
  if (!video || !audio) throw new Error(`${film} has to have picture and sound.`);
  const { segmentFrames } = planChunks(video).at(-1) ?? { segmentFrames: video.gopFrames };
  const chunk = { index: 0, startFrame: 0, frameCount: video.totalFrames, segmentFrames, firstSegment: 0, last: true };
  const picture = buildVideoCommand({ location, directory, video, rungs: video.rungs, chunk });
  const sound = buildAudioCommand({ location, directory: join(directory, 'audio'), audio, segmentSeconds: AUDIO_TARGET_SECONDS });
  const rungs = video.rungs.map((rung) => rung.name);
  for (const name of [...rungs, 'audio']) await mkdir(join(directory, name), { recursive: true });
  const outputs = [...picture.outputs, ...sound.outputs].flatMap(({ options, path }) => [...options, path]);
  const input = [...picture.input.options, '-i', picture.input.location];
  return {
    args: ['-v', 'error', '-nostdin', '-y', ...input, '-filter_complex', `${picture.filterGraph};${sound.filterGraph}`, ...outputs],
    rungs,
  };
}

const LIMITS = { maxSourceSeconds: Number.POSITIVE_INFINITY, maxSourcePixels: Number.POSITIVE_INFINITY };
