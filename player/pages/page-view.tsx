import type { PageData } from '../../server/pages/pages-schemas.ts';
import { EmbeddedEpisode } from './embedded-episode.tsx';
import { EmbeddedFilm } from './embedded-film.tsx';
import { EpisodePage } from './episode-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { PodcastsPage } from './podcasts-page.tsx';
import { ShowPage } from './show-page.tsx';

/** A page out of its data, on the server and in the browser alike. */
export function PageView({ page }: { readonly page: PageData }) {
  switch (page.kind) {
    case 'podcasts':
      return <PodcastsPage page={page} />;
    case 'show':
      return <ShowPage page={page} />;
    case 'episode':
      return <EpisodePage key={page.episode.id} page={page} />;
    case 'embed-episode':
      return <EmbeddedEpisode page={page} />;
    case 'film':
      return <EmbeddedFilm film={page} />;
    case 'missing':
      return <NotFoundPage isGone={page.status === 410} />;
  }
}
