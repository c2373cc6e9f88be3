import type { ObjectLocation } from '../../core/object-storage/object-store.ts';
import type { EncodeCommand } from './encode-command.ts';
import { fenceInput, nameInput } from './input-options.ts';
import { describeChannels, inputSound, type SoundPlan } from './sound-plan.ts';

/** Four times the rate of the masters: what lies between their samples shows (ITU-R BS.1770-4, annex 2). */
export const OVERSAMPLED_RATE = 176_400;

/**
 * The first pass: ffmpeg prints the integrated loudness, its threshold, the range and the true peak of the sound as
 * listeners will get it, in the channels they will get it in. The ebur128 filter gives the same figures as loudnorm's
 * analysis at a seventh of its cost.
 */
export function buildLoudnessCommand(location: ObjectLocation, sound: SoundPlan): EncodeCommand {
  const filters = [
    ...cutSound(sound),
    describeChannels(sound),
    // verbose: a line every 100 ms would be printed else.
    'ebur128=peak=true:framelog=verbose',
  ];
  return {
    input: inputSound(location, sound),
    filterGraph: `[0:${sound.streamIndex}]${filters.join(',')}[a]`,
    outputs: [{ path: '-', options: ['-map', '[a]', '-f', 'null'] }],
  };
}

/** Silence that fills the sound up to the picture's end changes no loudness; what is cut off does. */
const cutSound = ({ durationSeconds }: SoundPlan) => (durationSeconds === null ? [] : [`atrim=end=${durationSeconds.toFixed(6)}`]);

/** Twice the rate of the masters. Sound without much above 16 kHz has its peaks within CHECK_ERROR_DB of what that shows. */
const CHECKED_RATE = 88_200;
export const CHECK_ERROR_DB = 0.2;

/**
 * What a finished file does between its samples, as `max_volume` on stderr. Encoding moves peaks, so that a level
 * which held before it need not hold after it. ebur128 would say it more exactly, at three times the cost; half of the
 * resampler's usual length finds the same peaks at two thirds of its own.
 */
export function buildPeakCheckCommand(path: string): EncodeCommand {
  const location = { kind: 'file', path } as const;
  return {
    input: { location: nameInput(location), options: fenceInput(location) },
    filterGraph: `[0:a:0]aresample=${CHECKED_RATE}:filter_size=16,volumedetect[a]`,
    outputs: [{ path: '-', options: ['-map', '[a]', '-f', 'null'] }],
  };
}
