import { Play } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { EpisodeOfPage } from '../../server/pages/pages-schemas.ts';
import type { RostrumPlayer } from '../elements/rostrum-player.ts';
import { localStorageOrNothing } from '../listening/now-playing.ts';
import { parseTimeFragment } from '../listening/time-fragment.ts';
import { readPosition } from '../playback/resume-position.ts';
import { Icon } from './icon.tsx';

type Film = NonNullable<EpisodeOfPage['film']>;

interface EpisodeFilmProps {
  readonly episode: Pick<EpisodeOfPage, 'id' | 'title' | 'durationSeconds'>;
  readonly film: Film;
  /** Its keys work on the whole page. */
  readonly hasPageKeys: boolean;
  /** The element that plays, once there is one. */
  readonly onVideo: (video: HTMLVideoElement | null) => void;
}

/** Whether there is anything to be seen yet. */
export const isWatchable = ({ hls, mp4 }: Film) => hls !== null || mp4 !== null;

/**
 * The film that an episode is, or has beside its sound: the browser's own player, and ours where scripts run. Beside a
 * sound nothing of it is fetched before somebody plays it, and it begins where the sound is.
 */
export function EpisodeFilm({ episode, film, hasPageKeys, onVideo }: EpisodeFilmProps) {
  const player = useRef<RostrumPlayer>(null);
  const plain = useRef<HTMLVideoElement>(null);
  const startSeconds = useRostrumPlayer(episode.id);
  const isOurs = startSeconds !== null && film.hls !== null;
  useEffect(() => {
    const tell = () => onVideo(player.current?.video ?? plain.current);
    tell();
    const element = player.current;
    element?.addEventListener('video', tell);
    return () => {
      element?.removeEventListener('video', tell);
      onVideo(null);
    };
  }, [isOurs, onVideo]);
  return (
    <div class="episode-stage">
      {isOurs ? (
        <rostrum-player
          ref={player}
          src={film.hls ?? undefined}
          poster={film.poster ?? undefined}
          label={episode.title}
          duration={episode.durationSeconds ?? undefined}
          start={film.isEnclosure ? startSeconds : undefined}
          preload={film.isEnclosure ? undefined : 'none'}
          page-keys={hasPageKeys}
        />
      ) : (
        // biome-ignore lint/a11y/useMediaCaption: the transcript stands on the same page.
        <video
          ref={plain}
          controls
          preload="none"
          playsInline
          src={film.mp4?.src ?? film.hls ?? undefined}
          poster={film.poster ?? undefined}
          aria-label={episode.title}
        />
      )}
    </div>
  );
}

/** Brings the element's code. @returns where to begin, in seconds, once the code is there; null before */
function useRostrumPlayer(episodeId: string): number | null {
  const [startSeconds, setStart] = useState<number | null>(null);
  useEffect(() => {
    let isHere = true;
    void loadElement().then(() => {
      const remembered = readPosition(localStorageOrNothing(), episodeId)?.seconds ?? 0;
      if (isHere) setStart(parseTimeFragment(location.hash) ?? remembered);
    });
    return () => {
      isHere = false;
    };
  }, [episodeId]);
  return startSeconds;
}

/** Never on the server, which has no custom elements. */
const loadElement = async (): Promise<unknown> => (import.meta.env.SSR ? null : import('../elements/rostrum-player.ts'));

/** Where the film of an episode to listen to stands in the catalog. */
export function WatchLink({ film }: { readonly film: EpisodeOfPage['film'] }) {
  if (!film?.watchPath || film.isEnclosure) return null;
  return (
    <a class="button" href={film.watchPath}>
      <Icon of={Play} size={18} />
      Watch the film
    </a>
  );
}
