import type { Video } from '../../server/catalog/videos-schemas.ts';
import { readPosition } from '../playback/resume-position.ts';
import { formatAge, formatDuration } from '../words/format-time.ts';
import { nameVisibility } from '../words/name-visibility.ts';
import { Poster } from './poster.tsx';

/** One film in a grid: still, length, title in two lines, channel and age. */
export function VideoCard({ video }: { readonly video: Video }) {
  const visibility = nameVisibility(video.visibility);
  return (
    <article class="card">
      <a class="card-link" href={`/watch/${video.id}`}>
        <span class="card-frame">
          <Poster video={video} />
          <CardState video={video} />
          <WatchedBar videoId={video.id} />
        </span>
        <h3 class="card-title">{video.title}</h3>
      </a>
      <p class="card-line">
        {video.channel && (
          <a class="card-channel" href={`/channels/${video.channel.handle}`}>
            {video.channel.title}
          </a>
        )}
        <time dateTime={video.createdAt}>{formatAge(video.createdAt)}</time>
        {visibility && <span class="tag">{visibility}</span>}
      </p>
    </article>
  );
}

function CardState({ video }: { readonly video: Video }) {
  if (video.assetState === 'FAILED') return <span class="pill">Failed</span>;
  if (video.assetState === 'PROCESSING') return <span class="pill">Encoding</span>;
  if (video.durationSeconds === null) return null;
  return (
    <span class="pill numbers">
      <span class="for-readers">Length </span>
      {formatDuration(video.durationSeconds)}
    </span>
  );
}

function WatchedBar({ videoId }: { readonly videoId: string }) {
  const position = readPosition(localStorage, videoId);
  if (!position) return null;
  return <progress class="watched" aria-label="Watched" max={position.durationSeconds} value={position.seconds} />;
}

/** The card's place while its film is on the way. */
export function VideoCardSkeleton() {
  return (
    <div class="card" aria-hidden="true">
      <span class="card-frame skeleton" />
      <span class="card-title skeleton-lines">
        <span class="skeleton" />
        <span class="skeleton" />
      </span>
    </div>
  );
}
