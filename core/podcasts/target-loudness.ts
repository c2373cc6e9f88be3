/**
 * How loud podcasts are, in LUFS by the count of channels: what apps and Apple expect. One channel is heard from two
 * speakers, so it is 3 LU less.
 */
export const TARGET_LUFS = { 1: -19, 2: -16 } as const;

/** How far a finished master may be from the target before its creator is told. */
export const LOUDNESS_LEEWAY_LU = 0.5;
