import type { Config } from '../../core/config.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import { renderNotes } from '../../core/podcasts/render-notes.ts';
import { playbackUrls } from '../playback/playback-links.ts';
import { describeArtwork } from '../podcasts/describe-artwork.ts';
import { describeEpisodeCard, HERE } from './describe-cards.ts';
import type { PageFileRow, PageShowRow, PageTranscriptRow, WholeEpisodeRow } from './pages-queries.ts';
import type { EpisodeOfPage, TranscriptOfPage } from './pages-schemas.ts';
import type { Opening } from './read-opening-cues.ts';

type LinkConfig = Pick<Config, 'secret' | 'playback'>;

/** What of an episode is not in its row. */
interface FetchedOfEpisode {
  /** Its waveform, 0 to 100. */
  readonly peaks: readonly number[];
  /** How the transcript begins that orderTranscripts puts first. */
  readonly opening: Opening | null;
}

/** Everything that an episode's page says of it. */
export function describeEpisode(
  config: LinkConfig,
  show: PageShowRow,
  episode: WholeEpisodeRow,
  { peaks, opening }: FetchedOfEpisode,
): EpisodeOfPage {
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
    transcript: opening && describeTranscript(show.language, episode, opening),
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

/** The one in the show's own language comes first where there is one in that: the page shows it, the others are links. */
export function orderTranscripts(language: string, transcripts: readonly PageTranscriptRow[]): PageTranscriptRow[] {
  const closeness = (own: string) => (own === language ? 2 : Number(primaryOf(own) === primaryOf(language)));
  return transcripts.toSorted((one, other) => closeness(other.language) - closeness(one.language));
}

function describeTranscript(language: string, { id, transcripts }: WholeEpisodeRow, opening: Opening): TranscriptOfPage | null {
  const ordered = orderTranscripts(language, transcripts);
  const [chosen] = ordered;
  if (!chosen) return null;
  return {
    language: chosen.language,
    cues: [...opening.cues],
    isWhole: opening.isWhole,
    documents: ordered.flatMap((transcript) =>
      FORMATS.map((format) => ({
        language: transcript.language,
        format: format.toUpperCase(),
        href: podcastUrls.media(HERE, id, transcript.files[format]),
      })),
    ),
  };
}

/** `en` of `en-GB`. */
const primaryOf = (tag: string) => tag.split('-', 1)[0];
