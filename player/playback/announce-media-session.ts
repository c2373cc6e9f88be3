import type { Video } from '../../server/catalog/videos-schemas.ts';
import type { RostrumPlayer } from '../elements/rostrum-player.ts';

const SKIP_SECONDS = 10;

/** Tells the system what plays (lock screen, headphones' keys). @returns a function that takes it back. */
export function announceMediaSession(video: Video, player: RostrumPlayer): () => void {
  const { mediaSession } = navigator;
  if (!mediaSession) return () => undefined;
  mediaSession.metadata = new MediaMetadata({
    title: video.title,
    artist: video.channel?.title ?? 'Rostrum',
    artwork: video.poster ? [{ src: video.poster }] : [],
  });
  const skip = (seconds: number) => () => {
    player.currentTime += seconds;
  };
  mediaSession.setActionHandler('play', () => void player.play());
  mediaSession.setActionHandler('pause', () => player.pause());
  mediaSession.setActionHandler('seekbackward', skip(-SKIP_SECONDS));
  mediaSession.setActionHandler('seekforward', skip(SKIP_SECONDS));
  return () => {
    mediaSession.metadata = null;
    for (const action of ['play', 'pause', 'seekbackward', 'seekforward'] as const) mediaSession.setActionHandler(action, null);
  };
}
