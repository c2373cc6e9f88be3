import { isVisible } from '../../core/podcasts/clean-text.ts';
import { knownLanguage } from '../../core/podcasts/language-tags.ts';
import { MEDIUMS, type ShowDetails } from '../../core/podcasts/podcast-details.ts';
import { cutText } from './cut-text.ts';
import type { ReadShow, Warn } from './feed-shapes.ts';
import { readCategories } from './read-categories.ts';
import { readSharedDetails, readUpdateFrequency } from './read-details.ts';
import { findChild, findChildren, readAttribute, readChildText, readFlag, readOwnText, readUrl } from './read-elements.ts';
import { readNotes } from './read-notes.ts';
import type { XmlElement } from './read-xml.ts';

const LENGTHS = { title: 300, description: 4000, author: 300, copyright: 500, name: 200, platform: 64 } as const;
const MOST_PLATFORMS = 100;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const FILM_MEDIUMS = new Set(['video', 'film']);

/** Tags of the podcast namespace that nothing here keeps: they are told, so that nobody finds out later. */
const NOT_KEPT = ['podcast:value', 'podcast:liveitem', 'podcast:podroll', 'podcast:publisher', 'podcast:remoteitem', 'podcast:chat'];

/** What a channel says about its show. @param mostlyFilms whether most of its enclosures are films */
export function readShow(channel: XmlElement, mostlyFilms: boolean, warn: Warn): ReadShow {
  const title = readTitle(channel, warn);
  const locked = findChild(channel, 'podcast:locked');
  const details = readShowDetails(channel, warn);
  for (const tag of NOT_KEPT) if (findChild(channel, tag)) warn(`${tag} is not kept.`);
  return {
    guid: readGuid(channel, warn),
    title,
    description: cutText(
      readNotes(readChildText(channel, 'description', 'itunes:summary') ?? ''),
      LENGTHS.description,
      'The description',
      warn,
    ),
    author: cutText(readChildText(channel, 'itunes:author') ?? details.ownerName ?? title, LENGTHS.author, 'The author', warn),
    language: readLanguage(channel, warn),
    link: readUrl(readChildText(channel, 'link')),
    copyright: cutText(readChildText(channel, 'copyright') ?? '', LENGTHS.copyright, 'The copyright', warn) || null,
    explicit: readFlag(readChildText(channel, 'itunes:explicit')) ?? false,
    type: readChildText(channel, 'itunes:type')?.toLowerCase() === 'serial' ? 'SERIAL' : 'EPISODIC',
    mode: mostlyFilms || FILM_MEDIUMS.has(details.medium ?? '') ? 'VIDEO' : 'AUDIO',
    categories: readCategories(channel, warn),
    details,
    imageUrl: readImageUrl(channel),
    isLocked: readFlag(locked && readOwnText(locked)) === true,
    lockedOwner: readAttribute(locked, 'owner'),
  };
}

function readTitle(channel: XmlElement, warn: Warn): string {
  const title = readChildText(channel, 'title', 'itunes:title');
  if (title && isVisible(title)) return cutText(title, LENGTHS.title, 'The title', warn);
  warn('The feed has no title.');
  return 'Untitled';
}

function readGuid(channel: XmlElement, warn: Warn): string | null {
  const guid = readChildText(channel, 'podcast:guid');
  if (!guid || UUID.test(guid)) return guid?.toLowerCase() ?? null;
  warn(`The feed's podcast:guid is no UUID ("${guid.slice(0, 60)}"); the one that follows from its address was taken.`);
  return null;
}

function readLanguage(channel: XmlElement, warn: Warn): string {
  const told = readChildText(channel, 'language');
  const tag = told?.replaceAll('_', '-').replace(/^[A-Za-z]{2,3}(?=-|$)/, (language) => language.toLowerCase()) ?? '';
  const language = LANGUAGE.test(tag) ? knownLanguage(tag) : null;
  if (language !== null) return language;
  warn(told ? `The language "${told.slice(0, 30)}" is none; English was taken.` : 'The feed names no language; English was taken.');
  return 'en';
}

function readImageUrl(channel: XmlElement): string | null {
  const ofItunes = readUrl(readAttribute(findChild(channel, 'itunes:image'), 'href'));
  const image = findChild(channel, 'image');
  return ofItunes ?? readUrl(image && readChildText(image, 'url'));
}

function readShowDetails(channel: XmlElement, warn: Warn): ShowDetails {
  const owner = findChild(channel, 'itunes:owner');
  const ownerName = cutText((owner && readChildText(owner, 'itunes:name')) ?? '', LENGTHS.name, "The owner's name", warn);
  const ownerEmail = owner && readChildText(owner, 'itunes:email');
  const medium = readMedium(channel, warn);
  const isLocked = readFlag(readChildText(channel, 'podcast:locked'));
  const blocks = findChildren(channel, 'podcast:block').filter((block) => readFlag(readOwnText(block)) === true);
  const platforms = blocks.flatMap((block) => readAttribute(block, 'id')?.slice(0, LENGTHS.platform) ?? []);
  const blocksAll = readFlag(readChildText(channel, 'itunes:block')) === true || blocks.length > platforms.length;
  return {
    ...readSharedDetails(channel, warn),
    ...readUpdateFrequency(channel, warn),
    ...(ownerName ? { ownerName } : {}),
    ...(ownerEmail && EMAIL.test(ownerEmail) ? { ownerEmail } : {}),
    ...(medium ? { medium } : {}),
    ...(isLocked === null ? {} : { locked: isLocked }),
    ...(readFlag(readAttribute(findChild(channel, 'podcast:podping'), 'usespodping')) ? { podping: true } : {}),
    ...(blocksAll ? { block: true } : {}),
    ...(platforms.length > 0 ? { blockedPlatforms: platforms.slice(0, MOST_PLATFORMS) } : {}),
    ...(readFlag(readChildText(channel, 'itunes:complete')) ? { complete: true } : {}),
  };
}

function readMedium(channel: XmlElement, warn: Warn): (typeof MEDIUMS)[number] | null {
  const told = readChildText(channel, 'podcast:medium');
  const medium = MEDIUMS.find((name) => name === told?.toLowerCase()) ?? null;
  if (told && !medium) warn(`The medium "${told.slice(0, 30)}" is not kept.`);
  return medium;
}
