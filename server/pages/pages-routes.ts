import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { AppError } from '../../core/errors.ts';
import type { App, ServerDependencies } from '../app.ts';
import { rememberBriefly } from '../plugins/remember-briefly.ts';
import { planContentSecurityPolicy, renderContentSecurityPolicy } from '../plugins/security.ts';
import { describeOembed, Oembed, OembedQuery } from './describe-oembed.ts';
import { loadEpisode, loadEpisodeById, loadFilm, loadPodcasts, loadShow, type PageSources } from './load-pages.ts';
import { createPageRenderer } from './page-renderer.ts';
import { EpisodePageData, type PageData, PageQuery, PodcastsPage, ShowEpisodesPage, ShowPageQuery } from './pages-schemas.ts';
import { createOpeningReader } from './read-opening-cues.ts';
import { createPeaksReader } from './read-peaks.ts';
import { makeOrMiss, makePage, sendPage } from './send-page.ts';

const PAGE = { config: { access: 'public', credentials: 'ignored', quiet: true }, schema: { hide: true } } as const;
const DATA = { access: 'public', credentials: 'ignored' } as const;
const tags = ['pages'];

interface Place {
  Params: { slug: string; episodeSlug: string; id: string };
  Querystring: Readonly<Record<string, unknown>>;
}
type PageRequest = FastifyRequest<Place>;

/** Podcasts as pages that need no script, the same as data, and what other sites embed. */
export function registerPagesRoutes(app: App, dependencies: ServerDependencies): void {
  const { config, database, objectStore } = dependencies;
  const sources: PageSources = { config, database, readPeaks: createPeaksReader(objectStore), readOpening: createOpeningReader(database) };
  registerPages(app, sources);
  registerPageData(app, sources);
  registerEmbeds(app, sources);
}

/** A page that many ask for at the same time is made once; an edit shows after this long on every server. */
const PAGE_TTL_MS = 1_000;
const PAGES_REMEMBERED = 200;

function registerPages(app: App, sources: PageSources): void {
  const render = createPageRenderer(sources.config);
  const page = (url: string, load: (wish: PageWish) => Promise<PageData>) => {
    const make = rememberBriefly(async (wish: string) => makePage(await load(JSON.parse(wish) as PageWish), render), {
      ttlMs: PAGE_TTL_MS,
      maxEntries: PAGES_REMEMBERED,
    });
    app.get<Place>(url, PAGE, async (request, reply) => {
      const made = await makeOrMiss(pathOf(request), render, () => make(JSON.stringify(readWish(request))));
      // A show that was renamed, or another spelling of the address: there is one page.
      const { page: data } = made ?? {};
      if (data && data.kind !== 'missing' && data.path !== pathOf(request)) return reply.redirect(data.path + searchOf(request), 301);
      return sendPage(made, request, reply);
    });
  };
  page('/podcasts', (wish) => loadPodcasts(sources, wish));
  page('/podcasts/:slug', (wish) => loadShow(sources, wish.slug, wish));
  page('/podcasts/:slug/:episodeSlug', (wish) => loadEpisode(sources, wish.slug, wish.episodeSlug));
}

/** All of an address that makes one page differ from another. */
interface PageWish {
  readonly slug: string;
  readonly episodeSlug: string;
  readonly page?: number;
  readonly season?: number;
}

function readWish({ params, query }: PageRequest): PageWish {
  const [page, season] = [readNumber(query['page']), readNumber(query['season'])];
  return { slug: params.slug, episodeSlug: params.episodeSlug, ...(page && { page }), ...(season && { season }) };
}

const pathOf = ({ url }: FastifyRequest) => url.split('?', 1)[0] ?? '';
const searchOf = ({ url }: FastifyRequest) => (url.includes('?') ? url.slice(url.indexOf('?')) : '');

/** A page's address is typed and shared by people: what is no number in it leads nowhere, as a page beyond the last does. */
function readNumber(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !/^[1-9]\d{0,8}$/.test(value)) throw new AppError('not_found');
  return Number(value);
}

/** What the pages say, for the web app when it moves on without loading a page anew. */
function registerPageData(app: App, sources: PageSources): void {
  const slug = Type.Object({ slug: Type.String() });
  const episode = Type.Object({ slug: Type.String(), episodeSlug: Type.String() });
  app.get(
    '/api/pages/podcasts',
    { config: DATA, schema: { tags, summary: 'The page of all public shows', querystring: PageQuery, response: { 200: PodcastsPage } } },
    async (request) => loadPodcasts(sources, request.query),
  );
  app.get(
    '/api/pages/podcasts/:slug',
    {
      config: DATA,
      schema: { tags, summary: "A show's page", params: slug, querystring: ShowPageQuery, response: { 200: ShowEpisodesPage } },
    },
    async (request) => loadShow(sources, request.params.slug, request.query),
  );
  app.get(
    '/api/pages/podcasts/:slug/:episodeSlug',
    { config: DATA, schema: { tags, summary: "An episode's page", params: episode, response: { 200: EpisodePageData } } },
    async (request) => loadEpisode(sources, request.params.slug, request.params.episodeSlug),
  );
}

/** Small players for other sites' pages, and how those learn of them (https://oembed.com). */
function registerEmbeds(app: App, sources: PageSources): void {
  const render = createPageRenderer(sources.config);
  const policy = renderContentSecurityPolicy({ ...planContentSecurityPolicy(sources.config), 'frame-ancestors': ['*'] });
  const embed = (url: string, load: (id: string) => Promise<PageData>) =>
    app.get<Place>(url, PAGE, async (request, reply: FastifyReply) => {
      reply.header('content-security-policy', policy).header('x-robots-tag', 'noindex');
      const made = await makeOrMiss(pathOf(request), render, async () => makePage(await load(request.params.id), render));
      return sendPage(made, request, reply);
    });
  embed('/embed/episodes/:id', async (id) => ({ ...(await loadEpisodeById(sources, id)), kind: 'embed-episode' }));
  embed('/embed/:id', (id) => loadFilm(sources, id));

  app.get(
    '/oembed',
    {
      config: DATA,
      schema: { hide: true, querystring: OembedQuery, response: { 200: Oembed } },
    },
    async (request, reply) => {
      const { format = 'json' } = request.query;
      if (format !== 'json') throw new AppError('format_unknown');
      reply.header('cache-control', 'public, max-age=60');
      return describeOembed(sources, request.query);
    },
  );
}
