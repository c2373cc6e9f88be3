import { LoaderCircle, Pause, Play, RotateCcw, RotateCw } from 'lucide-preact';
import { useEffect } from 'preact/hooks';
import { Icon } from '../components/icon.tsx';
import { formatClock } from '../words/format-time.ts';
import { DeckTools } from './deck-tools.tsx';
import { findByTime } from './find-by-time.ts';
import { setInSight, takeStage } from './now-playing.ts';
import { BACK_SECONDS, FORWARD_SECONDS, seekBy, togglePlay } from './seek.ts';
import type { Track } from './track.ts';
import { useAudioKeys } from './use-audio-keys.ts';
import { useAudioState } from './use-audio-state.ts';
import { Waveform } from './waveform.tsx';

interface AudioDeckProps {
  readonly host: HTMLElement;
  readonly audio: HTMLAudioElement;
  readonly track: Track;
}

/** Everything inside <rostrum-audio>: the waveform, where we are in it, and the controls. */
export function AudioDeck({ host, audio, track }: AudioDeckProps) {
  const state = useAudioState(audio);
  const duration = state.duration || track.durationSeconds;
  const chapter = track.chapters[findByTime(track.chapters, state.currentTime)];
  useStage(audio, track);
  useSight(host, audio);
  useAudioKeys(host, audio);
  return (
    <section class="deck" aria-label={`Player, ${track.title}`}>
      <Waveform audio={audio} peaks={track.peaks} chapters={track.chapters} currentTime={state.currentTime} duration={duration} />
      <p class="deck-line">
        <span>{formatClock(state.currentTime)}</span>
        <span class="deck-chapter">{state.hasFailed ? 'The sound does not come through. Press play to try again.' : chapter?.title}</span>
        <span>{formatClock(duration)}</span>
      </p>
      <div class="deck-bar">
        <div class="deck-main">
          <SkipButton audio={audio} seconds={-BACK_SECONDS} />
          <button type="button" class="deck-play" aria-label={state.isPaused ? 'Play' : 'Pause'} onClick={() => toggle(audio)}>
            {state.isWaiting ? (
              <span class="spin">
                <Icon of={LoaderCircle} size={26} />
              </span>
            ) : (
              <Icon of={state.isPaused ? Play : Pause} size={26} filled />
            )}
          </button>
          <SkipButton audio={audio} seconds={FORWARD_SECONDS} />
        </div>
        <DeckTools audio={audio} track={track} state={state} chapterEndSeconds={endOf(track, chapter, duration)} />
      </div>
    </section>
  );
}

/** After a fault the element has to begin anew, at the place where it was. */
function toggle(audio: HTMLAudioElement): void {
  if (audio.error) {
    const seconds = audio.currentTime;
    audio.load();
    audio.currentTime = seconds;
  }
  togglePlay(audio);
}

function SkipButton({ audio, seconds }: { readonly audio: HTMLAudioElement; readonly seconds: number }) {
  const amount = Math.abs(seconds);
  return (
    <button
      type="button"
      class="bar-button skip"
      aria-label={seconds < 0 ? `${amount} seconds back` : `${amount} seconds on`}
      onClick={() => seekBy(audio, seconds)}
    >
      <Icon of={seconds < 0 ? RotateCcw : RotateCw} size={28} />
      <b>{amount}</b>
    </button>
  );
}

function endOf(track: Track, chapter: Track['chapters'][number] | undefined, duration: number): number {
  if (!chapter) return duration;
  return chapter.endSeconds ?? track.chapters.find(({ startSeconds }) => startSeconds > chapter.startSeconds)?.startSeconds ?? duration;
}

/** Whoever begins to play has the stage. */
function useStage(audio: HTMLAudioElement, track: Track): void {
  useEffect(() => {
    const take = () => takeStage(track, audio);
    if (!audio.paused) take();
    audio.addEventListener('play', take);
    return () => audio.removeEventListener('play', take);
  }, [audio, track]);
}

/** The bar at the foot of the page steps in as soon as this player is out of sight. */
function useSight(host: HTMLElement, audio: HTMLAudioElement): void {
  useEffect(() => {
    const tell = (isInSight: boolean) => setInSight(audio, isInSight);
    let isInSight = true;
    const observer = new IntersectionObserver(([entry]) => {
      isInSight = entry?.isIntersecting ?? false;
      tell(isInSight);
    });
    observer.observe(host);
    const tellAgain = () => tell(isInSight);
    audio.addEventListener('play', tellAgain);
    return () => {
      observer.disconnect();
      audio.removeEventListener('play', tellAgain);
    };
  }, [host, audio]);
}
