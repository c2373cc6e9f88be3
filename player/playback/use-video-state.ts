import { useEffect, useState } from 'preact/hooks';

export interface VideoState {
  readonly currentTime: number;
  /** Seconds; of a film that still grows, those that are there. */
  readonly duration: number;
  readonly playbackRate: number;
}

const EVENTS = [
  ...['timeupdate', 'durationchange', 'ratechange', 'seeking', 'seeked', 'progress'],
  ...['waiting', 'canplay', 'playing', 'pause', 'ended', 'emptied'],
] as const;
const IDLE: VideoState = { currentTime: 0, duration: 0, playbackRate: 1 };

/** A growing film's duration is infinite to the browser; how far one may seek tells how much of it there is. */
export function measureReach({ duration, seekable }: HTMLVideoElement): number {
  if (Number.isFinite(duration)) return duration;
  return seekable.length > 0 ? seekable.end(seekable.length - 1) : 0;
}

/** What a video element tells by its events, as a value to render from. */
export function useVideoState(video: HTMLVideoElement | null): VideoState {
  const [state, setState] = useState(IDLE);
  useEffect(() => {
    if (!video) return;
    const read = () =>
      setState({
        currentTime: video.currentTime,
        duration: measureReach(video),
        playbackRate: video.playbackRate,
      });
    for (const name of EVENTS) video.addEventListener(name, read);
    return () => {
      for (const name of EVENTS) video.removeEventListener(name, read);
    };
  }, [video]);
  return state;
}
