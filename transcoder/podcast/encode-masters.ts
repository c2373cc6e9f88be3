import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../core/errors.ts';
import type { ObjectLocation } from '../../core/object-storage/object-store.ts';
import { buildLoudnessCommand, buildPeakCheckCommand } from '../ffmpeg/loudness-arguments.ts';
import { buildMasterCommand, type GainPlan, MASTER_FORMATS, type MasterFormat, masterFiles } from '../ffmpeg/master-arguments.ts';
import type { SoundPlan } from '../ffmpeg/sound-plan.ts';
import { type FfmpegRun, readIntegrated, readLoudness, runMeasuring } from './measure-loudness.ts';
import { isBetter, isWithinLimits, joinFigures, type LevelledSound, type Loudness, planGain, refineGain, type Try } from './plan-gain.ts';

/** The figures are those of the file that is further off. */
export interface EncodedMasters extends LevelledSound {
  readonly source: Loudness;
  /** What each file became, and the gain that it was made with. */
  readonly files: Readonly<Record<MasterFormat, Try>>;
  readonly isRight: boolean;
}

interface Request {
  readonly location: ObjectLocation;
  readonly directory: string;
  readonly sound: SoundPlan;
  readonly seconds: number;
}

type Run = Pick<FfmpegRun, 'ffmpegPath' | 'signal'>;

/**
 * Measures a sound, levels it, and looks at what came out: both masters and the waveform's samples lie in `directory`
 * (masterFiles) afterwards. A file that came out wrong is made again, on its own; the best of its tries stays.
 * @param onProgress is given 0 to 1
 * @throws AppError source_damaged when nothing could be decoded, encoder_failed
 */
export async function encodeMasters(request: Request, run: Run, onProgress: (progress: number) => void): Promise<EncodedMasters> {
  const { location, directory, sound, seconds } = request;
  const inPart = (from: number, to: number) => ({
    ...run,
    onSeconds: (done: number) => onProgress(from + (to - from) * Math.min(1, done / Math.max(seconds, 0.001))),
  });
  const source = readLoudness(await runMeasuring(buildLoudnessCommand(location, sound), inPart(0, 0.1)));
  const gain = planGain(source, sound.channels);
  const command = buildMasterCommand({ location, directory, sound, gain, formats: MASTER_FORMATS });
  const lufs = readLevelled(await runMeasuring(command, inPart(0.1, 0.9)), source, gain);
  await refuseNothing(directory);
  const correct = async (format: MasterFormat) => {
    const peakDbtp = await measurePeak(masterFiles(directory)[format], inPart(0.9, 1));
    return correctMaster(request, run, format, source, { gain, result: { lufs, peakDbtp } });
  };
  const [mp3, m4a] = await Promise.all([correct('mp3'), correct('m4a')]);
  const figures = joinFigures([mp3.result, m4a.result], sound.channels);
  return { ...figures, source, files: { mp3, m4a }, isRight: isWithinLimits(figures, sound.channels) };
}

/** Makes one master again until it is right or nothing more helps. @returns the try whose file is in place then */
async function correctMaster(
  { location, directory, sound }: Request,
  run: Run,
  format: MasterFormat,
  source: Loudness,
  first: Try,
): Promise<Try> {
  const place = masterFiles(directory)[format];
  const again = join(directory, `${format}-again`);
  const tries = [first];
  let best = first;
  for (let gain = refineGain(tries, sound.channels); gain; gain = refineGain(tries, sound.channels)) {
    await mkdir(again, { recursive: true });
    const figures = await runMeasuring(buildMasterCommand({ location, directory: again, sound, gain, formats: [format] }), run);
    const path = masterFiles(again)[format];
    const next = { gain, result: { lufs: readLevelled(figures, source, gain), peakDbtp: await measurePeak(path, run) } };
    tries.push(next);
    if (!isBetter(next.result, best.result, sound.channels)) continue;
    await rename(path, place);
    best = next;
  }
  return best;
}

/** An encoder that was given nothing writes an empty shell and is content. */
async function refuseNothing(directory: string): Promise<void> {
  if ((await stat(masterFiles(directory).pcm)).size > 0) return;
  throw new AppError('source_damaged', 'Nothing of the sound in this file could be decoded.');
}

/** How loud the levelled sound is, in LUFS: only a limiter makes it something else than the sum. */
function readLevelled(figures: ReadonlyMap<string, number>, source: Loudness, { gainDb, ceilingDbtp }: GainPlan): number | null {
  if (ceilingDbtp !== null) return readIntegrated(figures);
  return source.integratedLufs === null ? null : source.integratedLufs + gainDb;
}

/** In dBTP. */
async function measurePeak(path: string, run: FfmpegRun): Promise<number> {
  const figures = await runMeasuring(buildPeakCheckCommand(path), run);
  return figures.get('max_volume') ?? Number.NEGATIVE_INFINITY;
}
