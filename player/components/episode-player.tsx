import { useEffect, useRef } from 'preact/hooks';
import type { EpisodePageData } from '../../server/pages/pages-schemas.ts';
import type { RostrumAudio } from '../elements/rostrum-audio.ts';
import type { Track } from '../listening/track.ts';

interface EpisodePlayerProps extends Pick<EpisodePageData, 'episode'> {
  readonly track: Track;
  /** Its keys work on the whole page. */
  readonly hasPageKeys: boolean;
  /** The element that plays, once our player has it. */
  readonly onAudio: (audio: HTMLAudioElement | null) => void;
}

/** The browser's own player, which needs no script; ours takes its element over where there is one. */
export function EpisodePlayer({ track, episode, hasPageKeys, onAudio }: EpisodePlayerProps) {
  const player = useRef<RostrumAudio>(null);
  useRostrumAudio(player, track, onAudio);
  if (!episode.audio) return null;
  return (
    <rostrum-audio
      ref={player}
      class="audio-place"
      episode={episode.id}
      label={episode.title}
      duration={episode.durationSeconds ?? undefined}
      page-keys={hasPageKeys}
    >
      {/* biome-ignore lint/a11y/useMediaCaption: the transcript stands on the same page. */}
      <audio controls preload="none" src={episode.audio.src} aria-label={episode.title} />
    </rostrum-audio>
  );
}

/** Brings the element's code, and hands it what it plays. */
function useRostrumAudio(
  player: { readonly current: RostrumAudio | null },
  track: Track,
  onAudio: (audio: HTMLAudioElement | null) => void,
): void {
  useEffect(() => {
    let isHere = true;
    void loadElement().then(() => {
      if (!isHere || !player.current) return;
      player.current.track = track;
      onAudio(player.current.audio);
    });
    return () => {
      isHere = false;
      onAudio(null);
    };
  }, [player, track, onAudio]);
}

/** Never on the server, which has no custom elements. */
const loadElement = async (): Promise<unknown> => (import.meta.env.SSR ? null : import('../elements/rostrum-audio.ts'));
