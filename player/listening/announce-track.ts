import { findByTime } from './find-by-time.ts';
import { BACK_SECONDS, FORWARD_SECONDS, seekBy, seekTo } from './seek.ts';
import type { Track } from './track.ts';

const ACTIONS = ['play', 'pause', 'seekbackward', 'seekforward', 'seekto', 'previoustrack', 'nexttrack'] as const;

/** Tells the system what is listened to (lock screen, headphones' keys, watch). @returns a function that takes it back. */
export function announceTrack(track: Track, audio: HTMLMediaElement): () => void {
  const session = navigator.mediaSession;
  if (!session) return () => undefined;
  session.metadata = new MediaMetadata({
    title: track.title,
    artist: track.show,
    artwork: track.artwork
      ? [
          { src: track.artwork.small.jpg, sizes: '300x300', type: 'image/jpeg' },
          { src: track.artwork.medium.jpg, sizes: '600x600', type: 'image/jpeg' },
        ]
      : [],
  });
  const toChapter = (steps: number) => () => {
    const chapter = track.chapters[findByTime(track.chapters, audio.currentTime) + steps];
    if (chapter) seekTo(audio, chapter.startSeconds);
  };
  const hasChapters = track.chapters.length > 1;
  const handlers: Record<(typeof ACTIONS)[number], MediaSessionActionHandler | null> = {
    play: () => void audio.play(),
    pause: () => audio.pause(),
    seekbackward: ({ seekOffset }) => seekBy(audio, -(seekOffset ?? BACK_SECONDS)),
    seekforward: ({ seekOffset }) => seekBy(audio, seekOffset ?? FORWARD_SECONDS),
    seekto: ({ seekTime }) => seekTime !== undefined && seekTo(audio, seekTime),
    previoustrack: hasChapters ? toChapter(-1) : null,
    nexttrack: hasChapters ? toChapter(1) : null,
  };
  for (const action of ACTIONS) session.setActionHandler(action, handlers[action]);
  const tellPosition = () => {
    const { duration, playbackRate, currentTime } = audio;
    if (Number.isFinite(duration) && duration > 0) {
      session.setPositionState({ duration, playbackRate, position: Math.min(currentTime, duration) });
    }
  };
  const events = ['durationchange', 'seeked', 'ratechange', 'play', 'pause'] as const;
  for (const event of events) audio.addEventListener(event, tellPosition);
  tellPosition();
  return () => {
    for (const event of events) audio.removeEventListener(event, tellPosition);
    for (const action of ACTIONS) session.setActionHandler(action, null);
    session.metadata = null;
  };
}
