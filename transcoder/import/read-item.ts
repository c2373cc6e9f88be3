import { isVisible } from '../../core/podcasts/clean-text.ts';
import type { Chapter, EpisodeDetails } from '../../core/podcasts/podcast-details.ts';
import { cutText } from './cut-text.ts';
import type { ReadItem, ReadTranscript, Warn } from './feed-shapes.ts';
import { readSharedDetails, readSocialInteracts, readSoundbites } from './read-details.ts';
import {
  findChild,
  findChildren,
  readAttribute,
  readChildText,
  readCount,
  readDate,
  readDuration,
  readFlag,
  readUrl,
} from './read-elements.ts';
import { readInlineChapters } from './read-inline-chapters.ts';
import { readNotes } from './read-notes.ts';
import type { XmlElement } from './read-xml.ts';

const LENGTHS = { title: 300, notes: 500_000, seasonName: 128, display: 32 } as const;
/** Longer ones do not fit into the index that keeps guids apart. */
const LONGEST_GUID = 1000;
/** Each is a request to another host. */
const MOST_TRANSCRIPTS = 40;
const TYPES = { trailer: 'TRAILER', bonus: 'BONUS' } as const;

/** What nothing here keeps: told once for all items. */
const NOT_KEPT = ['itunes:block', 'podcast:alternateenclosure', 'podcast:value'];

/** An item that may lack what only its neighbours tell. */
export type FoundItem = Omit<ReadItem, 'pubDate'> & { readonly pubDate: string | null };

/** What an item says about its episode; null for one without a file, which is no episode, or without a usable guid. */
export function readItem(item: XmlElement, warn: Warn): FoundItem | null {
  const enclosure = findChild(item, 'enclosure');
  const url = readUrl(readAttribute(enclosure, 'url'));
  const title = readTitle(item);
  if (!url) {
    warn(`"${title}" has no file and was left out.`);
    return null;
  }
  const guid = readChildText(item, 'guid') ?? url;
  if (guid.length > LONGEST_GUID) {
    warn(`"${title}" was left out: its guid is longer than ${LONGEST_GUID} characters.`);
    return null;
  }
  for (const tag of NOT_KEPT) if (findChild(item, tag)) warn(`${tag} of episodes is not kept.`);
  const about: Warn = (sentence) => warn(`"${title.slice(0, 80)}": ${sentence}`);
  const type = readChildText(item, 'itunes:episodetype')?.toLowerCase() ?? '';
  return {
    guid,
    title: cutText(title, LENGTHS.title, 'The title', about),
    description: readDescription(item, about),
    pubDate: readDate(readChildText(item, 'pubdate', 'dc:date')),
    type: type in TYPES ? TYPES[type as keyof typeof TYPES] : 'FULL',
    season: readCount(readChildText(item, 'podcast:season')) ?? readCount(readChildText(item, 'itunes:season')),
    number: readCount(readChildText(item, 'podcast:episode')) ?? readCount(readChildText(item, 'itunes:episode')),
    explicit: readFlag(readChildText(item, 'itunes:explicit')),
    imageUrl: readUrl(readAttribute(findChild(item, 'itunes:image'), 'href')),
    enclosure: { url, type: readAttribute(enclosure, 'type') ?? '' },
    durationSeconds: readDuration(readChildText(item, 'itunes:duration')),
    chaptersUrl: readUrl(readAttribute(findChild(item, 'podcast:chapters'), 'url')),
    chapters: readChapters(item, about),
    transcripts: findChildren(item, 'podcast:transcript').slice(0, MOST_TRANSCRIPTS).flatMap(readTranscript),
    details: readEpisodeDetails(item, about),
  };
}

/** Apple's own title leaves out what stands in other tags ("S2E3: "), so the item's comes first. */
function readTitle(item: XmlElement): string {
  const title = readChildText(item, 'title', 'itunes:title');
  return title && isVisible(title) ? title : 'Untitled';
}

/** The richest of the texts that items carry: whole notes before a summary of them. */
function findNotes(item: XmlElement): string {
  const candidates = ['content:encoded', 'description', 'itunes:summary'].map((name) => readChildText(item, name) ?? '');
  return candidates.reduce((richest, text) => (text.length > richest.length ? text : richest), '');
}

/** Cut before they are read as well, because reading markup takes its time; what is escaped on the way grows. */
function readDescription(item: XmlElement, warn: Warn): string {
  const cut = (text: string) => cutText(text, LENGTHS.notes, 'The notes', warn);
  return cut(readNotes(cut(findNotes(item))));
}

function readTranscript(transcript: XmlElement): ReadTranscript[] {
  const url = readUrl(readAttribute(transcript, 'url'));
  if (!url) return [];
  return [{ url, type: readAttribute(transcript, 'type')?.toLowerCase() ?? '', language: readAttribute(transcript, 'language') }];
}

function readEpisodeDetails(item: XmlElement, warn: Warn): EpisodeDetails {
  const seasonName = readAttribute(findChild(item, 'podcast:season'), 'name');
  const display = readAttribute(findChild(item, 'podcast:episode'), 'display');
  return {
    ...readSharedDetails(item, warn),
    ...readSoundbites(item, warn),
    ...readSocialInteracts(item, warn),
    ...(seasonName ? { seasonName: cutText(seasonName, LENGTHS.seasonName, "The season's name", warn) } : {}),
    ...(display ? { episodeDisplay: cutText(display, LENGTHS.display, "The episode's display", warn) } : {}),
  };
}

function readChapters(item: XmlElement, warn: Warn): Chapter[] {
  const inline = findChild(item, 'psc:chapters');
  return inline ? readInlineChapters(inline, warn) : [];
}
