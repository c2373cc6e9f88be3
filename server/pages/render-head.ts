import { describeJsonLd } from './describe-json-ld.ts';
import type { PageData } from './pages-schemas.ts';

/** Where a page is on the web: meta data name everything by absolute addresses. */
export interface HeadContext {
  /** Without a slash at its end. */
  readonly publicUrl: string;
}

interface HeadFacts {
  readonly title: string;
  readonly description: string;
  readonly canonical: string;
  readonly type: string;
  readonly image: string | null;
  readonly isSecret?: boolean;
  readonly tags?: readonly string[];
}

/** What stands in a page's head: title, description, what other sites show of it, and where its feed is. */
export function renderHead({ publicUrl }: HeadContext, page: PageData): string {
  const absolute = (path: string) => (path.startsWith('/') ? publicUrl + path : path);
  const { title, description, canonical, type, image, isSecret = false, tags = [] } = describeHead(page, absolute);
  const shared = isSecret
    ? [meta('robots', 'noindex')]
    : [
        `<link rel="canonical" href="${escapeHtml(canonical)}">`,
        property('og:site_name', 'Rostrum'),
        property('og:title', title),
        property('og:type', type),
        property('og:url', canonical),
        ...(description ? [property('og:description', description)] : []),
        ...(image ? [property('og:image', image)] : []),
      ];
  return [
    `<title>${escapeHtml(title === 'Rostrum' ? title : `${title} · Rostrum`)}</title>`,
    meta('description', description || title),
    ...shared,
    ...tags,
    renderJsonLd(page, absolute),
  ]
    .filter(Boolean)
    .join('\n    ');
}

type Absolute = (path: string) => string;

function describeHead(page: PageData, absolute: Absolute): HeadFacts {
  const canonical = absolute(page.path);
  switch (page.kind) {
    case 'podcasts':
      return { title: 'Podcasts', description: 'Shows to listen to.', canonical, type: 'website', image: null };
    case 'show': {
      const { show, paging, season } = page;
      const query = [season === null ? '' : `season=${season}`, paging.page === 1 ? '' : `page=${paging.page}`].filter(Boolean).join('&');
      return {
        title: show.title,
        description: show.summary,
        canonical: canonical + (query && `?${query}`),
        type: 'website',
        image: show.artwork && absolute(show.artwork.large),
        tags: [feedLink(show.title, show.feedUrl), oembedLink(canonical, absolute, show.title)],
      };
    }
    case 'episode':
      return describeEpisodeHead(page, absolute);
    case 'embed-episode':
      return { title: page.episode.title, description: '', canonical, type: 'website', image: null, isSecret: true };
    case 'film':
      return { title: page.title, description: '', canonical, type: 'website', image: null, isSecret: true };
    case 'missing':
      return { title: 'Nothing here', description: '', canonical, type: 'website', image: null, isSecret: true };
  }
}

function describeEpisodeHead({ path, show, episode }: Extract<PageData, { kind: 'episode' }>, absolute: Absolute): HeadFacts {
  const canonical = absolute(path);
  const artwork = episode.artwork ?? show.artwork;
  const embed = absolute(`/embed/episodes/${episode.id}`);
  const file = episode.film?.isEnclosure ? episode.film.mp4 : episode.audio;
  const kind = episode.film?.isEnclosure ? 'video' : 'audio';
  return {
    title: `${episode.title} · ${show.title}`,
    description: episode.summary,
    canonical,
    type: kind === 'video' ? 'video.episode' : 'article',
    image: artwork && absolute(artwork.large),
    tags: [
      ...(file ? [property(`og:${kind}`, absolute(file.src)), property(`og:${kind}:type`, file.type)] : []),
      property('article:published_time', episode.date),
      meta('twitter:card', 'player'),
      meta('twitter:title', episode.title),
      meta('twitter:player', embed),
      meta('twitter:player:width', String(EMBED_WIDTH)),
      meta('twitter:player:height', String(EMBED_HEIGHT)),
      ...(artwork ? [meta('twitter:image', absolute(artwork.large))] : []),
      feedLink(show.title, absolute(show.feed)),
      oembedLink(canonical, absolute, episode.title),
    ],
  };
}

/** The size of the small player that others put into their pages, in pixels. */
export const EMBED_WIDTH = 640;
export const EMBED_HEIGHT = 228;

/** oEmbed discovery (https://oembed.com, 4). */
function oembedLink(canonical: string, absolute: Absolute, title: string): string {
  const href = `${absolute('/oembed')}?${new URLSearchParams({ url: canonical, format: 'json' })}`;
  return `<link rel="alternate" type="application/json+oembed" href="${escapeHtml(href)}" title="${escapeHtml(title)}">`;
}

const feedLink = (title: string, feedUrl: string) =>
  `<link rel="alternate" type="application/rss+xml" title="${escapeHtml(title)}" href="${escapeHtml(feedUrl)}">`;
const meta = (name: string, content: string) => `<meta name="${name}" content="${escapeHtml(content)}">`;
const property = (name: string, content: string) => `<meta property="${name}" content="${escapeHtml(content)}">`;

function renderJsonLd(page: PageData, absolute: Absolute): string {
  const thing = describeJsonLd(page, absolute);
  return thing ? `<script type="application/ld+json">${escapeJson(thing)}</script>` : '';
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON for a data block: no `<` that could end the element, whatever people wrote. */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
