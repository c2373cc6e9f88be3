/** What we keep of Storage, so that tests bring a Map. */
export type PositionStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface Position {
  readonly seconds: number;
  readonly durationSeconds: number;
}

const key = (videoId: string) => `rostrum:position:${videoId}`;
const MINIMUM_SECONDS = 10;
const FINISHED_SHARE = 0.95;

/** The first seconds and the last 5 % are no place to resume at. */
function isWorthResuming({ seconds, durationSeconds }: Position): boolean {
  return durationSeconds > 0 && seconds >= MINIMUM_SECONDS && seconds < durationSeconds * FINISHED_SHARE;
}

/** Notes where a viewer is; forgets the film once it is (nearly) over or has hardly begun. */
export function savePosition(store: PositionStore, videoId: string, position: Position): void {
  try {
    if (isWorthResuming(position)) store.setItem(key(videoId), JSON.stringify([Math.floor(position.seconds), position.durationSeconds]));
    else store.removeItem(key(videoId));
  } catch {
    // Storage may be full or forbidden; the film then starts at its beginning next time.
  }
}

/** Where to go on; null for the beginning. */
export function readPosition(store: PositionStore, videoId: string): Position | null {
  try {
    const kept: unknown = JSON.parse(store.getItem(key(videoId)) ?? 'null');
    if (!Array.isArray(kept) || typeof kept[0] !== 'number' || typeof kept[1] !== 'number') return null;
    const position = { seconds: kept[0], durationSeconds: kept[1] };
    return isWorthResuming(position) ? position : null;
  } catch {
    return null;
  }
}
