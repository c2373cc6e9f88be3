/**
 * How loud podcasts are, in LUFS by the count of channels: what apps and Apple expect. One channel is heard from two
 * speakers, so it is 3 LU less.
 */
export const TARGET_LUFS = { 1: -19, 2: -16 } as const;

/** How far a finished master may be from the target before its creator is told. */
export const LOUDNESS_LEEWAY_LU = 0.5;

/** Finished masters as far as their loudness goes; `masterLufs` is null where nothing could be measured. */
export interface LevelledMaster {
  readonly channels: number | null;
  readonly masterLufs: number | null;
}

/** A sentence for the creator of a sound that could not be brought to its loudness, or null. */
export function describeLoudnessShortfall({ channels, masterLufs }: LevelledMaster): string | null {
  if (masterLufs === null) return null;
  const target = TARGET_LUFS[channels === 1 ? 1 : 2];
  if (Math.abs(Math.round((masterLufs - target) * 100) / 100) <= LOUDNESS_LEEWAY_LU) return null;
  const heard = masterLufs < target ? 'more quiet' : 'louder';
  return `The episode's sound is ${heard} than podcasts are: ${masterLufs.toFixed(1)} instead of ${target} LUFS. Another recording level may help.`;
}
