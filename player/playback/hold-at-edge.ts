import { measureReach } from './use-video-state.ts';

const MARGIN_SECONDS = 0.4;
const ENOUGH_SECONDS = 1;
const EVENTS = ['timeupdate', 'progress', 'durationchange'] as const;

/**
 * Holds a growing film just before the end of what there is of it, and lets it go on when there is more. Left alone,
 * sound that is encoded ahead of the picture would play on over a frozen frame, and hls.js would then jump back.
 * @returns a function that lets go of the video.
 */
export function holdAtEdge(video: HTMLVideoElement): () => void {
  let isHeld = false;
  const check = () => {
    const isGrowing = video.duration === Number.POSITIVE_INFINITY;
    const aheadSeconds = measureReach(video) - video.currentTime;
    if (isGrowing && aheadSeconds < MARGIN_SECONDS && !video.paused) {
      isHeld = true;
      video.pause();
    } else if (isHeld && (!isGrowing || aheadSeconds > ENOUGH_SECONDS)) {
      isHeld = false;
      void video.play().catch(() => undefined);
    }
  };
  for (const name of EVENTS) video.addEventListener(name, check);
  return () => {
    for (const name of EVENTS) video.removeEventListener(name, check);
  };
}
