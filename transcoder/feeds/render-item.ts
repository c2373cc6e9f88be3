import { cdata } from '../../core/podcasts/escape-xml.ts';
import { podcastUrls } from '../../core/podcasts/podcast-urls.ts';
import { renderNotes } from '../../core/podcasts/render-notes.ts';
import { renderPsc } from '../../core/podcasts/render-psc.ts';
import { chooseEnclosure, enclosureUrl, fileUrl, type ItemContext } from './enclosures.ts';
import type { FeedEpisode, FeedShow, FeedTranscript } from './feed-model.ts';
import { renderAlternates } from './render-alternates.ts';
import { renderImages, renderPersons, renderSharedTags } from './render-shared-tags.ts';
import { cutText, element, rfc2822, textElement } from './write-xml.ts';

/**
 * One episode as an RSS item: RSS 2.0, Apple's tags, the podcast namespace's and Podlove chapters. The guid is what it
 * was given at the start and never an address.
 */
export function renderItem(context: ItemContext, episode: FeedEpisode): string {
  const { show, settings } = context;
  const file = chooseEnclosure(context, episode);
  return element(
    'item',
    {},
    [
      textElement('title', episode.title),
      textElement('link', podcastUrls.episodePage(settings.publicUrl, show.slug, episode.slug)),
      textElement('guid', episode.guid, { isPermaLink: 'false' }),
      element('pubDate', {}, rfc2822(episode.publishedAt)),
      element('description', {}, cdata(renderNotes(episode.description) || renderNotes(episode.title))),
      element('enclosure', { url: enclosureUrl(context, episode, file), length: file.sizeBytes, type: file.contentType }),
      element('itunes:duration', {}, String(Math.max(1, Math.round(file.durationSeconds)))),
      element('itunes:episodeType', {}, episode.type.toLowerCase()),
      element('itunes:explicit', {}, String(episode.explicit ?? show.explicit)),
      renderNumbers(episode),
      renderImages(settings, show.id, episode.artwork),
      renderTexts(context, episode),
      renderSoundbites(episode),
      renderPersons(listPersons(show, episode)),
      renderSharedTags(episode.details),
      renderAlternates(context, episode, file),
      renderSocial(episode),
    ].join(''),
  );
}

function renderNumbers({ season, number, details }: FeedEpisode): string {
  return [
    textElement('itunes:season', season),
    textElement('itunes:episode', number),
    textElement('podcast:season', season, { name: details.seasonName ? cutText(details.seasonName, 128) : null }),
    textElement('podcast:episode', number, { display: details.episodeDisplay ? cutText(details.episodeDisplay, 32) : null }),
  ].join('');
}

const TRANSCRIPT_TYPES = [
  ['vtt', 'text/vtt'],
  ['srt', 'application/x-subrip'],
  ['json', 'application/json'],
  ['html', 'text/html'],
] as const;

/** Apps that take the first one get the language that is spoken. */
function sortTranscripts({ language }: FeedShow, transcripts: readonly FeedTranscript[]): FeedTranscript[] {
  const primary = (tag: string) => tag.split('-')[0]?.toLowerCase();
  const distance = (tag: string) => (tag === language ? 0 : primary(tag) === primary(language) ? 1 : 2);
  return transcripts.toSorted((a, b) => distance(a.language) - distance(b.language));
}

/** What is said and when: transcripts and chapters. VTT and SRT carry times, so they serve as captions too. */
function renderTexts(context: ItemContext, episode: FeedEpisode): string {
  const transcripts = sortTranscripts(context.show, episode.transcripts).flatMap(({ language, files }) =>
    TRANSCRIPT_TYPES.map(([format, type]) => {
      const rel = format === 'vtt' || format === 'srt' ? 'captions' : null;
      return element('podcast:transcript', { url: fileUrl(context, episode, files[format]), type, language, rel });
    }),
  );
  if (!episode.chaptersFile) return transcripts.join('');
  const url = fileUrl(context, episode, episode.chaptersFile);
  return [...transcripts, element('podcast:chapters', { url, type: 'application/json+chapters' }), renderPsc(episode.chapters)].join('');
}

function renderSoundbites({ details, title }: FeedEpisode): string {
  return (details.soundbites ?? [])
    .map((bite) =>
      textElement('podcast:soundbite', cutText(bite.title || title, 128), {
        startTime: decimal(bite.startSeconds),
        duration: decimal(bite.durationSeconds),
      }),
    )
    .join('');
}

/** Never with an exponent, which xsd:decimal does not know. */
const decimal = (seconds: number): string => seconds.toFixed(3).replace(/\.?0+$/, '');

/** An item's list replaces the channel's, so an episode with guests names the hosts again. */
function listPersons(show: FeedShow, { details }: FeedEpisode) {
  const own = details.persons ?? [];
  if (own.length === 0) return [];
  const isNamed = (name: string) => own.some((person) => person.name === name);
  return [...(show.details.persons ?? []).filter(({ name }) => !isNamed(name)), ...own];
}

function renderSocial({ details }: FeedEpisode): string {
  return (details.socialInteracts ?? [])
    .map(({ protocol, uri, ...rest }) =>
      element('podcast:socialInteract', protocol === 'disabled' ? { protocol } : { protocol, uri, ...rest }),
    )
    .join('');
}
