import { useEffect, useMemo, useRef } from 'preact/hooks';
import { mayHaveSession, readMe } from './catalog-client.ts';
import { LazyPage } from './components/lazy-page.tsx';
import { SiteHeader } from './components/site-header.tsx';
import { useLoad } from './components/use-load.ts';
import { ChannelPage } from './pages/channel-page.tsx';
import { HomePage } from './pages/home-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { SignInPage } from './pages/sign-in-page.tsx';
import { parseRoute, type Route, usePathname } from './router.ts';
import { type Session, SessionContext } from './session.ts';

// What plays films is large, so it comes with the pages that need it.
const loadWatchPage = () => import('./pages/watch-page.tsx').then(({ WatchPage }) => WatchPage);
const loadUploadPage = () => import('./pages/upload-page.tsx').then(({ UploadPage }) => UploadPage);

export function App() {
  const pathname = usePathname();
  const route = useMemo(() => parseRoute(pathname), [pathname]);
  const main = useRef<HTMLElement>(null);
  useFocusOnNavigation(main, pathname);
  return (
    <SessionContext.Provider value={useOwnSession(route.page === 'upload')}>
      <SiteHeader />
      <main id="content" ref={main} tabIndex={-1}>
        <Page route={route} />
      </main>
    </SessionContext.Provider>
  );
}

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'home':
      return <HomePage />;
    case 'watch':
      return <LazyPage key={route.videoId} load={loadWatchPage} props={{ videoId: route.videoId }} placeholder={<div class="stage" />} />;
    case 'upload':
      return <LazyPage load={loadUploadPage} props={{}} placeholder={<div class="content" />} />;
    case 'channel':
      return <ChannelPage key={route.handle} handle={route.handle} />;
    case 'sign-in':
      return <SignInPage />;
    case 'not-found':
      return <NotFoundPage />;
  }
}

/** Asks who is signed in where a session may be; a page that needs one asks in any case. */
function useOwnSession(needsSession: boolean): Session {
  const isAsking = needsSession || mayHaveSession();
  const loading = useLoad(async (signal) => (isAsking ? readMe(signal) : null), isAsking ? 'me' : 'stranger');
  const isKnown = loading.state === 'ready' || !isAsking;
  return {
    me: loading.state === 'ready' ? loading.value : null,
    state: isKnown ? 'known' : loading.state,
    reload: loading.retry,
  };
}

/** After a change of page, readers and keyboards begin at its top, not where the link was. */
function useFocusOnNavigation(main: { readonly current: HTMLElement | null }, pathname: string): void {
  const isFirst = useRef(true);
  // The path is what this reacts to.
  useEffect(() => {
    if (!isFirst.current) main.current?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [pathname]);
}
