/** When the sound should stop by itself: after a while, or at the end of a chapter or of the episode. */
export type SleepChoice =
  | { readonly kind: 'off' }
  | { readonly kind: 'minutes'; readonly minutes: number }
  | { readonly kind: 'chapter' | 'episode' };

export interface SleepTimer {
  readonly choice: SleepChoice;
  /** Seconds to go, at the speed of the clock; null where it is not the clock that ends it. */
  readonly secondsLeft: number | null;
}

interface Sleeper {
  readonly choice: SleepChoice;
  readonly audio: HTMLAudioElement;
  readonly endsAtMs: number;
  /** Where in the sound it ends. */
  readonly endsAtSeconds: number;
}

const TICK_MS = 500;
const SHORTEST_TICK_MS = 20;
/** Timers may be late; a moment that was heard too much is taken back. */
const LATE_SECONDS = 2;
let sleeper: Sleeper | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

export function readSleepTimer(): SleepTimer {
  if (!sleeper) return { choice: { kind: 'off' }, secondsLeft: null };
  const secondsLeft = Number.isFinite(sleeper.endsAtMs) ? Math.max(0, Math.ceil((sleeper.endsAtMs - Date.now()) / 1000)) : null;
  return { choice: sleeper.choice, secondsLeft };
}

/** @returns a function that stops telling */
export function followSleepTimer(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** @param chapterEndSeconds where the chapter ends that is on now */
export function setSleepTimer(audio: HTMLAudioElement, choice: SleepChoice, chapterEndSeconds: number): void {
  clearTimeout(timer);
  sleeper =
    choice.kind === 'off'
      ? null
      : {
          choice,
          audio,
          endsAtMs: choice.kind === 'minutes' ? Date.now() + choice.minutes * 60_000 : Number.POSITIVE_INFINITY,
          endsAtSeconds: choice.kind === 'chapter' ? chapterEndSeconds : Number.POSITIVE_INFINITY,
        };
  if (sleeper) timer = setTimeout(check, nextTickMs(sleeper));
  tell();
}

function check(): void {
  if (!sleeper) return;
  const { audio, endsAtMs, endsAtSeconds } = sleeper;
  if (Date.now() >= endsAtMs || audio.currentTime >= endsAtSeconds || audio.ended) {
    audio.pause();
    if (audio.currentTime > endsAtSeconds && audio.currentTime < endsAtSeconds + LATE_SECONDS) audio.currentTime = endsAtSeconds;
    setSleepTimer(audio, { kind: 'off' }, 0);
    return;
  }
  timer = setTimeout(check, nextTickMs(sleeper));
  tell();
}

/** As often as the clock is shown; close to the end of a chapter, right at that end. */
function nextTickMs({ audio, endsAtSeconds }: Sleeper): number {
  const leftMs = (1000 * (endsAtSeconds - audio.currentTime)) / audio.playbackRate;
  return !audio.paused && leftMs < TICK_MS ? Math.max(SHORTEST_TICK_MS, leftMs) : TICK_MS;
}

function tell(): void {
  for (const listener of listeners) listener();
}
