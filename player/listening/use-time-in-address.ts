import { useEffect } from 'preact/hooks';
import { playFrom, seekTo } from './seek.ts';
import { parseTimeFragment } from './time-fragment.ts';

/**
 * Leads to the time that the address names, on coming and whenever it changes. As soon as it plays on, the address
 * names no time any more: from there the listener's own place counts, also after a reload.
 */
export function useTimeInAddress(medium: HTMLMediaElement | null): void {
  useEffect(() => {
    if (!medium) return;
    const go = () => {
      const seconds = parseTimeFragment(location.hash);
      if (seconds === null) return;
      if (medium.paused) return seekTo(medium, seconds);
      playFrom(medium, seconds);
      forgetTime();
    };
    go();
    addEventListener('hashchange', go);
    medium.addEventListener('play', forgetTime);
    return () => {
      removeEventListener('hashchange', go);
      medium.removeEventListener('play', forgetTime);
    };
  }, [medium]);
}

function forgetTime(): void {
  if (parseTimeFragment(location.hash) === null) return;
  history.replaceState(history.state, '', location.pathname + location.search);
}
