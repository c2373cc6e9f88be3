import type { EncodeCommand } from '../transcoder/ffmpeg/encode-command.ts';
import { buildLoudnessCommand } from '../transcoder/ffmpeg/loudness-arguments.ts';
import { buildMasterCommand, MASTER_BITRATE_BPS, MASTER_FORMATS } from '../transcoder/ffmpeg/master-arguments.ts';
import { readLoudness, runMeasuring } from '../transcoder/podcast/measure-loudness.ts';
import { planGain } from '../transcoder/podcast/plan-gain.ts';

export interface BareMasters {
  /** Arguments for ffmpeg. */
  readonly analysis: readonly string[];
  readonly encode: readonly string[];
}

/**
 * The two plainest runs of ffmpeg that bring a stereo sound to the loudness of podcasts and encode it: with the very
 * filters that our worker plans, and nothing else that it does.
 */
export async function planBareMasters(path: string, directory: string): Promise<BareMasters> {
  const location = { kind: 'file', path } as const;
  const sound = { streamIndex: 0, channels: 2, startSeconds: 0, durationSeconds: null } as const;
  const analysis = buildLoudnessCommand(location, sound);
  const figures = await runMeasuring(analysis, { ffmpegPath: 'ffmpeg', signal: new AbortController().signal });
  const gain = planGain(readLoudness(figures), sound.channels);
  const levelling = buildMasterCommand({ location, directory, sound, gain, formats: MASTER_FORMATS }).filterGraph?.split(',asplit')[0];
  const bitrate = String(MASTER_BITRATE_BPS);
  return {
    analysis: [...QUIET, ...joinArguments(analysis)],
    encode: [
      ...[...QUIET, '-i', path, '-filter_complex', `${levelling},asplit[mp3][m4a]`],
      ...['-map', '[mp3]', '-c:a', 'libmp3lame', '-b:a', bitrate, `${directory}/bare.mp3`],
      ...['-map', '[m4a]', '-c:a', 'aac', '-aac_pns', '0', '-b:a', bitrate, '-movflags', '+faststart', `${directory}/bare.m4a`],
    ],
  };
}

const QUIET = ['-v', 'error', '-nostdin', '-y'];

function joinArguments({ input, filterGraph, outputs }: EncodeCommand): string[] {
  const written = outputs.flatMap(({ options, path }) => [...options, path]);
  return [...input.options, '-i', input.location, ...(filterGraph ? ['-filter_complex', filterGraph] : []), ...written];
}
