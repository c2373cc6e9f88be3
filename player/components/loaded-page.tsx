import { useContext, useEffect } from 'preact/hooks';
import type { PageData } from '../../server/pages/pages-schemas.ts';
import { ApiError } from '../catalog-client.ts';
import { FirstPageContext } from '../first-page.ts';
import { PageView } from '../pages/page-view.tsx';
import { ErrorNotice } from './notice.tsx';
import { useLoad } from './use-load.ts';

interface LoadedPageProps {
  /** Path and query; with another one this must be another component (`key`). */
  readonly address: string;
  readonly load: (signal: AbortSignal) => Promise<PageData>;
}

/** A page of the kind that the server renders too: from what came with the document, else asked for. */
export function LoadedPage({ address, load }: LoadedPageProps) {
  const first = useContext(FirstPageContext);
  const loading = useLoad((signal) => load(signal).catch(orMissing), address, first?.address === address ? first.data : null);
  const page = loading.state === 'ready' ? loading.value : null;
  // A show that was renamed is found under its old name as well.
  useEffect(() => {
    if (page && page.kind !== 'missing' && page.path !== location.pathname)
      history.replaceState(null, '', page.path + location.search + location.hash);
  }, [page]);
  if (loading.state === 'failed') return <ErrorNotice error={loading.error} onRetry={loading.retry} />;
  return page ? <PageView page={page} /> : <div class="content podcasts-waiting" aria-busy="true" />;
}

function orMissing(error: unknown): PageData {
  const status = error instanceof ApiError ? error.status : 0;
  if (status === 404 || status === 410) return { kind: 'missing', path: location.pathname, status };
  throw error;
}
