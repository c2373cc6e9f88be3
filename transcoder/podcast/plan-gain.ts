import { LOUDNESS_LEEWAY_LU, TARGET_LUFS } from '../../core/podcasts/target-loudness.ts';
import { CHECK_ERROR_DB } from '../ffmpeg/loudness-arguments.ts';
import type { GainPlan } from '../ffmpeg/master-arguments.ts';

/** What EBU R 128 says of a sound. */
export interface Loudness {
  /** Integrated loudness in LUFS; null where nothing was loud or long enough to be measured. */
  readonly integratedLufs: number | null;
  /** Blocks more quiet than this did not count (LUFS). */
  readonly thresholdLufs: number;
  readonly rangeLu: number;
  /** dBTP; -Infinity for digital silence. */
  readonly truePeakDbtp: number;
}

/** What came out of a gain: how loud it is (null where nothing can be measured), and its highest peak after encoding. */
export interface LevelledSound {
  readonly lufs: number | null;
  readonly peakDbtp: number;
}

/** A gain, and what an encoder made of the sound with it. */
export interface Try {
  readonly gain: GainPlan;
  readonly result: LevelledSound;
}

type Channels = 1 | 2;

/** No finished file may go above -1 dBTP; the check sees nearly as much. */
const HIGHEST_PEAK_DBTP = -1 - CHECK_ERROR_DB;
/** Encoding at 128 kbit/s moves peaks by most of a decibel, up as well as down. */
const CEILING_DBTP = -2;
/** Raising a whisper by more than this raises only the noise around it. */
const LARGEST_GAIN_DB = 30;
/** What is further from the target is made again: less than what may be missing in the end. */
const LOUDNESS_TOLERANCE_LU = 0.3;
/** Less than this is the rounding of the figures, or sound that no gain makes louder. */
const LEAST_YIELD = 0.3;
/** Nearly all sound is right after the first; clipped or very lively sound takes another. */
const MOST_TRIES = 4;
/** An encoder's peaks follow the ceiling by some two thirds of its way: what a ceiling goes down for each dB too much. */
const STEP = 1.5;
/** What a second try leaves below the highest peak, so that there is no third. */
const SPARE_DB = 0.3;

/** The gain that brings a sound to the podcasts' loudness. What cannot be measured, silence say, keeps its level. */
export function planGain(source: Loudness, channels: Channels): GainPlan {
  const gainDb = source.integratedLufs === null ? 0 : Math.min(LARGEST_GAIN_DB, TARGET_LUFS[channels] - source.integratedLufs);
  return { gainDb, ceilingDbtp: source.truePeakDbtp + gainDb > CEILING_DBTP ? CEILING_DBTP : null };
}

/**
 * The next try of one file, or null when the last one is right or no more are worth it: limited lower where encoding
 * carried a peak too high, louder where the limiter took loudness away. The last try of a file whose peaks never
 * followed the limiter takes everything down, which they cannot but follow.
 */
export function refineGain(tries: readonly Try[], channels: Channels): GainPlan | null {
  const last = tries.at(-1);
  if (!last || tries.length >= MOST_TRIES) return null;
  const { gain, result } = last;
  const excessDb = excessOf(result);
  const ceilingDbtp = gain.ceilingDbtp ?? CEILING_DBTP;
  if (tries.length === MOST_TRIES - 1 && tries.every((made) => excessOf(made.result) > 0)) {
    const downDb = excessDb + 2 * SPARE_DB;
    return { gainDb: gain.gainDb - downDb, ceilingDbtp: ceilingDbtp - downDb };
  }
  const gainDb = raiseWhatIsQuiet(last, tries.at(-2), channels);
  if (excessDb > 0) return { gainDb, ceilingDbtp: ceilingDbtp - STEP * excessDb - SPARE_DB };
  return gainDb === gain.gainDb ? null : planCeiling(last, gainDb);
}

/** Whether a file is the better one: peaks that hold come first, then the nearer loudness. */
export function isBetter(a: LevelledSound, b: LevelledSound, channels: Channels): boolean {
  const [excessA, excessB] = [excessOf(a), excessOf(b)];
  if (excessA > 0 || excessB > 0) return excessA < excessB;
  return distance(a, channels) < distance(b, channels);
}

/** Whether a finished file is as it has to be. */
export const isWithinLimits = (sound: LevelledSound, channels: Channels) =>
  excessOf(sound) <= 0 && distance(sound, channels) <= LOUDNESS_LEEWAY_LU;

/** The highest peak of some files, and the loudness that is furthest from the target. */
export function joinFigures(sounds: readonly LevelledSound[], channels: Channels): LevelledSound {
  const furthest = sounds.reduce((a, b) => (distance(b, channels) > distance(a, channels) ? b : a));
  return { lufs: furthest.lufs, peakDbtp: Math.max(...sounds.map((sound) => sound.peakDbtp)) };
}

const excessOf = ({ peakDbtp }: LevelledSound) => peakDbtp - HIGHEST_PEAK_DBTP;

/** How many LU are missing, below 0 for what is too loud; nothing where nothing can be measured. */
const missingLu = ({ lufs }: LevelledSound, channels: Channels) => (lufs === null ? 0 : TARGET_LUFS[channels] - lufs);

/** To a hundredth: sums of tenths are not what they look like. */
const distance = (sound: LevelledSound, channels: Channels) => Math.round(Math.abs(missingLu(sound, channels)) * 100) / 100;

function raiseWhatIsQuiet({ gain, result }: Try, before: Try | undefined, channels: Channels): number {
  if (distance(result, channels) <= LOUDNESS_TOLERANCE_LU) return gain.gainDb;
  return Math.min(LARGEST_GAIN_DB, gain.gainDb + missingLu(result, channels) / yieldOf({ gain, result }, before));
}

/** How many LU the last dB brought: a limiter that is at work keeps some of each. */
function yieldOf(last: Try, before: Try | undefined): number {
  if (!before || before.gain.ceilingDbtp !== last.gain.ceilingDbtp || last.result.lufs === null || before.result.lufs === null) return 1;
  const yielded = (last.result.lufs - before.result.lufs) / (last.gain.gainDb - before.gain.gainDb);
  return Math.min(1, Math.max(LEAST_YIELD, yielded));
}

/** Sound that needed no limiter may need one once it is louder. */
function planCeiling({ gain, result }: Try, gainDb: number): GainPlan {
  const isHigh = result.peakDbtp + gainDb - gain.gainDb > HIGHEST_PEAK_DBTP;
  return { gainDb, ceilingDbtp: gain.ceilingDbtp ?? (isHigh ? CEILING_DBTP : null) };
}
