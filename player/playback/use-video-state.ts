import { useEffect, useState } from 'preact/hooks';

export interface VideoState {
  readonly currentTime: number;
  readonly duration: number;
  readonly playbackRate: number;
  readonly isWaiting: boolean;
}

const EVENTS = [
  'timeupdate',
  'durationchange',
  'ratechange',
  'waiting',
  'playing',
  'seeking',
  'seeked',
  'pause',
  'ended',
  'emptied',
] as const;
const IDLE: VideoState = { currentTime: 0, duration: 0, playbackRate: 1, isWaiting: false };

/** What a video element tells by its events, as a value to render from. */
export function useVideoState(video: HTMLVideoElement | null): VideoState {
  const [state, setState] = useState(IDLE);
  useEffect(() => {
    if (!video) return;
    const read = (event: Event) =>
      setState((before) => ({
        currentTime: video.currentTime,
        duration: Number.isFinite(video.duration) ? video.duration : 0,
        playbackRate: video.playbackRate,
        isWaiting: event.type === 'waiting' || (before.isWaiting && event.type !== 'playing' && event.type !== 'ended'),
      }));
    for (const name of EVENTS) video.addEventListener(name, read);
    return () => {
      for (const name of EVENTS) video.removeEventListener(name, read);
    };
  }, [video]);
  return state;
}
