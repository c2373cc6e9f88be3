import type { EpisodeCard } from '../../server/pages/pages-schemas.ts';
import { formatDate, formatDuration } from '../words/format-time.ts';

interface EpisodeFactsProps {
  readonly episode: Pick<EpisodeCard, 'date' | 'durationSeconds' | 'type' | 'season' | 'seasonName' | 'label' | 'isExplicit' | 'hasFilm'>;
  /** Where the show's seasons are told apart. */
  readonly hasSeason?: boolean;
}

/** An episode's date, number and length in one line. */
export function EpisodeFacts({ episode, hasSeason = true }: EpisodeFactsProps) {
  const { date, durationSeconds, type, isExplicit, hasFilm } = episode;
  const kind = { FULL: null, TRAILER: 'Trailer', BONUS: 'Bonus' }[type];
  const place = namePlace(episode, hasSeason);
  return (
    <p class="facts numbers">
      <time dateTime={date}>{formatDate(date)}</time>
      {place && <span>{place}</span>}
      {durationSeconds !== null && (
        <span>
          <span class="for-readers">Length </span>
          {formatDuration(durationSeconds)}
        </span>
      )}
      {kind && <span class="tag">{kind}</span>}
      {hasFilm && <span class="tag">Film</span>}
      {isExplicit && <span class="tag">Explicit</span>}
    </p>
  );
}

function namePlace({ season, seasonName, label }: EpisodeFactsProps['episode'], hasSeason: boolean): string {
  const seasonWords = hasSeason && season !== null ? (seasonName ?? `Season ${season}`) : null;
  return [seasonWords, label === null ? null : `Episode ${label}`].filter(Boolean).join(', ');
}
