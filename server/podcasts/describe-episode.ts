import type { Config } from '../../core/config.ts';
import type { EpisodeDetails } from '../../core/podcasts/podcast-details.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import { isPublished, playbackUrls } from '../playback/playback-links.ts';
import { describeArtwork } from './describe-artwork.ts';
import { enclosureKind, isForEverybody, isOut, lacksPicture, NO_PICTURE } from './episode-visibility.ts';
import type { EpisodeFileRow, EpisodeRow } from './episodes-queries.ts';
import type { Episode } from './episodes-schemas.ts';

type DescribeConfig = Pick<Config, 'publicUrl' | 'secret' | 'playback'>;

/** What the API says of an episode, to somebody who may know of it. */
export function describeEpisode(config: DescribeConfig, episode: EpisodeRow, now: Date): Episode {
  const { id, slug, guid, show, title, description, type, season, number, explicit, audience, assetId, videoId } = episode;
  return {
    ...{ id, slug, guid, title, description, type, season, number, explicit, audience, assetId, videoId },
    show: { slug: show.slug, title: show.title },
    ...describeDetails(episode.details),
    ...describeDates(episode),
    state: episode.state === 'PUBLISHED' && episode.publishAt && episode.publishAt > now ? 'SCHEDULED' : episode.state,
    isOut: isOut(episode, now),
    artwork: describeArtwork(config.publicUrl, show.id, episode.artwork),
    ...describeMedia(config, episode, now),
    ...describeWork(episode),
    ...describeTexts(config.publicUrl, episode),
    page: podcastUrls.episodePage(config.publicUrl, show.slug, slug),
  };
}

function describeDetails(details: EpisodeDetails): Required<EpisodeDetails> {
  return {
    persons: details.persons ?? [],
    locations: details.locations ?? [],
    txts: details.txts ?? [],
    funding: details.funding ?? [],
    license: details.license ?? null,
    seasonName: details.seasonName ?? null,
    episodeDisplay: details.episodeDisplay ?? null,
    soundbites: details.soundbites ?? [],
    socialInteracts: details.socialInteracts ?? [],
  };
}

function describeDates({ publishAt, pubDate, createdAt, updatedAt, deletedAt }: EpisodeRow) {
  return {
    publishAt: publishAt?.toISOString() ?? null,
    pubDate: pubDate?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    deletedAt: deletedAt?.toISOString() ?? null,
  };
}

type Media = Pick<Episode, 'durationSeconds' | 'audio' | 'm4a' | 'film' | 'hls' | 'peaks'>;

function describeMedia(config: DescribeConfig, episode: EpisodeRow, now: Date): Media {
  const { files, asset, id } = episode;
  const enclosure = (wanted: EpisodeFileRow['kind']) => {
    const file = files.find(({ kind }) => kind === wanted);
    return file ? describeFile(config.publicUrl, file) : null;
  };
  return {
    durationSeconds: files[0]?.durationSeconds ?? asset?.master?.durationSeconds ?? asset?.durationSeconds ?? null,
    audio: enclosure('MP3'),
    m4a: enclosure('M4A'),
    film: enclosure('MP4'),
    hls: describeHls(config, episode, now),
    peaks: asset?.master?.peaksKey ? podcastUrls.media(config.publicUrl, id, 'peaks.json') : null,
  };
}

function describeFile(publicUrl: string, { episodeId, fileName, contentType, sizeBytes, durationSeconds, bitrateBps }: EpisodeFileRow) {
  const url = podcastUrls.media(publicUrl, episodeId, fileName);
  return { url, type: contentType, sizeBytes: Number(sizeBytes), durationSeconds, bitrateBps };
}

/** A plain link where a public video or this very episode makes the asset public; a signed one for all others. */
function describeHls(config: DescribeConfig, episode: EpisodeRow, now: Date): string | null {
  const { asset } = episode;
  if (!asset || (asset.state !== 'PLAYABLE' && asset.state !== 'READY')) return null;
  const hasPublicEpisode = isForEverybody(episode, now) && episode.deletedAt === null && episode.show.deletedAt === null;
  const isPublic = hasPublicEpisode || asset.videos.some((video) => isPublished(video, now));
  return playbackUrls(config, { assetId: asset.id, version: asset.version, hasPoster: false, isPublic }, now).hls;
}

/** What is still being made of the asset, or why nothing came of it. */
function describeWork({ asset, files, show, failureCode, failureDetail }: EpisodeRow): Pick<Episode, 'processing' | 'failure'> {
  const failed = [{ failureCode, failureDetail }, asset?.master, asset].find((part) => part && part.failureCode !== null);
  if (failed?.failureCode) return { processing: null, failure: { code: failed.failureCode, detail: failed.failureDetail ?? '' } };
  if (asset && lacksPicture(show, asset)) return { processing: null, failure: { code: 'not_ready_to_publish', detail: NO_PICTURE } };
  const isMade = asset?.master?.state === 'READY' && files.some(({ kind }) => kind === enclosureKind(show.mode));
  if (!asset || isMade) return { processing: null, failure: null };
  // A master that is READY stands at 1: writing this episode's tags is all that is left.
  return { processing: { progress: asset.master?.progress ?? 0 }, failure: null };
}

function describeTexts(publicUrl: string, { id, chapters, chaptersFile, transcripts }: EpisodeRow) {
  const url = (fileName: string) => podcastUrls.media(publicUrl, id, fileName);
  return {
    chapters,
    chaptersUrl: chaptersFile === null ? null : url(chaptersFile),
    transcripts: transcripts.map(({ language, files }) => ({
      language,
      vtt: url(files.vtt),
      srt: url(files.srt),
      json: url(files.json),
      html: url(files.html),
    })),
  };
}
