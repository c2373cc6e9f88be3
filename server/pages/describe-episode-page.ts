import type { Config } from '../../core/config.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import { renderNotes } from '../../core/podcasts/render-notes.ts';
import { playbackUrls } from '../playback/playback-links.ts';
import { describeArtwork } from '../podcasts/describe-artwork.ts';
import { describeEpisodeCard, HERE } from './describe-cards.ts';
import type { PageFileRow, PageShowRow, WholeEpisodeRow } from './pages-queries.ts';
import type { EpisodeOfPage, TranscriptOfPage } from './pages-schemas.ts';

type LinkConfig = Pick<Config, 'secret' | 'playback'>;

/** Everything that an episode's page says of it. @param peaks its waveform, 0 to 100 */
export function describeEpisode(config: LinkConfig, show: PageShowRow, episode: WholeEpisodeRow, peaks: readonly number[]): EpisodeOfPage {
  const { details } = episode;
  const fileOf = (kind: PageFileRow['kind']) => episode.files.find((file) => file.kind === kind);
  const [mp3, m4a, mp4] = [fileOf('MP3'), fileOf('M4A'), fileOf('MP4')];
  const audio = mp3 ?? m4a;
  const durationSeconds = (show.mode === 'VIDEO' ? mp4 : audio)?.durationSeconds ?? null;
  return {
    ...describeEpisodeCard(show, { ...episode, durationSeconds, hasFilm: hasPicture(episode) }),
    artwork: describeArtwork(HERE, show.id, episode.artwork),
    notes: renderNotes(episode.description),
    audio: audio ? describeFile(episode.id, audio) : null,
    peaks: [...peaks],
    film: describeFilm(config, show, episode),
    chapters: episode.chapters.filter(({ hidden }) => !hidden),
    transcript: describeTranscript(show.language, episode),
    // An item's list replaces the channel's (podcast:person).
    people: details.persons?.length ? details.persons : (show.details.persons ?? []),
    funding: details.funding?.length ? details.funding : (show.details.funding ?? []),
    license: details.license ?? show.details.license ?? null,
    locations: details.locations ?? [],
  };
}

const hasPicture = ({ asset }: WholeEpisodeRow) => asset !== null && asset.height !== null;

function describeFile(episodeId: string, file: PageFileRow): { src: string; type: string; sizeBytes: number } {
  return { src: podcastUrls.media(HERE, episodeId, file.fileName), type: file.contentType, sizeBytes: Number(file.sizeBytes) };
}

function describeFilm(config: LinkConfig, show: PageShowRow, episode: WholeEpisodeRow): EpisodeOfPage['film'] {
  const { asset, files, watchableVideoId } = episode;
  if (!asset || !hasPicture(episode)) return null;
  const mp4 = files.find(({ kind }) => kind === 'MP4');
  // The episode is out for everybody, and so is what it is made of (findPlaybackAccess): plain addresses do.
  const linked = { assetId: asset.id, isPublic: true, version: asset.version, hasPoster: asset.posterKey !== null };
  const { hls, poster } = playbackUrls({ ...config, publicUrl: HERE }, linked);
  return {
    hls: asset.state === 'READY' || asset.state === 'PLAYABLE' ? hls : null,
    mp4: mp4 ? describeFile(episode.id, mp4) : null,
    poster,
    watchPath: watchableVideoId === null ? null : `/watch/${watchableVideoId}`,
    isEnclosure: show.mode === 'VIDEO',
  };
}

const FORMATS = ['vtt', 'srt', 'json', 'html'] as const;

/** In the show's language where there is one in that, else the first. */
function describeTranscript(language: string, { id, transcripts }: WholeEpisodeRow): TranscriptOfPage | null {
  const chosen = transcripts.find((transcript) => transcript.language === language) ?? transcripts[0];
  if (!chosen) return null;
  return {
    language: chosen.language,
    cues: [...chosen.cues],
    documents: transcripts.flatMap((transcript) =>
      FORMATS.map((format) => ({
        language: transcript.language,
        format: format.toUpperCase(),
        href: podcastUrls.media(HERE, id, transcript.files[format]),
      })),
    ),
  };
}
