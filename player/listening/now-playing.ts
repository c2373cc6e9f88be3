import { keepPosition } from '../playback/keep-position.ts';
import { announceTrack } from './announce-track.ts';
import type { Track } from './track.ts';

/**
 * What is being listened to, on whatever page: one sound at a time. The audio element that plays belongs to a page
 * until that page goes; then it is sheltered at the end of the document, where it plays on, and a page of the same
 * episode takes it back. (An element that is moved within one task does not pause: HTML, 4.8.11.2.)
 */
export interface NowPlaying {
  readonly track: Track;
  readonly audio: HTMLAudioElement;
  /** The episode's own player can be seen, so that nothing else need show the same. */
  readonly isInSight: boolean;
}

let current: NowPlaying | null = null;
let leave: () => void = () => undefined;
const listeners = new Set<() => void>();

export const readNowPlaying = (): NowPlaying | null => current;

/** @returns a function that stops telling */
export function followNowPlaying(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: NowPlaying | null): void {
  current = next;
  for (const listener of listeners) listener();
}

/** Something began to play; what played before falls silent. */
export function takeStage(track: Track, audio: HTMLAudioElement): void {
  if (current?.audio === audio) return;
  current?.audio.pause();
  leave();
  const endings = [keepPosition(audio, localStorageOrNothing(), track.id), announceTrack(track, audio)];
  leave = () => {
    for (const end of endings) end();
  };
  change({ track, audio, isInSight: true });
}

/** The listener is done with it. */
export function leaveStage(): void {
  current?.audio.pause();
  leave();
  leave = () => undefined;
  if (current?.audio.parentElement === document.body) current.audio.remove();
  change(null);
}

export function setInSight(audio: HTMLAudioElement, isInSight: boolean): void {
  if (current?.audio === audio && current.isInSight !== isInSight) change({ ...current, isInSight });
}

/** A page goes whose sound may be playing. */
export function shelter(audio: HTMLAudioElement): void {
  if (current?.audio !== audio) return;
  document.body.append(audio);
  setInSight(audio, false);
}

/** A page comes whose episode is being listened to already. */
export function takeBack(trackId: string): HTMLAudioElement | null {
  return current?.track.id === trackId ? current.audio : null;
}

/** In an embedded player other sites' storage may be forbidden, even to be asked for. */
export function localStorageOrNothing(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
  }
}
