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

/** How loud podcasts are: what apps and Apple expect. One channel is heard from two speakers, so it is 3 LU less. */
const TARGET_LUFS = { 1: -19, 2: -16 } as const;
/** No finished file may go above -1 dBTP; the check sees nearly as much. */
export const HIGHEST_PEAK_DBTP = -1 - CHECK_ERROR_DB;
/** Encoding at 128 kbit/s moves peaks by most of a decibel, up as well as down. */
const CEILING_DBTP = -2;
/** Raising a whisper by more than this raises only the noise around it. */
const LARGEST_GAIN_DB = 30;
const LOUDNESS_TOLERANCE_LU = 0.3;
/** What a second try leaves below the highest peak, so that there is no third. */
const SPARE_DB = 0.3;

/** The gain that brings a sound to the podcasts' loudness. What cannot be measured, silence say, keeps its level. */
export function planGain(source: Loudness, channels: 1 | 2): GainPlan {
  const gainDb = source.integratedLufs === null ? 0 : Math.min(LARGEST_GAIN_DB, TARGET_LUFS[channels] - source.integratedLufs);
  return { gainDb, ceilingDbtp: source.truePeakDbtp + gainDb > CEILING_DBTP ? CEILING_DBTP : null };
}

/** What came out of a gain: how loud it is (null where nothing can be measured), and its highest peak after encoding. */
export interface LevelledSound {
  readonly lufs: number | null;
  readonly peakDbtp: number;
}

/**
 * The next try, or null when what came out is right: lower where encoding carried a peak too high, louder where the
 * limiter took loudness away.
 */
export function refineGain(gain: GainPlan, result: LevelledSound, channels: 1 | 2): GainPlan | null {
  const excessDb = result.peakDbtp - HIGHEST_PEAK_DBTP;
  const missingLu = gain.ceilingDbtp === null || result.lufs === null ? 0 : TARGET_LUFS[channels] - result.lufs;
  const gainDb = Math.min(LARGEST_GAIN_DB, gain.gainDb + missingLu);
  const isQuiet = Math.abs(missingLu) > LOUDNESS_TOLERANCE_LU && gainDb !== gain.gainDb;
  if (excessDb <= 0 && !isQuiet) return null;
  const ceilingDbtp = excessDb > 0 ? (gain.ceilingDbtp ?? CEILING_DBTP) - excessDb - SPARE_DB : gain.ceilingDbtp;
  return { gainDb: isQuiet ? gainDb : gain.gainDb, ceilingDbtp };
}
