import { useEffect, useRef, useState } from 'preact/hooks';
import type { EpisodePageData } from '../../server/pages/pages-schemas.ts';
import type { RostrumAudio } from '../elements/rostrum-audio.ts';
import { playFrom, seekTo } from '../listening/seek.ts';
import { parseTimeFragment } from '../listening/time-fragment.ts';
import { toTrack } from '../listening/track.ts';

interface EpisodePlayerProps extends Pick<EpisodePageData, 'show' | 'episode'> {
  /** Its keys work on the whole page. */
  readonly hasPageKeys: boolean;
  /** The element that plays, once our player has it. */
  readonly onAudio: (audio: HTMLAudioElement | null) => void;
}

/** The browser's own player, which needs no script; ours takes its element over where there is one. */
export function EpisodePlayer({ show, episode, hasPageKeys, onAudio }: EpisodePlayerProps) {
  const player = useRef<RostrumAudio>(null);
  useRostrumAudio(player, { show, episode }, onAudio);
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

/** Brings the element's code, hands it what it plays, and takes it to the time that the address names. */
function useRostrumAudio(
  player: { readonly current: RostrumAudio | null },
  page: Pick<EpisodePageData, 'show' | 'episode'>,
  onAudio: (audio: HTMLAudioElement | null) => void,
): void {
  const [track] = useState(() => toTrack(page));
  useEffect(() => {
    let isHere = true;
    const goTo = () => {
      const seconds = parseTimeFragment(location.hash);
      const audio = player.current?.audio;
      if (seconds !== null && audio) audio.paused ? seekTo(audio, seconds) : playFrom(audio, seconds);
    };
    void loadElement().then(() => {
      if (!isHere || !player.current) return;
      player.current.track = track;
      onAudio(player.current.audio);
      goTo();
    });
    addEventListener('hashchange', goTo);
    return () => {
      isHere = false;
      removeEventListener('hashchange', goTo);
      onAudio(null);
    };
  }, [player, track, onAudio]);
}

/** Never on the server, which has no custom elements. */
const loadElement = async (): Promise<unknown> => (import.meta.env.SSR ? null : import('../elements/rostrum-audio.ts'));
