import { cdata, escapeXmlAttribute, escapeXmlText } from '../../core/podcasts/escape-xml.ts';
import type { StoredArtwork } from '../../core/podcasts/podcast-details.ts';
import { artworkFileName, podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import type { EndedShow } from './subscribers-queries.ts';

export interface EndedFeed {
  readonly show: EndedShow;
  readonly publicUrl: string;
  readonly subscriberId: string;
  readonly endedAt: Date;
  /** This document's own address, and the notice's. */
  readonly selfUrl: string;
  readonly noticeUrl: string;
  readonly noticeBytes: number;
}

/** What directories refuse a channel without; nobody looks for this one. */
const DEFAULT_CATEGORY = 'Society & Culture';
/** The notice is CBR at 128 kbit/s, as episodes are. */
const NOTICE_BYTES_PER_SECOND = 16_000;

/**
 * The feed of somebody whose subscription has ended: the show with one episode that says so. Its guid belongs to this
 * end, so that apps show it once, and again should a renewed subscription end as well.
 */
export function renderEndedFeed(feed: EndedFeed): string {
  const { show, publicUrl, selfUrl } = feed;
  const link = homeOf(show, publicUrl);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom"',
    ' xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>',
    `<title>${escapeXmlText(show.title)}</title><link>${escapeXmlText(link)}</link>`,
    `<description>${cdata(`<p>${escapeXmlText(sayEnded(show))}</p>`)}</description>`,
    `<language>${escapeXmlText(show.language)}</language>`,
    `<atom:link rel="self" href="${escapeXmlAttribute(selfUrl)}" type="application/rss+xml"/>`,
    `<itunes:author>${escapeXmlText(show.author)}</itunes:author><itunes:explicit>${show.explicit}</itunes:explicit>`,
    renderCategory(show.categories[0] ?? DEFAULT_CATEGORY),
    renderImage(show, publicUrl),
    '<itunes:block>Yes</itunes:block>',
    `<podcast:guid>${escapeXmlText(show.guid)}</podcast:guid><podcast:locked>yes</podcast:locked><podcast:block>yes</podcast:block>`,
    renderItem(feed, link),
    '</channel></rss>\n',
  ].join('');
}

const sayEnded = ({ title }: EndedShow) => `Your subscription to ${title} has ended`;

function renderItem({ show, subscriberId, endedAt, noticeUrl, noticeBytes }: EndedFeed, link: string): string {
  const enclosure = { url: escapeXmlAttribute(noticeUrl), seconds: Math.max(1, Math.round(noticeBytes / NOTICE_BYTES_PER_SECOND)) };
  return [
    `<item><title>${escapeXmlText(sayEnded(show))}</title><link>${escapeXmlText(link)}</link>`,
    `<guid isPermaLink="false">subscription-ended-${subscriberId}-${Math.floor(endedAt.getTime() / 1000)}</guid>`,
    `<pubDate>${endedAt.toUTCString()}</pubDate>`,
    `<description>${cdata(renderNotes(show, endedAt, link))}</description>`,
    `<enclosure url="${enclosure.url}" length="${noticeBytes}" type="audio/mpeg"/>`,
    `<itunes:duration>${enclosure.seconds}</itunes:duration><itunes:explicit>false</itunes:explicit></item>`,
  ].join('');
}

/** HTML in CDATA: what people wrote is escaped once for the HTML, and the section keeps it so. */
function renderNotes(show: EndedShow, endedAt: Date, link: string): string {
  const day = endedAt.toISOString().slice(0, 10);
  const home = escapeXmlAttribute(link);
  return [
    `<p>${escapeXmlText(sayEnded(show))} on ${day}, so its episodes are no longer in this feed.</p>`,
    `<p>To hear them again, renew your subscription where you got this feed, or write to ${escapeXmlText(show.author)}: <a href="${home}">${home}</a>.`,
    ' Once it is renewed, all episodes come back by themselves: keep the feed in your app, there is nothing to add anew.</p>',
  ].join('');
}

function homeOf({ link, visibility, slug }: EndedShow, publicUrl: string): string {
  return link ?? (visibility === 'PUBLIC' ? podcastUrls.showPage(publicUrl, slug) : publicUrl);
}

function renderCategory(category: string): string {
  const [name = category, sub] = category.split(' > ').map(escapeXmlAttribute);
  return `<itunes:category text="${name}">${sub ? `<itunes:category text="${sub}"/>` : ''}</itunes:category>`;
}

function renderImage({ id, artwork }: EndedShow, publicUrl: string): string {
  const stored = artwork as StoredArtwork | null;
  if (!stored?.isReady) return '';
  return `<itunes:image href="${escapeXmlAttribute(podcastUrls.artwork(publicUrl, id, artworkFileName(stored.hash, 'full')))}"/>`;
}
