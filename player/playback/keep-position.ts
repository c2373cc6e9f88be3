import { type PositionStore, savePosition } from './resume-position.ts';

const SAVE_EVERY_SECONDS = 5;

/** A film's player, or an audio element. */
type Playing = HTMLElement & { readonly currentTime: number; readonly duration: number };

/** Notes every few seconds, and on leaving, where the viewer is. @returns a function that notes it once more and stops. */
export function keepPosition(player: Playing, store: PositionStore, videoId: string): () => void {
  let savedSeconds = 0;
  const save = () => {
    savedSeconds = player.currentTime;
    if (player.duration > 0) savePosition(store, videoId, { seconds: player.currentTime, durationSeconds: lengthOf(player) });
  };
  const follow = () => {
    if (Math.abs(player.currentTime - savedSeconds) >= SAVE_EVERY_SECONDS) save();
  };
  player.addEventListener('timeupdate', follow);
  player.addEventListener('ended', save);
  addEventListener('pagehide', save);
  return () => {
    save();
    player.removeEventListener('timeupdate', follow);
    player.removeEventListener('ended', save);
    removeEventListener('pagehide', save);
  };
}

/** The whole film's length, also while it has not grown that far. */
const lengthOf = (player: Playing) => Math.max(player.duration, Number(player.getAttribute('duration')) || 0);
