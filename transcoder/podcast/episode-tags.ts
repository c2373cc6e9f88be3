import { cleanText } from '../../core/podcasts/clean-text.ts';
import { renderPlainNotes } from '../../core/podcasts/render-notes.ts';
import { nameLanguage } from './name-language.ts';

/** What a file says of itself. One line each; null where there is nothing to say. */
export interface EpisodeTags {
  readonly title: string;
  readonly artist: string;
  readonly album: string;
  readonly track: number | null;
  readonly season: number | null;
  readonly date: Date | null;
  readonly comment: string | null;
  /** ISO 639-2, three letters. */
  readonly language: string;
}

export interface TaggedEpisode {
  readonly title: string;
  readonly description: string;
  readonly number: number | null;
  readonly season: number | null;
  readonly publishAt: Date | null;
  readonly pubDate: Date | null;
}

export interface TaggedShow {
  readonly title: string;
  readonly author: string;
  readonly language: string;
}

export const GENRE = 'Podcast';

const LONGEST_LINE = 300;
const LONGEST_COMMENT = 500;
/** Notes may be whole books; what ends up in a comment stands at their beginning. */
const NOTES_READ = 10_000;

/** The tags of an episode's files. Whatever people wrote becomes plain text of one line. */
export function describeEpisode(episode: TaggedEpisode, show: TaggedShow): EpisodeTags {
  const comment = cutLine(renderPlainNotes(cleanText(episode.description.slice(0, NOTES_READ))), LONGEST_COMMENT);
  return {
    title: cutLine(episode.title),
    artist: cutLine(show.author),
    album: cutLine(show.title),
    track: episode.number,
    season: episode.season,
    date: episode.pubDate ?? episode.publishAt,
    comment: comment === '' ? null : comment,
    language: nameLanguage(show.language),
  };
}

/** One line of at most so many UTF-16 units, cut between characters. */
function cutLine(text: string, longest = LONGEST_LINE): string {
  const line = cleanText(text).replace(/\s+/g, ' ').trim();
  // A pair cut in two leaves a half, which cleanText drops.
  return line.length <= longest ? line : `${cleanText(line.slice(0, longest - 1)).trimEnd()}…`;
}
