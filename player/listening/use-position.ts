import { useEffect, useState } from 'preact/hooks';
import { findByTime } from './find-by-time.ts';

/**
 * Which of many timed things (chapters, lines of a transcript) is on; -1 before the first, and while the sound has not
 * been begun. Renders anew only when that changes.
 */
export function useCurrentIndex(audio: HTMLMediaElement | null, items: readonly { readonly startSeconds: number }[]): number {
  const [index, setIndex] = useState(-1);
  useEffect(() => {
    if (!audio) return;
    const follow = () => setIndex(isBegun(audio) ? findByTime(items, audio.currentTime) : -1);
    follow();
    for (const name of ['timeupdate', 'seeking', 'play'] as const) audio.addEventListener(name, follow);
    return () => {
      for (const name of ['timeupdate', 'seeking', 'play'] as const) audio.removeEventListener(name, follow);
    };
  }, [audio, items]);
  return index;
}

const isBegun = (audio: HTMLMediaElement) => !audio.paused || audio.currentTime > 0;
