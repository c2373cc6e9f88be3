import { Download } from 'lucide-preact';
import { useState } from 'preact/hooks';
import type { EpisodePageData } from '../../server/pages/pages-schemas.ts';
import { Artwork } from '../components/artwork.tsx';
import { ChapterList } from '../components/chapter-list.tsx';
import { EpisodeFacts } from '../components/episode-facts.tsx';
import { EpisodeFilm, isWatchable, WatchLink } from '../components/episode-film.tsx';
import { EpisodePlayer } from '../components/episode-player.tsx';
import { Icon } from '../components/icon.tsx';
import { PeopleAndMore } from '../components/people-and-more.tsx';
import { RenderedNotes } from '../components/rendered-notes.tsx';
import { Transcript } from '../components/transcript.tsx';
import { useTitle } from '../components/use-title.ts';
import { toTrack } from '../listening/track.ts';
import { useMedium } from '../listening/use-medium.ts';
import { useTimeInAddress } from '../listening/use-time-in-address.ts';
import { formatBytes } from '../words/format-bytes.ts';

/** An episode: its player, chapters, notes, and what is said in it. */
export function EpisodePage({ page: { show, episode } }: { readonly page: EpisodePageData }) {
  useTitle(`${episode.title} · ${show.title}`);
  const [audio, setAudio] = useState<HTMLAudioElement | null>(null);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const [track] = useState(() => toTrack({ show, episode }));
  const medium = useMedium(track, audio, video);
  useTimeInAddress(medium);
  // In a show of films the episode is its film; in one to listen to, a film is there beside the sound.
  const film = episode.film?.isEnclosure ? episode.film : null;
  const second = !film && episode.film && isWatchable(episode.film) ? episode.film : null;
  return (
    <div class="content listen">
      {film && <EpisodeFilm episode={episode} film={film} hasPageKeys onVideo={setVideo} />}
      <header class="listen-head">
        {!film && <Artwork artwork={episode.artwork ?? show.artwork} title={show.title} sizes="(width < 640px) 60vw, 300px" isFirst />}
        <div class="listen-words">
          <p class="listen-show" lang={show.language}>
            <a href={show.path} dir="auto">
              {show.title}
            </a>
          </p>
          <h1 lang={show.language} dir="auto">
            {episode.title}
          </h1>
          <EpisodeFacts episode={{ ...episode, hasFilm: false }} />
          {!film && <EpisodePlayer track={track} episode={episode} hasPageKeys={!video || medium !== video} onAudio={setAudio} />}
        </div>
      </header>
      <div class={episode.transcript ? 'listen-parts' : 'listen-parts listen-parts-single'}>
        <div class="listen-notes">
          {second && (
            <section aria-labelledby="film">
              <h2 id="film" class="part-title">
                Film
              </h2>
              <EpisodeFilm episode={episode} film={second} hasPageKeys={video !== null && medium === video} onVideo={setVideo} />
            </section>
          )}
          <ChapterList
            chapters={episode.chapters}
            src={(film?.mp4 ?? episode.audio)?.src ?? null}
            medium={medium}
            language={show.language}
          />
          {episode.notes && (
            <section aria-labelledby="notes">
              <h2 id="notes" class="part-title">
                Notes
              </h2>
              <RenderedNotes html={episode.notes} language={show.language} />
            </section>
          )}
          <Actions episode={episode} />
          <PeopleAndMore of={episode} />
        </div>
        {episode.transcript && <Transcript transcript={episode.transcript} medium={medium} />}
      </div>
    </div>
  );
}

function Actions({ episode: { audio, film } }: Pick<EpisodePageData, 'episode'>) {
  const file = film?.isEnclosure ? film.mp4 : audio;
  return (
    <p class="listen-actions">
      <WatchLink film={film} />
      {file && (
        <a class="button" href={file.src} download>
          <Icon of={Download} size={18} />
          Download
          <span class="quiet numbers">{formatBytes(file.sizeBytes)}</span>
        </a>
      )}
    </p>
  );
}
