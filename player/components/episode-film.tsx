import { Play } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { EpisodeOfPage } from '../../server/pages/pages-schemas.ts';
import type { RostrumPlayer } from '../elements/rostrum-player.ts';
import { parseTimeFragment } from '../listening/time-fragment.ts';
import { Icon } from './icon.tsx';

interface EpisodeFilmProps {
  readonly title: string;
  readonly film: NonNullable<EpisodeOfPage['film']>;
  readonly durationSeconds: number | null;
}

/** The film that an episode is, in a show of films: the browser's own player, and ours where scripts run. */
export function EpisodeFilm({ title, film, durationSeconds }: EpisodeFilmProps) {
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    let isHere = true;
    void loadElement().then(() => isHere && setReady(true));
    return () => {
      isHere = false;
    };
  }, []);
  const player = useRef<RostrumPlayer>(null);
  const plain = useRef<HTMLVideoElement>(null);
  useTimesInAddress(() => player.current ?? plain.current);
  if (isReady && film.hls) {
    return (
      <div class="episode-stage">
        <rostrum-player
          ref={player}
          src={film.hls}
          poster={film.poster ?? undefined}
          label={title}
          duration={durationSeconds ?? undefined}
          start={parseTimeFragment(location.hash) ?? undefined}
          page-keys
        />
      </div>
    );
  }
  return (
    <div class="episode-stage">
      {film.mp4 && (
        // biome-ignore lint/a11y/useMediaCaption: the transcript stands on the same page.
        <video ref={plain} controls preload="none" playsInline src={film.mp4.src} poster={film.poster ?? undefined} aria-label={title} />
      )}
    </div>
  );
}

/** Chapters and a transcript's times are links to `#t=`: they lead the film there. */
function useTimesInAddress(find: () => { currentTime: number } | null): void {
  useEffect(() => {
    const go = () => {
      const seconds = parseTimeFragment(location.hash);
      const playing = find();
      if (seconds !== null && playing) playing.currentTime = seconds;
    };
    addEventListener('hashchange', go);
    return () => removeEventListener('hashchange', go);
  });
}

const loadElement = async (): Promise<unknown> => (import.meta.env.SSR ? null : import('../elements/rostrum-player.ts'));

/** Where the film of an episode to listen to can be watched. */
export function WatchLink({ film }: { readonly film: EpisodeOfPage['film'] }) {
  if (!film?.watchPath || film.isEnclosure) return null;
  return (
    <a class="button" href={film.watchPath}>
      <Icon of={Play} size={18} />
      Watch the film
    </a>
  );
}
