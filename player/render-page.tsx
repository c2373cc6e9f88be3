import { renderToString } from 'preact-render-to-string';
import type { PageData } from '../server/pages/pages-schemas.ts';
import { AppFrame } from './components/app-frame.tsx';
import { PageView } from './pages/page-view.tsx';

/** Entry of the build for the server: the HTML inside `#app`, the same as App makes of the data in the browser. */
export function renderPage(page: PageData): string {
  return renderToString(
    isEmbedded(page) ? (
      <PageView page={page} />
    ) : (
      <AppFrame mainRef={null}>
        <PageView page={page} />
      </AppFrame>
    ),
  );
}

const isEmbedded = ({ kind, path }: PageData) => kind === 'embed-episode' || kind === 'film' || path.startsWith('/embed/');
