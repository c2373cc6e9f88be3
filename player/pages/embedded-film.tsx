import { useEffect, useState } from 'preact/hooks';
import type { EmbeddedFilm as Film } from '../../server/pages/pages-schemas.ts';
import { useTitle } from '../components/use-title.ts';

/** A film in a frame on somebody else's page. Without scripts there is its still, and the way to its own page. */
export function EmbeddedFilm({ film }: { readonly film: Film }) {
  useTitle(film.title);
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    void loadElement().then(() => setReady(true));
  }, []);
  return (
    <main class="embed embed-film">
      {isReady ? (
        <rostrum-player
          src={film.hls}
          poster={film.poster ?? undefined}
          label={film.title}
          duration={film.durationSeconds ?? undefined}
          growing={film.isGrowing}
          page-keys
        />
      ) : (
        <a class="embed-still" href={film.path} target="_blank" rel="noopener">
          {film.poster && <img src={film.poster} alt="" />}
          <h1 class="embed-title" dir="auto">
            {film.title}
          </h1>
        </a>
      )}
    </main>
  );
}

const loadElement = async (): Promise<unknown> => (import.meta.env.SSR ? null : import('../elements/rostrum-player.ts'));
