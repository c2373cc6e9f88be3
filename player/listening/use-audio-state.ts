import { useEffect, useState } from 'preact/hooks';

export interface AudioState {
  readonly currentTime: number;
  /** 0 while unknown. */
  readonly duration: number;
  readonly isPaused: boolean;
  /** It wants to play and waits for bytes. */
  readonly isWaiting: boolean;
  readonly hasFailed: boolean;
  readonly playbackRate: number;
  readonly volume: number;
  readonly isMuted: boolean;
}

const EVENTS = [
  ...['timeupdate', 'durationchange', 'ratechange', 'seeking', 'seeked', 'play', 'playing', 'pause', 'waiting'],
  ...['canplay', 'ended', 'volumechange', 'error', 'emptied', 'loadstart'],
] as const;

const IDLE: AudioState = {
  currentTime: 0,
  duration: 0,
  isPaused: true,
  isWaiting: false,
  hasFailed: false,
  playbackRate: 1,
  volume: 1,
  isMuted: false,
};

const readState = (audio: HTMLAudioElement): AudioState => ({
  currentTime: audio.currentTime,
  duration: Number.isFinite(audio.duration) ? audio.duration : 0,
  isPaused: audio.paused,
  isWaiting: !audio.paused && !audio.ended && audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA,
  hasFailed: audio.error !== null,
  playbackRate: audio.playbackRate,
  volume: audio.volume,
  isMuted: audio.muted,
});

/** What an audio element tells by its events, as a value to render from. */
export function useAudioState(audio: HTMLAudioElement | null): AudioState {
  const [state, setState] = useState(() => (audio ? readState(audio) : IDLE));
  useEffect(() => {
    if (!audio) return;
    const read = () => setState(readState(audio));
    read();
    for (const name of EVENTS) audio.addEventListener(name, read);
    return () => {
      for (const name of EVENTS) audio.removeEventListener(name, read);
    };
  }, [audio]);
  return state;
}
