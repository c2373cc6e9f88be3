import { useEffect, useState } from 'preact/hooks';
import { keepPosition } from '../playback/keep-position.ts';
import { announceTrack } from './announce-track.ts';
import { leaveStage, localStorageOrNothing } from './now-playing.ts';
import { seekTo } from './seek.ts';
import type { Track } from './track.ts';

/**
 * What plays an episode that is a sound, a film, or both: whichever was begun last, before that the sound. One falls
 * silent when the other begins, which goes on from the same place. (The sound's own place on stage: now-playing.ts.)
 */
export function useMedium(track: Track, audio: HTMLAudioElement | null, video: HTMLVideoElement | null): HTMLMediaElement | null {
  const [begun, setBegun] = useState<HTMLMediaElement | null>(null);
  useEffect(() => {
    if (!video) return;
    const show = () => {
      if (audio) goOnFrom(audio, video);
      leaveStage();
      setBegun(video);
    };
    const sound = () => {
      if (audio) goOnFrom(video, audio);
      video.pause();
      setBegun(audio);
    };
    video.addEventListener('play', show);
    audio?.addEventListener('play', sound);
    return () => {
      video.removeEventListener('play', show);
      audio?.removeEventListener('play', sound);
    };
  }, [audio, video]);
  useEffect(() => {
    if (!video || begun !== video) return;
    const endings = [keepPosition(video, localStorageOrNothing(), track.id), announceTrack(track, video)];
    return () => {
      for (const end of endings) end();
    };
  }, [track, video, begun]);
  return begun ?? audio ?? video;
}

/** Only what has not been played yet goes where the other is: afterwards each has a place that somebody chose. */
function goOnFrom(before: HTMLMediaElement, next: HTMLMediaElement): void {
  if (next.readyState === HTMLMediaElement.HAVE_NOTHING && before.currentTime > 0) seekTo(next, before.currentTime);
}
