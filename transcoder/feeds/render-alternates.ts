import { fileUrl, filmUrl, type ItemContext } from './enclosures.ts';
import type { FeedEpisode, FeedFile } from './feed-model.ts';
import { element } from './write-xml.ts';

/**
 * The same episode in other forms. The enclosure itself comes first, with what proves it whole; an audio-first episode
 * adds AAC, and at most one film, as HLS: beside several video alternates, apps that read both show a black picture.
 */
export function renderAlternates(context: ItemContext, episode: FeedEpisode, enclosure: FeedFile): string {
  const aac = enclosure.kind === 'MP3' ? episode.files.find(({ kind }) => kind === 'M4A') : undefined;
  return [
    renderFile(context, episode, enclosure, { title: TITLES[enclosure.kind], default: 'true' }),
    aac ? renderFile(context, episode, aac, { title: TITLES.M4A }) : '',
    renderFilm(context, episode),
  ].join('');
}

const TITLES = { MP3: 'MP3', M4A: 'AAC', MP4: 'Film' } as const;

function renderFile(context: ItemContext, episode: FeedEpisode, file: FeedFile, attributes: Readonly<Record<string, string>>): string {
  const { contentType: type, sizeBytes: length, bitrateBps: bitrate, codecs } = file;
  // MP3 needs no codecs parameter (RFC 6381 has none for audio/mpeg).
  const named = { type, length, bitrate, codecs: file.kind === 'MP3' ? null : codecs, ...attributes };
  const inner = [
    element('podcast:source', { uri: fileUrl(context, episode, file.fileName) }),
    element('podcast:integrity', { type: 'sri', value: file.integrity }),
  ];
  return element('podcast:alternateEnclosure', named, inner.join(''));
}

/** `application/x-mpegURL` is what apps look for in feeds; the playlist itself is sent as application/vnd.apple.mpegurl. */
function renderFilm(context: ItemContext, episode: FeedEpisode): string {
  const { film } = episode;
  if (!film) return '';
  const { height, codecs, bitrateBps: bitrate, sizeBytes: length } = film;
  const attributes = { type: 'application/x-mpegURL', length, bitrate, height, codecs, title: 'Video' };
  return element('podcast:alternateEnclosure', attributes, element('podcast:source', { uri: filmUrl(context, episode, film) }));
}
