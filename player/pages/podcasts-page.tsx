import type { PodcastsPage as PodcastsPageData } from '../../server/pages/pages-schemas.ts';
import { Notice } from '../components/notice.tsx';
import { PageLinks } from '../components/page-links.tsx';
import { ShowGrid } from '../components/show-grid.tsx';
import { useTitle } from '../components/use-title.ts';

/** All public shows. */
export function PodcastsPage({ page: { shows, path, paging } }: { readonly page: PodcastsPageData }) {
  useTitle('Podcasts');
  if (shows.length === 0) {
    return <Notice title="No podcasts yet">Shows will stand here as soon as the first one is made. They are made through the API.</Notice>;
  }
  return (
    <div class="content podcasts">
      <h1>Podcasts</h1>
      <ShowGrid shows={shows} />
      <PageLinks path={path} paging={paging} newer="Back" older="More shows" />
    </div>
  );
}
