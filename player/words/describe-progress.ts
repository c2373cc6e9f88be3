import type { Asset } from '../../server/assets/assets-schemas.ts';
import { formatClock, formatWait } from './format-time.ts';

type Encoding = Pick<Asset, 'state' | 'progress' | 'durationSeconds'>;

/**
 * The slim line below the stage while a film is still being encoded: "Ready up to 12:40, full quality in about 3 min".
 * @returns null when there is nothing to say (READY, FAILED, or nothing plays yet).
 */
export function describeGrowth({ state, progress, durationSeconds }: Encoding): string | null {
  if (state !== 'PLAYABLE') return null;
  const isWhole = durationSeconds !== null && progress.playableSeconds >= durationSeconds - 1;
  const wait = progress.secondsLeft === null ? null : formatWait(progress.secondsLeft);
  if (isWhole) return wait ? `Plays to the end already, full quality in ${wait}` : 'Plays to the end already, full quality follows';
  const reach = `Ready up to ${formatClock(progress.playableSeconds)}`;
  return wait ? `${reach}, full quality in ${wait}` : `${reach}, the rest follows`;
}

/** The calm sentence on the stage before anything plays. */
export function describePreparation({ progress }: Encoding): string {
  if (progress.percent < 1) return 'Looking at the film';
  const percent = `${Math.floor(progress.percent)} % encoded`;
  return progress.secondsLeft === null ? percent : `${percent}, whole in ${formatWait(progress.secondsLeft)}`;
}

/** "1080p" for a rendition's name as the API has it, "Sound" for the audio. */
export function nameRendition(rendition: Pick<Asset['renditions'][number], 'name' | 'kind'>): string {
  return rendition.kind === 'AUDIO' ? 'Sound' : rendition.name;
}
