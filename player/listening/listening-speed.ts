import { SPEEDS } from '../playback/key-commands.ts';
import type { PositionStore } from '../playback/resume-position.ts';

/** Speech stays speech between these. */
export const LISTENING_SPEEDS = SPEEDS.filter((speed) => speed >= 0.5);

const KEY = 'rostrum:listening-speed';

/** The speed that was chosen last, on whatever episode: people who listen fast always do. */
export function readListeningSpeed(store: Pick<PositionStore, 'getItem'>): number {
  const speed = Number(store.getItem(KEY));
  return LISTENING_SPEEDS.some((known) => known === speed) ? speed : 1;
}

export function saveListeningSpeed(store: Pick<PositionStore, 'setItem'>, speed: number): void {
  try {
    store.setItem(KEY, String(speed));
  } catch {
    // Storage may be full or forbidden; the speed then holds for this page.
  }
}
