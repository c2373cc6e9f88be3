import { useState } from 'preact/hooks';
import type { EpisodePageData } from '../../server/pages/pages-schemas.ts';
import { Artwork } from '../components/artwork.tsx';
import { EpisodeFilm } from '../components/episode-film.tsx';
import { EpisodePlayer } from '../components/episode-player.tsx';
import { useTitle } from '../components/use-title.ts';
import { toTrack } from '../listening/track.ts';
import { useMedium } from '../listening/use-medium.ts';
import { useTimeInAddress } from '../listening/use-time-in-address.ts';

/** An episode in a frame on somebody else's page; its links leave the frame. */
export function EmbeddedEpisode({ page: { show, episode } }: { readonly page: Pick<EpisodePageData, 'show' | 'episode'> }) {
  useTitle(episode.title);
  const [audio, setAudio] = useState<HTMLAudioElement | null>(null);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const [track] = useState(() => toTrack({ show, episode }));
  useTimeInAddress(useMedium(track, audio, video));
  if (episode.film?.isEnclosure) {
    return (
      <main class="embed embed-film">
        <EpisodeFilm episode={episode} film={episode.film} hasPageKeys onVideo={setVideo} />
      </main>
    );
  }
  return (
    <main class="embed embed-episode">
      <Artwork artwork={episode.artwork ?? show.artwork} title={show.title} sizes="180px" isFirst />
      <div class="embed-words">
        <p class="embed-show">
          <a href={show.path} target="_blank" rel="noopener" dir="auto">
            {show.title}
          </a>
        </p>
        <h1 class="embed-title" lang={show.language} dir="auto">
          <a href={episode.path} target="_blank" rel="noopener">
            {episode.title}
          </a>
        </h1>
        <EpisodePlayer track={track} episode={episode} hasPageKeys onAudio={setAudio} />
      </div>
    </main>
  );
}
