import { stat } from 'node:fs/promises';
import { AppError } from '../../core/errors.ts';
import type { ObjectLocation } from '../../core/object-storage/object-store.ts';
import { buildLoudnessCommand, buildPeakCheckCommand } from '../ffmpeg/loudness-arguments.ts';
import { buildMasterCommand, type GainPlan, masterFiles } from '../ffmpeg/master-arguments.ts';
import type { SoundPlan } from '../ffmpeg/sound-plan.ts';
import { type FfmpegRun, readIntegrated, readLoudness, runMeasuring } from './measure-loudness.ts';
import { HIGHEST_PEAK_DBTP, type LevelledSound, type Loudness, planGain, refineGain } from './plan-gain.ts';

/** Nearly all sound is right after the first; clipped or very lively sound takes another. */
const MOST_TRIES = 4;

export interface EncodedMasters extends LevelledSound {
  readonly source: Loudness;
  readonly gain: GainPlan;
  readonly isRight: boolean;
}

/**
 * Measures a sound, levels it, and looks at what came out: both masters and the waveform's samples lie in `directory`
 * (masterFiles) afterwards.
 * @param onProgress is given 0 to 1
 * @throws AppError source_damaged when nothing could be decoded, encoder_failed
 */
export async function encodeMasters(
  request: { readonly location: ObjectLocation; readonly directory: string; readonly sound: SoundPlan; readonly seconds: number },
  run: Pick<FfmpegRun, 'ffmpegPath' | 'signal'>,
  onProgress: (progress: number) => void,
): Promise<EncodedMasters> {
  const { location, directory, sound, seconds } = request;
  const inPart = (from: number, to: number) => ({
    ...run,
    onSeconds: (done: number) => onProgress(from + (to - from) * Math.min(1, done / Math.max(seconds, 0.001))),
  });
  const source = readLoudness(await runMeasuring(buildLoudnessCommand(location, sound), inPart(0, 0.1)));
  let gain = planGain(source, sound.channels);
  for (let attempt = 1; ; attempt += 1) {
    const figures = await runMeasuring(buildMasterCommand({ location, directory, sound, gain }), inPart(0.1, 0.9));
    await refuseNothing(directory);
    const lufs = gain.ceilingDbtp === null ? addGain(source.integratedLufs, gain.gainDb) : readIntegrated(figures);
    const result = { lufs, peakDbtp: await measurePeak(directory, inPart(0.9, 1)) };
    const next = refineGain(gain, result, sound.channels);
    if (!next || attempt === MOST_TRIES) return { ...result, source, gain, isRight: result.peakDbtp <= HIGHEST_PEAK_DBTP };
    gain = next;
  }
}

const addGain = (lufs: number | null, gainDb: number) => (lufs === null ? null : lufs + gainDb);

/** An encoder that was given nothing writes an empty shell and is content. */
async function refuseNothing(directory: string): Promise<void> {
  if ((await stat(masterFiles(directory).pcm)).size > 0) return;
  throw new AppError('source_damaged', 'Nothing of the sound in this file could be decoded.');
}

/** The higher peak of the two masters, in dBTP. */
async function measurePeak(directory: string, run: FfmpegRun): Promise<number> {
  const { mp3, m4a } = masterFiles(directory);
  const figures = await Promise.all([mp3, m4a].map((path) => runMeasuring(buildPeakCheckCommand(path), run)));
  return Math.max(...figures.map((found) => found.get('max_volume') ?? Number.NEGATIVE_INFINITY));
}
