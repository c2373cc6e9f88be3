import type { EpisodeCard } from '../../server/pages/pages-schemas.ts';
import { EpisodeFacts } from './episode-facts.tsx';

interface EpisodeListProps {
  readonly episodes: readonly EpisodeCard[];
  readonly language: string;
  readonly hasSeasons: boolean;
}

/** A show's episodes, each a line of facts, its title and its first words. */
export function EpisodeList({ episodes, language, hasSeasons }: EpisodeListProps) {
  return (
    <ol class="episodes">
      {episodes.map((episode) => (
        <li key={episode.id}>
          <article class="episode">
            <EpisodeFacts episode={episode} hasSeason={hasSeasons} />
            <h3 class="episode-title" lang={language} dir="auto">
              <a href={episode.path}>{episode.title}</a>
            </h3>
            {episode.summary && (
              <p class="episode-summary quiet" lang={language} dir="auto">
                {episode.summary}
              </p>
            )}
          </article>
        </li>
      ))}
    </ol>
  );
}
