import { cdata } from '../../core/podcasts/escape-xml.ts';
import { artworkFileName, podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import { renderNotes, renderPlainNotes } from '../../core/podcasts/render-notes.ts';
import { chooseEnclosure, enclosureUrl, type ItemContext } from './enclosures.ts';
import type { FeedDocument, FeedEpisode, FeedSettings, FeedShow } from './feed-model.ts';
import { renderImages, renderPersons, renderSharedTags } from './render-shared-tags.ts';
import { videoFeedGuid } from './video-feed-guid.ts';
import { cutText, element, rfc2822, textElement } from './write-xml.ts';

/** Apple cuts descriptions after this many bytes. */
const DESCRIPTION_BYTES = 4000;
/** Directories refuse a channel without a category; until its makers choose, this is said (and feed health tells them). */
const DEFAULT_CATEGORY = 'Society & Culture';
const MINUTES_TO_LIVE = 60;

/**
 * The channel's own tags, from the title to the last before the items: RSS 2.0, Apple's podcast tags, PSP-1, the
 * podcast namespace.
 * @param lastChange when the content last changed (not when it is rendered)
 */
export function renderChannel(show: FeedShow, document: FeedDocument, settings: FeedSettings, lastChange: Date): string {
  const { details } = show;
  const page = podcastUrls.showPage(settings.publicUrl, show.slug);
  return [
    textElement('title', show.title),
    textElement('link', show.link ?? page),
    element('description', {}, cdata(renderDescription(show))),
    textElement('language', show.language),
    textElement('copyright', show.copyright),
    element('generator', {}, 'Rostrum'),
    element('lastBuildDate', {}, rfc2822(lastChange)),
    document.episodes[0] ? element('pubDate', {}, rfc2822(document.episodes[0].publishedAt)) : '',
    element('ttl', {}, String(MINUTES_TO_LIVE)),
    renderRssImage(show, settings, page),
    renderLinks(document, settings),
    renderApple(show, document),
    renderImages(settings, show.id, show.artwork),
    renderNamespace(show, document, settings),
    renderPersons(details.persons ?? []),
    renderSharedTags(details),
    renderTrailers(show, document, settings),
  ].join('');
}

/** The notes as HTML where they fit, as text that is cut where they do not, and never nothing. */
function renderDescription({ description, title }: FeedShow): string {
  const html = renderNotes(description) || renderNotes(title);
  return Buffer.byteLength(html) <= DESCRIPTION_BYTES ? html : renderNotes(cutBytes(renderPlainNotes(description)));
}

/** As much text as surely stays below the limit once it is marked up and escaped. */
function cutBytes(text: string): string {
  let cut = cutText(text, DESCRIPTION_BYTES);
  while (Buffer.byteLength(renderNotes(`${cut} …`)) > DESCRIPTION_BYTES) cut = cutText(cut, Math.floor(cut.length * 0.9));
  return `${cut} …`;
}

function renderRssImage({ id, title, artwork }: FeedShow, { publicUrl }: FeedSettings, link: string): string {
  if (!artwork) return '';
  const url = podcastUrls.artwork(publicUrl, id, artworkFileName(artwork.hash, 'full'));
  return element('image', {}, textElement('url', url) + textElement('title', title) + textElement('link', link));
}

function renderLinks({ selfUrl, pageLinks, flavour }: FeedDocument, { publicUrl }: FeedSettings): string {
  const type = 'application/rss+xml';
  return [
    element('atom:link', { rel: 'self', href: { address: selfUrl }, type }),
    flavour === 'private' ? '' : element('atom:link', { rel: 'hub', href: podcastUrls.hub(publicUrl) }),
    ...pageLinks.map(({ rel, url }) => element('atom:link', { rel, href: url, type })),
  ].join('');
}

function renderApple(show: FeedShow, { flavour }: FeedDocument): string {
  const { details } = show;
  const isBlocked = details.block || flavour === 'private';
  const owner = details.ownerEmail ? textElement('itunes:name', details.ownerName) + textElement('itunes:email', details.ownerEmail) : '';
  return [
    textElement('itunes:author', show.author),
    element('itunes:type', {}, show.type.toLowerCase()),
    element('itunes:explicit', {}, String(show.explicit)),
    ...(show.categories.length > 0 ? show.categories : [DEFAULT_CATEGORY]).map(renderCategory),
    owner ? element('itunes:owner', {}, owner) : '',
    flavour === 'public' ? textElement('itunes:new-feed-url', show.newFeedUrl) : '',
    isBlocked ? element('itunes:block', {}, 'Yes') : '',
    details.complete ? element('itunes:complete', {}, 'Yes') : '',
  ].join('');
}

function renderCategory(category: string): string {
  const [name = category, sub] = category.split(' > ');
  return element('itunes:category', { text: name }, sub ? element('itunes:category', { text: sub }) : '');
}

function renderNamespace(show: FeedShow, { flavour }: FeedDocument, settings: FeedSettings): string {
  const { details } = show;
  const isVideo = flavour === 'video' || show.mode === 'VIDEO';
  const { text, ...frequency } = details.updateFrequency ?? { text: null };
  const { complete, ...rule } = { complete: undefined, ...frequency };
  return [
    textElement('podcast:guid', flavour === 'video' ? videoFeedGuid(show.guid) : show.guid),
    textElement('podcast:medium', flavour === 'video' ? 'video' : (details.medium ?? (isVideo ? 'video' : 'podcast'))),
    element('podcast:locked', { owner: details.ownerEmail }, details.locked ? 'yes' : 'no'),
    flavour === 'private' ? element('podcast:block', {}, 'yes') : '',
    ...(details.blockedPlatforms ?? []).map((id) => element('podcast:block', { id }, 'yes')),
    settings.usesPodping && details.podping !== false && flavour !== 'private' ? element('podcast:podping', { usesPodping: 'true' }) : '',
    text
      ? textElement('podcast:updateFrequency', cutText(text, 128), { ...rule, complete: complete === undefined ? null : String(complete) })
      : '',
  ].join('');
}

/** Trailers stand in the channel too, where apps find them before anything else (podcast:trailer). */
function renderTrailers(show: FeedShow, document: FeedDocument, settings: FeedSettings): string {
  const context = { show, flavour: document.flavour, settings };
  return document.episodes
    .filter(({ type }) => type === 'TRAILER')
    .map((episode) => renderTrailer(episode, context))
    .join('');
}

function renderTrailer(episode: FeedEpisode, context: ItemContext): string {
  const file = chooseEnclosure(context, episode);
  return textElement('podcast:trailer', cutText(episode.title, 128), {
    url: enclosureUrl(context, episode, file),
    pubdate: rfc2822(episode.publishedAt),
    length: file.sizeBytes,
    type: file.contentType,
    season: episode.season,
  });
}
