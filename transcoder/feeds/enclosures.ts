import { podcastUrls, SUBSCRIBER_TOKEN_PLACEHOLDER } from '../../core/podcasts/podcast-urls.ts';
import type { FeedEpisode, FeedFile, FeedFilm, FeedFlavour, FeedSettings, FeedShow } from './feed-model.ts';
import type { OwnAddress } from './write-xml.ts';

/** What all items of a document have in common. */
export interface ItemContext {
  readonly show: FeedShow;
  readonly flavour: FeedFlavour;
  readonly settings: FeedSettings;
}

/** A document's plan lets only episodes in that have the file. */
export function chooseEnclosure({ show, flavour }: ItemContext, episode: FeedEpisode): FeedFile {
  const kind = flavour === 'video' || show.mode === 'VIDEO' ? 'MP4' : 'MP3';
  const file = episode.files.find((candidate) => candidate.kind === kind);
  if (!file) throw new Error(`Episode ${episode.id} has no ${kind} and cannot stand in this feed.`);
  return file;
}

/** Where a file of an episode is, in this document. */
export function fileUrl({ flavour, settings }: ItemContext, episode: FeedEpisode, fileName: string): OwnAddress {
  const { publicUrl } = settings;
  if (flavour !== 'private') return { address: podcastUrls.media(publicUrl, episode.id, fileName) };
  return { address: podcastUrls.privateMedia(publicUrl, SUBSCRIBER_TOKEN_PLACEHOLDER, episode.id, fileName) };
}

/** Where an episode's film plays, in this document: subscribers come to it by their own links. */
export function filmUrl({ flavour, settings }: ItemContext, { id }: FeedEpisode, { assetId }: FeedFilm): OwnAddress {
  const { publicUrl } = settings;
  if (flavour !== 'private') return { address: `${publicUrl}/hls/${assetId}/master.m3u8` };
  return { address: podcastUrls.privateFilm(publicUrl, SUBSCRIBER_TOKEN_PLACEHOLDER, id) };
}

/** OP3 counts downloads by standing before the address (https://op3.dev/setup); https is implied there. */
export function enclosureUrl(context: ItemContext, episode: FeedEpisode, file: FeedFile): OwnAddress {
  const url = fileUrl(context, episode, file.fileName);
  if (!context.settings.op3 || context.flavour === 'private') return url;
  return { address: `https://op3.dev/e,pg=${context.show.guid}/${url.address.replace(/^https:\/\//, '')}` };
}
