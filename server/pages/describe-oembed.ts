import { Type } from 'typebox';
import { AppError } from '../../core/errors.ts';
import { loadEpisode, loadFilm, loadShow, type PageSources } from './load-pages.ts';
import { findFilm } from './pages-queries.ts';
import { EMBED_HEIGHT, EMBED_WIDTH, escapeHtml } from './render-head.ts';

/** https://oembed.com, 2: what to put into another site's page for one of our addresses. */
export const OembedQuery = Type.Object({
  url: Type.String({ description: 'The address of an episode, a show or a film here.' }),
  maxwidth: Type.Optional(Type.Integer({ minimum: 1 })),
  maxheight: Type.Optional(Type.Integer({ minimum: 1 })),
  format: Type.Optional(Type.String({ description: 'Only json is spoken.' })),
});
export type OembedQuery = Type.Static<typeof OembedQuery>;

export const Oembed = Type.Object(
  {
    version: Type.Literal('1.0'),
    type: Type.Enum(['rich', 'video']),
    provider_name: Type.String(),
    provider_url: Type.String(),
    title: Type.String(),
    author_name: Type.Optional(Type.String()),
    author_url: Type.Optional(Type.String()),
    thumbnail_url: Type.Optional(Type.String()),
    thumbnail_width: Type.Optional(Type.Integer()),
    thumbnail_height: Type.Optional(Type.Integer()),
    html: Type.String(),
    width: Type.Integer(),
    height: Type.Integer(),
    cache_age: Type.Integer(),
  },
  { $id: 'Oembed' },
);
export type Oembed = Type.Static<typeof Oembed>;

interface Subject {
  readonly type: Oembed['type'];
  readonly title: string;
  readonly author: { readonly name: string; readonly path: string } | null;
  /** Square ones of 600 are artwork; a film's still has no size that we know. */
  readonly thumbnail: { readonly path: string; readonly sizePx: number | null } | null;
  readonly embedPath: string;
  readonly width: number;
  readonly height: number;
}

const CACHE_SECONDS = 3600;
const FILM_WIDTH = 640;

/** @throws AppError `not_found` for addresses that are not ours, not public, or nothing at all */
export async function describeOembed(sources: PageSources, query: OembedQuery): Promise<Oembed> {
  const { publicUrl } = sources.config;
  const subject = await findSubject(sources, readPath(publicUrl, query.url));
  const { width, height } = fitInto(subject, query);
  const { title, author, thumbnail } = subject;
  const size = thumbnail?.sizePx;
  return {
    version: '1.0',
    type: subject.type,
    provider_name: 'Rostrum',
    provider_url: publicUrl,
    title,
    ...(author && { author_name: author.name, author_url: publicUrl + author.path }),
    // All three or none (https://oembed.com, 2.3.4).
    ...(thumbnail && size && { thumbnail_url: publicUrl + thumbnail.path, thumbnail_width: size, thumbnail_height: size }),
    html: renderFrame(publicUrl + subject.embedPath, { title, width, height }),
    width,
    height,
    cache_age: CACHE_SECONDS,
  };
}

function readPath(publicUrl: string, url: string): readonly string[] {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address?.origin !== new URL(publicUrl).origin) throw new AppError('not_found', 'This address is not one of ours.');
  return address.pathname.split('/').filter((part) => part !== '');
}

async function findSubject(sources: PageSources, [place, name = '', episode, ...rest]: readonly string[]): Promise<Subject> {
  if (rest.length === 0 && place === 'podcasts' && name) return findPodcastSubject(sources, name, episode);
  if (place === 'watch' && name && episode === undefined) return findFilmSubject(sources, name);
  throw new AppError('not_found', 'There is nothing to embed at this address.');
}

/** A show is embedded by its newest episode (in a serial one, its first). */
async function findPodcastSubject(sources: PageSources, slug: string, episodeSlug: string | undefined): Promise<Subject> {
  const wanted = episodeSlug ?? (await loadShow(sources, slug, {})).episodes[0]?.path.split('/').at(-1);
  if (wanted === undefined) throw new AppError('not_found', 'This show has no episode yet.');
  const { show, episode } = await loadEpisode(sources, slug, wanted);
  const artwork = episode.artwork ?? show.artwork;
  return {
    type: 'rich',
    title: episode.title,
    author: { name: show.title, path: show.path },
    thumbnail: artwork && { path: artwork.medium.jpg, sizePx: 600 },
    embedPath: `/embed/episodes/${episode.id}`,
    width: EMBED_WIDTH,
    height: episode.film?.isEnclosure ? Math.round((EMBED_WIDTH * 9) / 16) : EMBED_HEIGHT,
  };
}

async function findFilmSubject(sources: PageSources, videoId: string): Promise<Subject> {
  const row = await findFilm(sources.database, videoId);
  if (row?.visibility !== 'PUBLIC') throw new AppError('not_found');
  const film = await loadFilm(sources, videoId);
  const aspect = row.asset?.width && row.asset.height ? row.asset.width / row.asset.height : 16 / 9;
  return {
    type: 'video',
    title: film.title,
    author: row.channel && { name: row.channel.title, path: `/channels/${row.channel.handle}` },
    thumbnail: null,
    embedPath: `/embed/${videoId}`,
    width: FILM_WIDTH,
    height: Math.round(FILM_WIDTH / aspect),
  };
}

/** A film keeps its shape; the audio player gives way in width, and is as high as it is. */
function fitInto(
  { type, width, height }: Subject,
  { maxwidth = width, maxheight = height }: OembedQuery,
): { width: number; height: number } {
  if (type === 'rich') return { width: Math.min(width, maxwidth), height: Math.min(height, maxheight) };
  const scale = Math.min(1, maxwidth / width, maxheight / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function renderFrame(src: string, { title, width, height }: { title: string; width: number; height: number }): string {
  const allow = 'autoplay; fullscreen; picture-in-picture; clipboard-write';
  return `<iframe src="${escapeHtml(src)}" width="${width}" height="${height}" title="${escapeHtml(title)}" frameborder="0" loading="lazy" allow="${allow}" allowfullscreen></iframe>`;
}
