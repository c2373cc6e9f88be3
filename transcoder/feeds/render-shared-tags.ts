import type { EpisodeDetails, Person, ShowDetails } from '../../core/podcasts/podcast-details.ts';
import { artworkFileName, podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import type { FeedArtwork, FeedSettings } from './feed-model.ts';
import { cutText, element, textElement } from './write-xml.ts';

/** The namespace's texts that apps cut at this length. */
const LABEL_LENGTH = 128;

type SharedDetails = Pick<ShowDetails & EpisodeDetails, 'funding' | 'license' | 'locations' | 'txts'>;

/** Tags that mean the same in a channel and in an item (podcast namespace). */
export function renderSharedTags({ funding = [], license, locations = [], txts = [] }: SharedDetails): string {
  return [
    ...funding.map(({ url, text }) => label('podcast:funding', text, { url })),
    ...locations.map(({ name, ...attributes }) => label('podcast:location', name, attributes)),
    license ? label('podcast:license', license.name, { url: license.url }) : '',
    ...txts.map(({ text, purpose }) => textElement('podcast:txt', cutText(text, 4000), { purpose })),
  ].join('');
}

export function renderPersons(persons: readonly Person[]): string {
  return persons.map(({ name, ...attributes }) => label('podcast:person', name, attributes)).join('');
}

function label(name: string, text: string, attributes: Readonly<Record<string, string | undefined>>): string {
  return textElement(name, cutText(text, LABEL_LENGTH), attributes);
}

/** The picture for everybody: itunes:image for the directories, podcast:image with its size for those who choose. */
export function renderImages({ publicUrl }: FeedSettings, showId: string, artwork: FeedArtwork | null): string {
  if (!artwork) return '';
  const href = podcastUrls.artwork(publicUrl, showId, artworkFileName(artwork.hash, 'full'));
  const size = { width: artwork.sizePx, height: artwork.sizePx };
  return [
    element('itunes:image', { href }),
    element('podcast:image', { href, 'aspect-ratio': '1/1', ...size, type: 'image/jpeg', purpose: 'artwork' }),
  ].join('');
}
