import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatClock } from '../words/format-time.ts';
import { findByTime } from './find-by-time.ts';
import { fitBars } from './fit-bars.ts';
import { seekTo } from './seek.ts';
import type { Chapter } from './track.ts';

interface WaveformProps {
  readonly audio: HTMLAudioElement;
  readonly peaks: readonly number[];
  readonly chapters: readonly Chapter[];
  readonly currentTime: number;
  readonly duration: number;
}

/** A bar and the gap after it, in pixels. */
const BAR_PITCH = 4;
const FEWEST_BARS = 24;
const STEP_SECONDS = 5;
const LEAP_SECONDS = 60;

/** The seek bar: the sound's outline, coloured as far as it was heard, with a notch at each chapter (WAI-ARIA slider). */
export function Waveform({ audio, peaks, chapters, currentTime, duration }: WaveformProps) {
  const box = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const bars = useBars(box, peaks);
  const outline = useMemo(() => drawOutline(bars), [bars]);
  const played = duration > 0 ? Math.min(1, currentTime / duration) : 0;
  const timeAt = (event: PointerEvent) => shareAt(box.current, event.clientX) * duration;

  const drag = (event: PointerEvent) => {
    setPointed(timeAt(event));
    if (event.buttons === 1 && duration > 0) seekTo(audio, timeAt(event));
  };
  const press = (event: PointerEvent) => {
    if (event.button !== 0) return;
    box.current?.setPointerCapture(event.pointerId);
    drag(event);
  };
  const step = (event: KeyboardEvent) => {
    // The element's own time: keys that repeat come faster than renderings.
    const target = targetOf(event, audio.currentTime, duration);
    if (target === null) return;
    event.preventDefault();
    seekTo(audio, target);
  };
  const chapter = chapters[findByTime(chapters, currentTime)];
  return (
    <div
      ref={box}
      class="wave"
      role="slider"
      tabIndex={0}
      aria-label="Position"
      aria-valuemin={0}
      aria-valuemax={Math.round(duration)}
      aria-valuenow={Math.round(currentTime)}
      aria-valuetext={[`${formatClock(currentTime)} of ${formatClock(duration)}`, chapter?.title].filter(Boolean).join(', ')}
      onKeyDown={step}
      onPointerDown={press}
      onPointerMove={drag}
      onPointerLeave={() => setPointed(null)}
    >
      <svg class="wave-all" viewBox={`0 0 ${bars.length} 100`} preserveAspectRatio="none" aria-hidden="true">
        <path d={outline} />
      </svg>
      <span class="wave-played" style={{ clipPath: `inset(0 ${(1 - played) * 100}% 0 0)` }}>
        <svg viewBox={`0 0 ${bars.length} 100`} preserveAspectRatio="none" aria-hidden="true">
          <path d={outline} />
        </svg>
      </span>
      {duration > 0 && chapters.map(({ startSeconds }) => startSeconds > 0 && <Notch key={startSeconds} share={startSeconds / duration} />)}
      {played > 0 && <span class="wave-head" style={{ left: `${played * 100}%` }} />}
      {pointed !== null && duration > 0 && <PointedTime seconds={pointed} share={pointed / duration} chapters={chapters} />}
    </div>
  );
}

const Notch = ({ share }: { readonly share: number }) => <span class="wave-notch" style={{ left: `${share * 100}%` }} />;

function PointedTime({
  seconds,
  share,
  chapters,
}: {
  readonly seconds: number;
  readonly share: number;
  readonly chapters: readonly Chapter[];
}) {
  const chapter = chapters[findByTime(chapters, seconds)];
  return (
    <span class="wave-card" style={{ left: `${Math.min(92, Math.max(8, share * 100))}%` }} aria-hidden="true">
      {chapter && <span class="wave-card-title">{chapter.title}</span>}
      {formatClock(seconds)}
    </span>
  );
}

function targetOf({ key, ctrlKey, metaKey, altKey }: KeyboardEvent, currentTime: number, duration: number): number | null {
  if (ctrlKey || metaKey || altKey) return null;
  const targets: Readonly<Record<string, number>> = {
    ArrowLeft: currentTime - STEP_SECONDS,
    ArrowDown: currentTime - STEP_SECONDS,
    ArrowRight: currentTime + STEP_SECONDS,
    ArrowUp: currentTime + STEP_SECONDS,
    PageDown: currentTime - LEAP_SECONDS,
    PageUp: currentTime + LEAP_SECONDS,
    Home: 0,
    End: duration,
  };
  return targets[key] ?? null;
}

function shareAt(box: HTMLElement | null, clientX: number): number {
  const rect = box?.getBoundingClientRect();
  return rect && rect.width > 0 ? Math.min(1, Math.max(0, (clientX - rect.left) / rect.width)) : 0;
}

/** As many bars as there is room for; without a waveform they are all low. */
function useBars(box: { readonly current: HTMLElement | null }, peaks: readonly number[]): readonly number[] {
  const [count, setCount] = useState(FEWEST_BARS);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setCount(Math.max(FEWEST_BARS, Math.floor(entry.contentRect.width / BAR_PITCH)));
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box]);
  return useMemo(() => fitBars(peaks, count), [peaks, count]);
}

const LOWEST_BAR = 5;

/** One upright stroke a bar, in a box of one unit a bar and 100 in height. */
function drawOutline(bars: readonly number[]): string {
  return bars
    .map((peak, index) => {
      const half = Math.max(LOWEST_BAR, peak * 0.94) / 2;
      return `M${index + 0.5} ${(50 - half).toFixed(1)}v${(2 * half).toFixed(1)}`;
    })
    .join('');
}
