import { Check, Link2, Moon, Volume1, Volume2, VolumeX } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { Icon } from '../components/icon.tsx';
import { type Choice, ChoiceMenu } from '../playback/choice-menu.tsx';
import { formatClock } from '../words/format-time.ts';
import { LISTENING_SPEEDS, saveListeningSpeed } from './listening-speed.ts';
import { localStorageOrNothing } from './now-playing.ts';
import { type SleepChoice, setSleepTimer } from './sleep-timer.ts';
import { formatTimeFragment } from './time-fragment.ts';
import type { Track } from './track.ts';
import type { AudioState } from './use-audio-state.ts';
import { useSleepTimer } from './use-sleep-timer.ts';

interface DeckToolsProps {
  readonly audio: HTMLAudioElement;
  readonly track: Track;
  readonly state: AudioState;
  readonly chapterEndSeconds: number;
}

const ignore = () => undefined;

/** Speed, sleep timer, volume, and a link to this very moment. */
export function DeckTools({ audio, track, state, chapterEndSeconds }: DeckToolsProps) {
  return (
    <div class="deck-tools">
      <SpeedMenu audio={audio} rate={state.playbackRate} />
      <SleepMenu audio={audio} hasChapters={track.chapters.length > 0} chapterEndSeconds={chapterEndSeconds} />
      <Volume audio={audio} volume={state.isMuted ? 0 : state.volume} />
      {track.path && <ShareButton path={track.path} seconds={state.currentTime} />}
    </div>
  );
}

function SpeedMenu({ audio, rate }: { readonly audio: HTMLAudioElement; readonly rate: number }) {
  const choices = LISTENING_SPEEDS.map((speed) => ({ value: speed, label: speed === 1 ? 'Normal' : `${speed}×` }));
  const choose = (speed: number) => {
    audio.playbackRate = speed;
    saveListeningSpeed(localStorageOrNothing(), speed);
  };
  return (
    <ChoiceMenu label={`Speed, ${rate} times`} choices={choices} value={rate} onChoose={choose} onOpenChange={ignore}>
      <span class="choice-face">{rate}×</span>
    </ChoiceMenu>
  );
}

/** A menu's values are numbers: minutes, and these. */
const OFF = 0;
const CHAPTER = -1;
const EPISODE = -2;
const MINUTES = [5, 15, 30, 60];

const toChoice = (value: number): SleepChoice => {
  if (value === OFF) return { kind: 'off' };
  if (value === CHAPTER) return { kind: 'chapter' };
  return value === EPISODE ? { kind: 'episode' } : { kind: 'minutes', minutes: value };
};
const toValue = (choice: SleepChoice): number =>
  choice.kind === 'minutes' ? choice.minutes : { off: OFF, chapter: CHAPTER, episode: EPISODE }[choice.kind];

interface SleepMenuProps {
  readonly audio: HTMLAudioElement;
  readonly hasChapters: boolean;
  readonly chapterEndSeconds: number;
}

function SleepMenu({ audio, hasChapters, chapterEndSeconds }: SleepMenuProps) {
  const { choice, secondsLeft } = useSleepTimer();
  const choices: Choice[] = [
    { value: OFF, label: 'Off' },
    ...MINUTES.map((minutes) => ({ value: minutes, label: `${minutes} minutes` })),
    ...(hasChapters ? [{ value: CHAPTER, label: 'End of chapter' }] : []),
    { value: EPISODE, label: 'End of episode' },
  ];
  const words =
    secondsLeft !== null ? formatClock(secondsLeft) : { off: '', minutes: '', chapter: 'Chapter', episode: 'Episode' }[choice.kind];
  return (
    <ChoiceMenu
      label={words ? `Sleep timer, ${words}` : 'Sleep timer, off'}
      choices={choices}
      value={toValue(choice)}
      onChoose={(value) => setSleepTimer(audio, toChoice(value), chapterEndSeconds)}
      onOpenChange={ignore}
    >
      <Icon of={Moon} />
      {words && <span class="choice-face">{words}</span>}
    </ChoiceMenu>
  );
}

function Volume({ audio, volume }: { readonly audio: HTMLAudioElement; readonly volume: number }) {
  const change = (event: { readonly currentTarget: HTMLInputElement }) => {
    audio.volume = Number(event.currentTarget.value);
    audio.muted = false;
  };
  const toggle = () => {
    if (volume > 0) audio.muted = true;
    else {
      audio.muted = false;
      if (audio.volume === 0) audio.volume = 1;
    }
  };
  return (
    <span class="volume">
      <button type="button" class="bar-button" aria-label={volume > 0 ? 'Sound off' : 'Sound on'} onClick={toggle}>
        <Icon of={volume === 0 ? VolumeX : volume < 0.5 ? Volume1 : Volume2} />
      </button>
      {/* Its arrows are its own: they must not seek as well. */}
      <input
        class="volume-range"
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={volume}
        aria-label="Volume"
        onInput={change}
        onKeyDown={(event) => event.stopPropagation()}
      />
    </span>
  );
}

const COPIED_MS = 2000;

function ShareButton({ path, seconds }: { readonly path: string; readonly seconds: number }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    const address = new URL(path, location.href).href + (seconds >= 1 ? formatTimeFragment(Math.floor(seconds)) : '');
    await navigator.clipboard.writeText(address);
    setCopied(true);
    setTimeout(() => setCopied(false), COPIED_MS);
  };
  const label = seconds >= 1 ? `Copy a link to ${formatClock(seconds)}` : 'Copy a link';
  return (
    <button type="button" class="bar-button share" aria-label={isCopied ? 'Link copied' : label} onClick={() => void copy().catch(ignore)}>
      <Icon of={isCopied ? Check : Link2} />
      <span class="choice-face" aria-live="polite">
        {isCopied ? 'Copied' : ''}
      </span>
    </button>
  );
}
