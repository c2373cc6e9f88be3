import { Pause, Play, RotateCcw, RotateCw, X } from 'lucide-preact';
import { leaveStage, type NowPlaying } from '../listening/now-playing.ts';
import { BACK_SECONDS, FORWARD_SECONDS, seekBy, seekTo, togglePlay } from '../listening/seek.ts';
import { useAudioState } from '../listening/use-audio-state.ts';
import { useNowPlaying } from '../listening/use-now-playing.ts';
import { formatClock } from '../words/format-time.ts';
import { Artwork } from './artwork.tsx';
import { Icon } from './icon.tsx';

/** What is being listened to, at the foot of every page, wherever its own player is not in sight. */
export function ListenBar() {
  const playing = useNowPlaying();
  return playing && !playing.isInSight ? <Bar key={playing.track.id} playing={playing} /> : null;
}

function Bar({ playing: { track, audio } }: { readonly playing: NowPlaying }) {
  const state = useAudioState(audio);
  const duration = state.duration || track.durationSeconds;
  return (
    <aside class="listen-bar" aria-label="Now playing">
      <input
        class="listen-bar-seek"
        style={{ '--played': `${duration > 0 ? (100 * state.currentTime) / duration : 0}%` }}
        type="range"
        min={0}
        max={Math.max(1, Math.floor(duration))}
        step={1}
        value={Math.floor(state.currentTime)}
        aria-label="Position"
        aria-valuetext={`${formatClock(state.currentTime)} of ${formatClock(duration)}`}
        onInput={(event) => seekTo(audio, Number(event.currentTarget.value))}
      />
      <div class="content listen-bar-row">
        <a class="listen-bar-track" href={track.path ?? '/podcasts'}>
          <Artwork artwork={track.artwork} title={track.show} sizes="44px" />
          <span class="listen-bar-words">
            <span class="listen-bar-title" dir="auto">
              {track.title}
            </span>
            <span class="listen-bar-show" dir="auto">
              {track.show}
            </span>
          </span>
        </a>
        <span class="listen-bar-time numbers">
          {formatClock(state.currentTime)} / {formatClock(duration)}
        </span>
        <span class="listen-bar-buttons">
          <button
            type="button"
            class="icon-button listen-bar-skip"
            aria-label={`${BACK_SECONDS} seconds back`}
            onClick={() => seekBy(audio, -BACK_SECONDS)}
          >
            <Icon of={RotateCcw} />
          </button>
          <button
            type="button"
            class="icon-button listen-bar-play"
            aria-label={state.isPaused ? 'Play' : 'Pause'}
            onClick={() => togglePlay(audio)}
          >
            <Icon of={state.isPaused ? Play : Pause} filled />
          </button>
          <button
            type="button"
            class="icon-button listen-bar-skip"
            aria-label={`${FORWARD_SECONDS} seconds on`}
            onClick={() => seekBy(audio, FORWARD_SECONDS)}
          >
            <Icon of={RotateCw} />
          </button>
          <button type="button" class="icon-button" aria-label="Stop listening" onClick={leaveStage}>
            <Icon of={X} />
          </button>
        </span>
      </div>
    </aside>
  );
}
