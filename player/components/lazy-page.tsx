import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ErrorNotice } from './notice.tsx';

interface LazyPageProps<P> {
  /** Imports the page's module and picks its component; the same function on every render. */
  readonly load: () => Promise<ComponentType<P>>;
  readonly props: P;
  readonly placeholder: VNode;
}

/** A page whose code comes when it is first opened. */
export function LazyPage<P extends object>({ load, props, placeholder }: LazyPageProps<P>) {
  const [page, setPage] = useState<{ Page: ComponentType<P> } | { error: unknown } | null>(null);
  const [attempt, setAttempt] = useState(0);
  // Another attempt imports again.
  useEffect(() => {
    load()
      .then((Page) => setPage({ Page }))
      .catch((error: unknown) => setPage({ error }));
  }, [load, attempt]);
  if (!page) return placeholder;
  if ('error' in page) return <ErrorNotice error={page.error} onRetry={() => setAttempt(attempt + 1)} />;
  return <page.Page {...props} />;
}
