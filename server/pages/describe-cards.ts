import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import { renderPlainNotes } from '../../core/podcasts/render-notes.ts';
import { describeArtwork } from '../podcasts/describe-artwork.ts';
import type { PageEpisodeRow, PageShowRow } from './pages-queries.ts';
import type { EpisodeCard, ShowCard } from './pages-schemas.ts';

/** Pages name everything from the root of the site they came from, whatever name that was opened under. */
export const HERE = '';

const SUMMARY_LENGTH = 280;

export function describeShowCard(show: PageShowRow): ShowCard {
  const { id, slug, title, author, language } = show;
  return {
    ...{ slug, title, author, language },
    path: podcastUrls.showPage(HERE, slug),
    feed: podcastUrls.feed(HERE, slug),
    artwork: describeArtwork(HERE, id, show.artwork),
  };
}

export function describeEpisodeCard(show: PageShowRow, episode: PageEpisodeRow): EpisodeCard {
  const { id, title, type, season, number, details } = episode;
  return {
    ...{ id, title, type, season },
    path: podcastUrls.episodePage(HERE, show.slug, episode.slug),
    summary: shorten(renderPlainNotes(episode.description), SUMMARY_LENGTH),
    date: episode.publishedAt.toISOString(),
    durationSeconds: episode.durationSeconds,
    seasonName: details.seasonName ?? null,
    label: details.episodeDisplay ?? (number === null ? null : String(number)),
    isExplicit: episode.explicit ?? show.explicit,
    hasFilm: episode.hasFilm,
  };
}

/** Cuts between words, and says so by an ellipsis. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length - 1);
  const wordsEnd = cut.lastIndexOf(' ');
  // A cut in the middle of a surrogate pair would leave half a character.
  return `${(wordsEnd > length / 2 ? cut.slice(0, wordsEnd) : cut.replace(/[\uD800-\uDBFF]$/, '')).trimEnd()}…`;
}
