import { Upload } from 'lucide-preact';
import type { ShowCard } from '../../server/pages/pages-schemas.ts';
import { readPodcastsPage } from '../catalog-client.ts';
import { Icon } from '../components/icon.tsx';
import { LeadFilm, LeadFilmSkeleton } from '../components/lead-film.tsx';
import { ErrorNotice, Notice } from '../components/notice.tsx';
import { ShowGrid } from '../components/show-grid.tsx';
import { useLoad } from '../components/use-load.ts';
import { useTitle } from '../components/use-title.ts';
import { useVideoPages } from '../components/use-video-pages.ts';
import { VideoGrid } from '../components/video-grid.tsx';
import { mayUpload, useSession } from '../session.ts';

/** One lead film, the rest of the newest, shows to listen to, then everything else. */
export function HomePage() {
  useTitle(null);
  const { videos, nextCursor, state, error, more } = useVideoPages({ limit: 25 });
  const shows = useShows();
  const [lead, ...rest] = videos;
  const isFirstPage = state === 'loading' && !lead;
  if (!lead && state === 'ready') return shows.length > 0 ? <OnlyShows shows={shows} /> : <NothingYet />;
  if (!lead && state === 'failed') return <ErrorNotice error={error} onRetry={more} />;
  // The list of films goes on as one scrolls, so shows stand after its first rows.
  const newest = shows.length > 0 ? rest.slice(0, FILMS_BEFORE_SHOWS) : rest;
  const others = rest.slice(newest.length);
  const grid = { state, error, hasMore: nextCursor !== null, onMore: more, skeletons: isFirstPage ? 8 : 4 };
  return (
    <div class="content home">
      {lead ? <LeadFilm video={lead} /> : <LeadFilmSkeleton />}
      {(isFirstPage || newest.length > 0) && (
        <section aria-labelledby="new-films">
          <h2 id="new-films" class="section-title">
            New
          </h2>
          <VideoGrid videos={newest} {...grid} {...(others.length > 0 && SETTLED)} />
        </section>
      )}
      {shows.length > 0 && <ShowRow shows={shows} />}
      {others.length > 0 && (
        <section aria-labelledby="other-films">
          <h2 id="other-films" class="section-title">
            More films
          </h2>
          <VideoGrid videos={others} {...grid} />
        </section>
      )}
    </div>
  );
}

const FILMS_BEFORE_SHOWS = 8;
const SHOWS_IN_ROW = 12;
/** The first rows wait for nothing when the list goes on below. */
const SETTLED = { state: 'ready', error: null, hasMore: false } as const;

/** Shows with news first; without them, or when they do not come, the page is one of films. */
function useShows(): readonly ShowCard[] {
  const loading = useLoad((signal) => readPodcastsPage('', signal), 'shows');
  return loading.state === 'ready' ? loading.value.shows.slice(0, SHOWS_IN_ROW) : [];
}

function ShowRow({ shows }: { readonly shows: readonly ShowCard[] }) {
  return (
    <section aria-labelledby="shows">
      <h2 id="shows" class="section-title">
        <a href="/podcasts">Podcasts</a>
      </h2>
      <ShowGrid shows={shows} isRow />
    </section>
  );
}

function OnlyShows({ shows }: { readonly shows: readonly ShowCard[] }) {
  return (
    <div class="content podcasts">
      <h1>Podcasts</h1>
      <ShowGrid shows={shows} />
    </div>
  );
}

function NothingYet() {
  const { me } = useSession();
  const action = mayUpload(me) ? (
    <a class="button button-primary" href="/upload">
      <Icon of={Upload} size={18} />
      Upload the first film
    </a>
  ) : (
    <a class="button" href="/sign-in?next=/upload">
      Sign in to upload the first one
    </a>
  );
  return (
    <Notice title="The stage is set" action={action}>
      Films will stand here as soon as one is published. A film can be watched seconds after its upload, while the rest of it is still being
      encoded.
    </Notice>
  );
}
