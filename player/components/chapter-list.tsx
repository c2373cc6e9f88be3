import { useHydrated } from '../hydration.ts';
import { playFrom } from '../listening/seek.ts';
import { formatTimeFragment } from '../listening/time-fragment.ts';
import type { Chapter } from '../listening/track.ts';
import { useCurrentIndex } from '../listening/use-position.ts';
import { formatClock } from '../words/format-time.ts';

interface ChapterListProps {
  readonly chapters: readonly Chapter[];
  /** The file itself: without scripts its own player begins at a link's time (W3C Media Fragments). */
  readonly src: string | null;
  /** What plays: a press leads it to the chapter. */
  readonly medium: HTMLMediaElement | null;
  readonly language: string;
}

/** An episode's chapters; a press plays from there. */
export function ChapterList({ chapters, src, medium, language }: ChapterListProps) {
  const isHydrated = useHydrated();
  const current = useCurrentIndex(medium, chapters);
  if (chapters.length === 0) return null;
  const go = (seconds: number) => (event: MouseEvent) => {
    if (!medium || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    playFrom(medium, seconds);
  };
  return (
    <section class="chapters" aria-labelledby="chapters">
      <h2 id="chapters" class="part-title">
        Chapters
      </h2>
      <ol>
        {chapters.map(({ startSeconds, title, url }, index) => (
          <li key={startSeconds} class="chapter" aria-current={index === current ? 'true' : undefined}>
            <a class="chapter-link" href={`${isHydrated || !src ? '' : src}${formatTimeFragment(startSeconds)}`} onClick={go(startSeconds)}>
              <span class="chapter-time numbers">{formatClock(startSeconds)}</span>
              <span class="chapter-title" lang={language} dir="auto">
                {title}
              </span>
            </a>
            {url && (
              <a class="link chapter-more" href={url} rel="noopener nofollow">
                More<span class="for-readers"> on {title}</span>
              </a>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
