import { AppError } from '../../core/errors.ts';
import type { ServerDependencies } from '../app.ts';
import { playbackUrls } from '../playback/playback-links.ts';
import { describeEpisodeCard, describeShowCard, HERE } from './describe-cards.ts';
import { describeEpisode, orderTranscripts } from './describe-episode-page.ts';
import { describeShowDetails } from './describe-show-page.ts';
import {
  countPageEpisodes,
  countPageShows,
  type FilmRow,
  findEpisodePlace,
  findFilm,
  findPageEpisode,
  findPageShow,
  hasEnclosure,
  listPageEpisodes,
  listPageShows,
  type PageShowRow,
} from './pages-queries.ts';
import type { EmbeddedFilm, EpisodePageData, PodcastsPage, ShowEpisodesPage } from './pages-schemas.ts';
import type { ReadOpening } from './read-opening-cues.ts';
import type { ReadPeaks } from './read-peaks.ts';

export interface PageSources extends Pick<ServerDependencies, 'config' | 'database'> {
  readonly readPeaks: ReadPeaks;
  readonly readOpening: ReadOpening;
}

const SHOWS_PER_PAGE = 48;
const EPISODES_PER_PAGE = 30;

/** All public shows, those with news first. */
export async function loadPodcasts({ database }: PageSources, { page = 1 }: { readonly page?: number }): Promise<PodcastsPage> {
  const now = new Date();
  const count = await countPageShows(database);
  const paging = planPaging(page, count, SHOWS_PER_PAGE);
  const shows = await listPageShows(database, paging.slice, now);
  return { kind: 'podcasts', path: '/podcasts', shows: shows.map(describeShowCard), paging: paging.paging };
}

export interface ShowPageWish {
  readonly page?: number;
  readonly season?: number;
}

/** @throws AppError `not_found`, `show_gone` */
export async function loadShow({ config, database }: PageSources, slug: string, wish: ShowPageWish): Promise<ShowEpisodesPage> {
  const now = new Date();
  const show = await findPublicShow(database, slug);
  const counts = await countPageEpisodes(database, show, now);
  const season = wish.season ?? null;
  const all = counts.reduce((sum, { episodes }) => sum + episodes, 0);
  const listed = season === null ? all : (counts.find((count) => count.season === season)?.episodes ?? 0);
  const { paging, slice } = planPaging(wish.page ?? 1, listed, EPISODES_PER_PAGE);
  const rows = await listPageEpisodes(database, show, { ...slice, season }, now);
  return {
    kind: 'show',
    path: describeShowCard(show).path,
    show: describeShowDetails(config.publicUrl, show, all),
    seasons: counts.flatMap((count) => (count.season === null ? [] : [{ number: count.season, name: count.name }])),
    season,
    episodes: rows.map((row) => describeEpisodeCard(show, row)),
    paging,
  };
}

/** @throws AppError `not_found`, `show_gone`, `episode_gone` */
export async function loadEpisode(sources: PageSources, slug: string, episodeSlug: string): Promise<EpisodePageData> {
  const { config, database, readPeaks, readOpening } = sources;
  const show = await findPublicShow(database, slug);
  const row = await findPageEpisode(database, show.id, episodeSlug, new Date());
  if (row?.deletedAt) throw new AppError('episode_gone');
  if (!row || !hasEnclosure(show, row)) throw new AppError('not_found');
  const peaks = row.peaksKey === null ? [] : await readPeaks(row.peaksKey);
  const [transcript] = orderTranscripts(show.language, row.transcripts);
  const opening = transcript ? await readOpening(row.id, transcript) : null;
  const episode = describeEpisode(config, show, row, { peaks, opening });
  return { kind: 'episode', path: episode.path, show: describeShowCard(show), episode };
}

/** The page of an episode that is known by its id, as others embed it. */
export async function loadEpisodeById(sources: PageSources, episodeId: string): Promise<EpisodePageData> {
  const place = await findEpisodePlace(sources.database, episodeId);
  if (!place) throw new AppError('not_found');
  return loadEpisode(sources, place.show, place.episode);
}

/** A film as others embed it: whoever has the address of a public or unlisted one may. */
export async function loadFilm({ config, database }: PageSources, videoId: string): Promise<EmbeddedFilm> {
  const now = new Date();
  const film = await findFilm(database, videoId);
  if (!film?.asset || !mayEmbed(film, now)) throw new AppError('not_found');
  const { asset, channel } = film;
  const isPublic = film.visibility === 'PUBLIC';
  const linked = { assetId: asset.id, isPublic, version: asset.version, hasPoster: asset.posterKey !== null };
  return {
    kind: 'film',
    path: `/watch/${film.id}`,
    title: film.title,
    author: channel?.title ?? null,
    ...playbackUrls({ ...config, publicUrl: HERE }, linked, now),
    durationSeconds: asset.durationSeconds,
    isGrowing: asset.state === 'PLAYABLE',
  };
}

function mayEmbed({ visibility, publishAt, asset }: FilmRow, now: Date): boolean {
  const isVisible = (visibility === 'PUBLIC' || visibility === 'UNLISTED') && (publishAt === null || publishAt <= now);
  return isVisible && (asset?.state === 'PLAYABLE' || asset?.state === 'READY');
}

async function findPublicShow(database: PageSources['database'], slug: string): Promise<PageShowRow> {
  const show = await findPageShow(database, slug);
  if (!show) throw new AppError('not_found');
  if (show.deletedAt) throw new AppError('show_gone');
  return show;
}

/** A page beyond the last one is nowhere; the first one is always there. */
function planPaging(page: number, count: number, perPage: number) {
  const pageCount = Math.max(1, Math.ceil(count / perPage));
  if (page > pageCount) throw new AppError('not_found');
  return { paging: { page, pageCount }, slice: { limit: perPage, offset: (page - 1) * perPage } };
}
