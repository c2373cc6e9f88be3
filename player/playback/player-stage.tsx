import { Play, RotateCw } from 'lucide-preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../components/icon.tsx';
import { ControlBar } from './control-bar.tsx';
import type { PlaybackProblem } from './hls-engine.ts';
import { KeyHelp } from './key-help.tsx';
import { useEngine } from './use-engine.ts';
import { useStageKeys } from './use-stage-keys.ts';
import { useVideoState } from './use-video-state.ts';

export interface PlayerStageProps {
  readonly host: HTMLElement;
  readonly src: string | null;
  readonly poster: string | null;
  readonly label: string;
  /** The whole film's length where it is known beforehand, else 0. */
  readonly totalSeconds: number;
  readonly startSeconds: number;
  readonly isGrowing: boolean;
  readonly startsByItself: boolean;
  /** Nothing is fetched before somebody plays it. */
  readonly waitsForPlay: boolean;
  readonly onVideo: (video: HTMLVideoElement | null) => void;
}

const AT_THE_EDGE_SECONDS = 0.6;

/** Everything inside <rostrum-player>: the picture, the controls over it, and what is said when it cannot play. */
export function PlayerStage(props: PlayerStageProps) {
  const { host, src, poster, label, startSeconds, isGrowing, startsByItself, onVideo } = props;
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const controller = useRef<HTMLElement>(null);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const engine = useEngine(video, { url: useWanted(video, props.waitsForPlay) ? src : null, startSeconds, isGrowing });
  const state = useVideoState(video);
  useStageKeys({ host, video, controller, onHelp: () => setHelpOpen((isOpen) => !isOpen) });
  useEffect(() => onVideo(video), [video, onVideo]);

  const retry = () => {
    // Whoever put us here may have a fresh link; without one we try the old one again.
    const asked = new Event('expired', { cancelable: true });
    const isHandled = engine.problem?.isExpired && !host.dispatchEvent(asked);
    if (!isHandled) engine.retry();
  };

  const totalSeconds = isGrowing ? Math.max(props.totalSeconds, state.duration) : state.duration || props.totalSeconds;
  const reach = isGrowing && totalSeconds > 0 ? Math.min(1, state.duration / totalSeconds) : 1;
  const isAtTheEdge = isGrowing && reach < 1 && state.currentTime > 0 && state.currentTime > state.duration - AT_THE_EDGE_SECONDS;

  return (
    <media-controller
      ref={controller}
      class="controller"
      autohide="2"
      nohotkeys
      noautoseektolive
      noautohide={isMenuOpen || isHelpOpen}
      aria-label={label}
    >
      {/* Caption tracks come with the playlist once films have them. */}
      <video
        slot="media"
        ref={setVideo}
        playsInline
        autoplay={startsByItself}
        preload="auto"
        aria-label={label}
        {...(poster && { poster })}
        onDblClick={() => controller.current?.querySelector<HTMLElement>('media-fullscreen-button')?.click()}
      />
      {!engine.problem && <media-loading-indicator slot="centered-chrome" class="waiting" />}
      {!engine.problem && (
        <media-play-button slot="centered-chrome" class="big-play" notooltip>
          <span slot="play">
            <Icon of={Play} size={32} filled />
          </span>
        </media-play-button>
      )}
      {isAtTheEdge && (
        <p slot="top-chrome" class="line" role="status">
          The next part is being encoded. It goes on by itself.
        </p>
      )}
      {engine.problem?.kind === 'recovering' && (
        <p slot="top-chrome" class="line" role="status">
          {engine.problem.title}. {engine.problem.detail}
        </p>
      )}
      <ControlBar video={video} state={state} engine={engine} totalSeconds={totalSeconds} reach={reach} onMenu={setMenuOpen} />
      {engine.problem?.kind === 'fatal' && <ProblemStage problem={engine.problem} onRetry={retry} />}
      {isHelpOpen && <KeyHelp onClose={() => setHelpOpen(false)} />}
    </media-controller>
  );
}

/** True from the first press on play, or from the beginning. */
function useWanted(video: HTMLVideoElement | null, waitsForPlay: boolean): boolean {
  const [isWanted, setWanted] = useState(!waitsForPlay);
  useEffect(() => {
    if (!video || isWanted) return;
    const want = () => setWanted(true);
    video.addEventListener('play', want, { once: true });
    return () => video.removeEventListener('play', want);
  }, [video, isWanted]);
  return isWanted;
}

function ProblemStage({ problem, onRetry }: { readonly problem: PlaybackProblem; readonly onRetry: () => void }) {
  return (
    <div slot="dialog" class="curtain" role="alert">
      <p class="curtain-title">{problem.title}</p>
      <p>{problem.detail}</p>
      <button type="button" class="curtain-button" onClick={onRetry}>
        <Icon of={RotateCw} size={18} />
        Try again
      </button>
    </div>
  );
}
