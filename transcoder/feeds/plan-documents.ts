import { podcastUrls, SUBSCRIBER_TOKEN_PLACEHOLDER } from '../../core/podcasts/podcast-urls.ts';
import type { FeedDocument, FeedEpisode, FeedSettings, FeedShow } from './feed-model.ts';

/**
 * Decides which documents a show has, and which episodes stand in them: the public feed (in pages where the show asks
 * for them), a feed of the films beside an audio show's, and the subscribers' with everything in it, once there are any.
 */
export function planDocuments(show: FeedShow, episodes: readonly FeedEpisode[], settings: FeedSettings): FeedDocument[] {
  const enclosed = episodes.filter((episode) => hasEnclosure(episode, show.mode));
  const documents = show.hasSubscribers ? [planPrivate(enclosed, settings)] : [];
  if (show.visibility === 'PRIVATE') return documents;
  const forEveryone = enclosed.filter(isForEveryone);
  documents.push(...planPages(show, forEveryone, settings));
  const films = show.mode === 'AUDIO' ? episodes.filter((episode) => hasEnclosure(episode, 'VIDEO') && isForEveryone(episode)) : [];
  if (films.length > 0) documents.push(planVideo(show, films, settings));
  return documents;
}

const ENCLOSURE_KINDS = { AUDIO: 'MP3', VIDEO: 'MP4' } as const;

const hasEnclosure = (episode: FeedEpisode, mode: FeedShow['mode']) => episode.files.some(({ kind }) => kind === ENCLOSURE_KINDS[mode]);
const isForEveryone = (episode: FeedEpisode) => episode.audience === 'EVERYONE';

function planPrivate(episodes: readonly FeedEpisode[], { publicUrl }: FeedSettings): FeedDocument {
  const selfUrl = podcastUrls.privateFeed(publicUrl, SUBSCRIBER_TOKEN_PLACEHOLDER);
  return { name: 'private', flavour: 'private', selfUrl, episodes, pageLinks: [] };
}

function planVideo(show: FeedShow, episodes: readonly FeedEpisode[], { publicUrl }: FeedSettings): FeedDocument {
  return { name: 'video', flavour: 'video', selfUrl: podcastUrls.videoFeed(publicUrl, show.slug), episodes, pageLinks: [] };
}

function planPages(show: FeedShow, episodes: readonly FeedEpisode[], { publicUrl }: FeedSettings): FeedDocument[] {
  const size = show.pageSize ?? Number.POSITIVE_INFINITY;
  const count = Math.max(1, Math.ceil(episodes.length / size));
  const urlOf = (page: number) => (page === 1 ? podcastUrls.feed(publicUrl, show.slug) : podcastUrls.feedPage(publicUrl, show.slug, page));
  return Array.from({ length: count }, (_, index) => {
    const page = index + 1;
    return {
      name: page === 1 ? 'feed' : `feed-${page}`,
      flavour: 'public',
      selfUrl: urlOf(page),
      episodes: count === 1 ? episodes : episodes.slice(index * size, page * size),
      pageLinks: count === 1 ? [] : linkPages(page, count, urlOf),
    };
  });
}

function linkPages(page: number, count: number, urlOf: (page: number) => string): FeedDocument['pageLinks'] {
  return [
    { rel: 'first', url: urlOf(1) },
    ...(page > 1 ? [{ rel: 'previous', url: urlOf(page - 1) } as const] : []),
    ...(page < count ? [{ rel: 'next', url: urlOf(page + 1) } as const] : []),
    { rel: 'last', url: urlOf(count) },
  ];
}
