import { useEffect, useMemo, useRef } from 'preact/hooks';
import { mayHaveSession, readEpisodePage, readMe, readPodcastsPage, readShowPage } from './catalog-client.ts';
import { AppFrame } from './components/app-frame.tsx';
import { LazyPage } from './components/lazy-page.tsx';
import { LoadedPage } from './components/loaded-page.tsx';
import { useLoad } from './components/use-load.ts';
import { type FirstPage, FirstPageContext } from './first-page.ts';
import { useHydrated } from './hydration.ts';
import { ChannelPage } from './pages/channel-page.tsx';
import { HomePage } from './pages/home-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { PageView } from './pages/page-view.tsx';
import { SignInPage } from './pages/sign-in-page.tsx';
import { type Address, parseRoute, type Route, useAddress } from './router.ts';
import { type Session, SessionContext } from './session.ts';

// What plays films is large, so it comes with the pages that need it.
const loadWatchPage = () => import('./pages/watch-page.tsx').then(({ WatchPage }) => WatchPage);
const loadUploadPage = () => import('./pages/upload-page.tsx').then(({ UploadPage }) => UploadPage);

const loadHealthPage = () => import('./pages/health-page.tsx').then(({ HealthPage }) => HealthPage);

/** @param first what the server rendered this document from; null where it left that to us */
export function App({ first }: { readonly first: FirstPage | null }) {
  const address = useAddress();
  const { pathname } = address;
  const route = useMemo(() => parseRoute(pathname), [pathname]);
  const main = useRef<HTMLElement>(null);
  useFocusOnNavigation(main, pathname);
  const session = useOwnSession(route.page === 'upload' || route.page === 'health');
  // Others' pages embed these: nothing of the site stands around them.
  if (route.page === 'embed') return first ? <PageView page={first.data} /> : <NotFoundPage />;
  return (
    <SessionContext.Provider value={session}>
      <FirstPageContext.Provider value={first}>
        <AppFrame mainRef={main}>
          <Page route={route} address={address} />
        </AppFrame>
      </FirstPageContext.Provider>
    </SessionContext.Provider>
  );
}

function Page({ route, address: { pathname, search } }: { readonly route: Route; readonly address: Address }) {
  const address = pathname + search;
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
    case 'podcasts':
      return <LoadedPage key={address} address={address} load={(signal) => readPodcastsPage(search, signal)} />;
    case 'show':
      return <LoadedPage key={address} address={address} load={(signal) => readShowPage(route.slug, search, signal)} />;
    case 'episode':
      return <LoadedPage key={address} address={address} load={(signal) => readEpisodePage(route.slug, route.episodeSlug, signal)} />;
    case 'health':
      return <LazyPage key={route.slug} load={loadHealthPage} props={{ slug: route.slug }} placeholder={<div class="content" />} />;
    case 'embed':
    case 'not-found':
      return <NotFoundPage />;
  }
}

/** Asks who is signed in where a session may be; a page that needs one asks in any case. */
function useOwnSession(needsSession: boolean): Session {
  const isHydrated = useHydrated();
  const isAsking = isHydrated && (needsSession || mayHaveSession());
  const ask = async (signal: AbortSignal) => {
    if (!isHydrated) return new Promise<never>(() => undefined);
    return isAsking ? readMe(signal) : null;
  };
  const loading = useLoad(ask, !isHydrated ? 'unknown' : isAsking ? 'me' : 'stranger');
  const isKnown = loading.state === 'ready' || (isHydrated && !isAsking);
  return {
    me: loading.state === 'ready' ? loading.value : null,
    state: isKnown ? 'known' : loading.state === 'failed' ? 'failed' : 'loading',
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
