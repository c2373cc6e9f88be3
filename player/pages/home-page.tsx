import { Upload } from 'lucide-preact';
import { Icon } from '../components/icon.tsx';
import { LeadFilm, LeadFilmSkeleton } from '../components/lead-film.tsx';
import { ErrorNotice, Notice } from '../components/notice.tsx';
import { useTitle } from '../components/use-title.ts';
import { useVideoPages } from '../components/use-video-pages.ts';
import { VideoGrid } from '../components/video-grid.tsx';
import { mayUpload, useSession } from '../session.ts';

/** One lead film, then everything else, newest first. */
export function HomePage() {
  useTitle(null);
  const { videos, nextCursor, state, error, more } = useVideoPages({ limit: 25 });
  const [lead, ...rest] = videos;
  const isFirstPage = state === 'loading' && !lead;
  if (!lead && state === 'ready') return <NothingYet />;
  if (!lead && state === 'failed') return <ErrorNotice error={error} onRetry={more} />;
  return (
    <div class="content home">
      {lead ? <LeadFilm video={lead} /> : <LeadFilmSkeleton />}
      {(isFirstPage || rest.length > 0) && (
        <section aria-labelledby="new-films">
          <h2 id="new-films" class="section-title">
            New
          </h2>
          <VideoGrid
            videos={rest}
            state={state}
            error={error}
            hasMore={nextCursor !== null}
            onMore={more}
            skeletons={isFirstPage ? 8 : 4}
          />
        </section>
      )}
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
