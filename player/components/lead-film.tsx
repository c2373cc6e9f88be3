import { Play } from 'lucide-preact';
import type { Video } from '../../server/catalog/videos-schemas.ts';
import { formatAge, formatDuration } from '../words/format-time.ts';
import { Icon } from './icon.tsx';
import { Poster } from './poster.tsx';

/** The film that opens the front page, large, its title set over the graded still. */
export function LeadFilm({ video }: { readonly video: Video }) {
  const meta = [
    video.channel?.title,
    video.durationSeconds === null ? null : formatDuration(video.durationSeconds),
    formatAge(video.createdAt),
  ].filter(Boolean);
  return (
    <article class="lead">
      <Poster video={video} isFirst />
      <a class="lead-link" href={`/watch/${video.id}`}>
        <span class="lead-words">
          <h1 class="lead-title">{video.title}</h1>
          {video.description && <span class="lead-description">{video.description}</span>}
          <span class="lead-foot">
            <span class="button button-primary">
              <Icon of={Play} size={18} filled />
              Watch
            </span>
            <span class="lead-meta numbers">{meta.join('  ·  ')}</span>
          </span>
        </span>
      </a>
    </article>
  );
}

export function LeadFilmSkeleton() {
  return <div class="lead skeleton" aria-hidden="true" />;
}
