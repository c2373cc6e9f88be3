import {
  Maximize,
  Minimize,
  Pause,
  PictureInPicture2,
  Play,
  RotateCcw,
  RotateCw,
  Settings2,
  Volume1,
  Volume2,
  VolumeX,
} from 'lucide-preact';
import { Icon } from '../components/icon.tsx';
import { formatClock, formatDuration } from '../words/format-time.ts';
import { ChoiceMenu } from './choice-menu.tsx';
import { AUTO_LEVEL } from './hls-engine.ts';
import { SPEEDS } from './key-commands.ts';
import { nameLevel } from './name-level.ts';
import type { EngineState } from './use-engine.ts';
import type { VideoState } from './use-video-state.ts';

interface ControlBarProps {
  readonly video: HTMLVideoElement | null;
  readonly state: VideoState;
  readonly engine: EngineState;
  /** The whole film's length, which a film that is still growing has not reached. */
  readonly totalSeconds: number;
  /** How far the film reaches, 0 to 1. */
  readonly reach: number;
  readonly onMenu: (isOpen: boolean) => void;
}

/** The one bar: seek bar, then play, -10, +10, volume, time; on the right speed, quality, picture-in-picture, full screen. */
export function ControlBar({ video, state, engine, totalSeconds, reach, onMenu }: ControlBarProps) {
  return (
    <div class="deck">
      <SeekBar reach={reach} />
      <div class="bar">
        <media-play-button class="bar-button" notooltip>
          <span slot="play">
            <Icon of={Play} size={22} filled />
          </span>
          <span slot="pause">
            <Icon of={Pause} size={22} filled />
          </span>
        </media-play-button>
        <media-seek-backward-button class="bar-button" seekoffset={10} notooltip>
          <span slot="icon" class="skip">
            <Icon of={RotateCcw} size={24} />
            <b>10</b>
          </span>
        </media-seek-backward-button>
        <media-seek-forward-button class="bar-button" seekoffset={10} notooltip>
          <span slot="icon" class="skip">
            <Icon of={RotateCw} size={24} />
            <b>10</b>
          </span>
        </media-seek-forward-button>
        <Volume />
        <span class="time">
          {formatClock(state.currentTime)}
          <span class="time-total"> / {formatDuration(totalSeconds)}</span>
        </span>
        <span class="bar-space" />
        <SpeedMenu video={video} rate={state.playbackRate} onMenu={onMenu} />
        <QualityMenu engine={engine} onMenu={onMenu} />
        <media-pip-button class="bar-button wide-only" notooltip>
          <span slot="icon">
            <Icon of={PictureInPicture2} />
          </span>
        </media-pip-button>
        <media-fullscreen-button class="bar-button" notooltip>
          <span slot="enter">
            <Icon of={Maximize} />
          </span>
          <span slot="exit">
            <Icon of={Minimize} />
          </span>
        </media-fullscreen-button>
      </div>
    </div>
  );
}

/** The seek bar is as long as the film will be; what is not there yet stays faint, and a mark shows how far it reaches. */
function SeekBar({ reach }: { readonly reach: number }) {
  return (
    <div class="seek">
      <span class="seek-whole" />
      <span class="seek-reach" style={{ width: `${reach * 100}%` }}>
        <media-time-range class="seek-range" />
        {reach < 1 && <span class="seek-mark" />}
      </span>
    </div>
  );
}

function Volume() {
  return (
    <span class="volume">
      <media-mute-button class="bar-button" notooltip>
        <span slot="off">
          <Icon of={VolumeX} />
        </span>
        <span slot="low">
          <Icon of={Volume1} />
        </span>
        <span slot="medium">
          <Icon of={Volume1} />
        </span>
        <span slot="high">
          <Icon of={Volume2} />
        </span>
      </media-mute-button>
      <media-volume-range class="volume-range" />
    </span>
  );
}

interface SpeedMenuProps {
  readonly video: HTMLVideoElement | null;
  readonly rate: number;
  readonly onMenu: (isOpen: boolean) => void;
}

function SpeedMenu({ video, rate, onMenu }: SpeedMenuProps) {
  const choices = SPEEDS.map((speed) => ({ value: speed, label: speed === 1 ? 'Normal' : `${speed}×` }));
  const choose = (speed: number) => {
    if (video) video.playbackRate = speed;
  };
  return (
    <ChoiceMenu label={`Speed, ${rate} times`} choices={choices} value={rate} onChoose={choose} onOpenChange={onMenu}>
      <span class="choice-face">{rate}×</span>
    </ChoiceMenu>
  );
}

function QualityMenu({ engine, onMenu }: { readonly engine: EngineState; readonly onMenu: (isOpen: boolean) => void }) {
  const { levels, playing, chosen, choose } = engine;
  if (levels.length < 2) return null;
  const playingName = playing ? nameLevel(playing) : '';
  const choices = [
    { value: AUTO_LEVEL, label: 'Auto', ...(playing && { note: playingName }) },
    ...levels
      .toSorted((a, b) => b.height - a.height || b.bandwidthBps - a.bandwidthBps)
      .map((level) => ({ value: level.index, label: nameLevel(level) })),
  ];
  const label = chosen === AUTO_LEVEL ? `Quality, automatic ${playingName}` : `Quality, ${playingName}`;
  return (
    <ChoiceMenu label={label} choices={choices} value={chosen} onChoose={choose} onOpenChange={onMenu}>
      <Icon of={Settings2} />
      <span class="choice-face wide-only">{chosen === AUTO_LEVEL ? 'Auto' : playingName}</span>
    </ChoiceMenu>
  );
}
