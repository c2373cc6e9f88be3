import { useEffect, useState } from 'preact/hooks';

export type Route =
  | { readonly page: 'home' | 'upload' | 'sign-in' | 'podcasts' | 'embed' | 'not-found' }
  | { readonly page: 'watch'; readonly videoId: string }
  | { readonly page: 'show' | 'health'; readonly slug: string }
  | { readonly page: 'episode'; readonly slug: string; readonly episodeSlug: string }
  | { readonly page: 'channel'; readonly handle: string };

/** Which page a path names. */
export function parseRoute(pathname: string): Route {
  const [first = '', second = '', ...rest] = pathname.replace(/^\/|\/$/g, '').split('/');
  if (first === 'podcasts') return parsePodcastRoute(second, rest);
  if (first === 'embed' && second !== '') return { page: 'embed' };
  if (rest.length > 0) return { page: 'not-found' };
  if (first === '') return { page: 'home' };
  if (second === '' && (first === 'upload' || first === 'sign-in')) return { page: first };
  if (second !== '' && first === 'watch') return { page: 'watch', videoId: decode(second) };
  if (second !== '' && first === 'channels') return { page: 'channel', handle: decode(second) };
  return { page: 'not-found' };
}

/** Feeds lie below a show as well (`feed.xml`); slugs have no dot. */
const SLUG = /^[\w-]+$/;

function parsePodcastRoute(slug: string, [episodeSlug, ...rest]: readonly string[]): Route {
  if (slug === '' && episodeSlug === undefined) return { page: 'podcasts' };
  if (!SLUG.test(slug) || rest.length > 0) return { page: 'not-found' };
  if (episodeSlug === undefined) return { page: 'show', slug };
  if (episodeSlug === 'health') return { page: 'health', slug };
  return SLUG.test(episodeSlug) ? { page: 'episode', slug, episodeSlug } : { page: 'not-found' };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A path on this site that a `?next=` may lead to; anything else leads home. */
export function safeNextPath(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}

const NAVIGATED = 'rostrum:navigated';

/** Goes to a path of this app without loading the document again. */
export function navigate(path: string, { replace = false } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', path);
  dispatchEvent(new Event(NAVIGATED));
  scrollTo(0, 0);
}

export interface Address {
  readonly pathname: string;
  /** With its question mark; empty without a query. */
  readonly search: string;
}

const readAddress = (): Address => ({ pathname: location.pathname, search: location.search });

/** Where we are; re-renders when that changes. What comes after a # moves within a page. */
export function useAddress(): Address {
  const [address, setAddress] = useState(readAddress);
  useEffect(() => {
    const follow = () =>
      setAddress((before) => (before.pathname === location.pathname && before.search === location.search ? before : readAddress()));
    const leave = startLinkRouting();
    addEventListener('popstate', follow);
    addEventListener(NAVIGATED, follow);
    return () => {
      leave();
      removeEventListener('popstate', follow);
      removeEventListener(NAVIGATED, follow);
    };
  }, []);
  return address;
}

/** Links stay real <a>; a plain click on one that leads to a page of ours is answered here instead of by a reload. */
function startLinkRouting(): () => void {
  const follow = (event: MouseEvent) => {
    const url = event.defaultPrevented ? null : plainTarget(event);
    if (!url) return;
    event.preventDefault();
    if (url.pathname !== location.pathname || url.search !== location.search) navigate(url.pathname + url.search + url.hash);
  };
  document.addEventListener('click', follow);
  return () => document.removeEventListener('click', follow);
}

function plainTarget(event: MouseEvent): URL | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link?.href || link.target || link.hasAttribute('download')) return null;
  const url = new URL(link.href);
  const isOurs = url.origin === location.origin && parseRoute(url.pathname).page !== 'not-found';
  return isOurs && !(url.hash && url.pathname === location.pathname && url.search === location.search) ? url : null;
}
