import type { ObjectLocation } from '../../core/object-storage/object-store.ts';
import type { EncodeInput } from './encode-command.ts';
import { fenceInput, nameInput } from './input-options.ts';

/** Which of a source's sound becomes a podcast, decided from the probe. */
export interface SoundPlan {
  readonly streamIndex: number;
  /** One channel stays one; everything above two is mixed down. */
  readonly channels: 1 | 2;
  /** Where on the file's clock the sound begins: with the picture, where there is one. */
  readonly startSeconds: number;
  /** The sound is padded with silence or cut to this, the picture's length; null follows the source. */
  readonly durationSeconds: number | null;
}

/** The source behind its fences; neither pictures nor cover art nor subtitles are decoded. */
export function inputSound(location: ObjectLocation, { startSeconds }: SoundPlan): EncodeInput {
  const seek = startSeconds > 0 ? ['-ss', startSeconds.toFixed(6)] : [];
  return { location: nameInput(location), options: ['-vn', '-sn', '-dn', ...fenceInput(location), ...seek] };
}

/** A filter that mixes to the plan's channels, as floats: what is louder than full scale stays what it is. */
export function describeChannels({ channels }: SoundPlan): string {
  return `aformat=sample_fmts=fltp:channel_layouts=${channels === 1 ? 'mono' : 'stereo'}`;
}
