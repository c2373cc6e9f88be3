import type Type from 'typebox';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import {
  Funding,
  License,
  Location,
  Person,
  SocialInteract,
  Soundbite,
  Txt,
  UpdateFrequency,
} from '../../core/podcasts/podcast-details.ts';
import type { Warn } from './feed-shapes.ts';
import { findChild, findChildren, readAttribute, readCount, readFlag, readOwnText, readUrl } from './read-elements.ts';
import type { XmlElement } from './read-xml.ts';

/**
 * The small tags of the podcast namespace that shows and episodes share (https://podcasting2.org/podcast-namespace).
 * What our own shapes would refuse is left out, and told.
 */
export function readSharedDetails(element: XmlElement, warn: Warn) {
  return {
    ...listOf(element, 'podcast:person', Person, readPerson, 'persons', warn),
    ...listOf(element, 'podcast:location', Location, readLocation, 'locations', warn),
    ...listOf(element, 'podcast:txt', Txt, readTxt, 'txts', warn),
    ...listOf(element, 'podcast:funding', Funding, readFunding, 'funding', warn),
    ...oneOf(element, 'podcast:license', License, readLicense, 'license', warn),
  };
}

export function readSoundbites(item: XmlElement, warn: Warn) {
  return listOf(item, 'podcast:soundbite', Soundbite, readSoundbite, 'soundbites', warn);
}

export function readSocialInteracts(item: XmlElement, warn: Warn) {
  return listOf(item, 'podcast:socialinteract', SocialInteract, readSocialInteract, 'socialInteracts', warn);
}

export function readUpdateFrequency(channel: XmlElement, warn: Warn) {
  return oneOf(channel, 'podcast:updatefrequency', UpdateFrequency, readFrequency, 'updateFrequency', warn);
}

const readPerson = (person: XmlElement) => ({
  name: readOwnText(person),
  role: readAttribute(person, 'role'),
  group: readAttribute(person, 'group'),
  img: readUrl(readAttribute(person, 'img')),
  href: readUrl(readAttribute(person, 'href')),
});

const readLocation = (location: XmlElement) => ({
  name: readOwnText(location),
  rel: readAttribute(location, 'rel'),
  geo: readAttribute(location, 'geo'),
  osm: readAttribute(location, 'osm'),
  country: readAttribute(location, 'country')?.toUpperCase() ?? null,
});

const readTxt = (txt: XmlElement) => ({ text: readOwnText(txt), purpose: readAttribute(txt, 'purpose') });

/** Apps show the address where nobody has written more. */
const readFunding = (funding: XmlElement) => {
  const url = readUrl(readAttribute(funding, 'url'));
  return { url, text: readOwnText(funding) ?? url?.slice(0, 128) };
};

const readLicense = (license: XmlElement) => ({ name: readOwnText(license), url: readUrl(readAttribute(license, 'url')) });

const readFrequency = (frequency: XmlElement) => ({
  text: readOwnText(frequency),
  rrule: readAttribute(frequency, 'rrule'),
  dtstart: readAttribute(frequency, 'dtstart'),
  complete: readFlag(readAttribute(frequency, 'complete')),
});

const readSoundbite = (soundbite: XmlElement) => ({
  startSeconds: Number(readAttribute(soundbite, 'starttime') ?? Number.NaN),
  durationSeconds: Number(readAttribute(soundbite, 'duration') ?? Number.NaN),
  title: readOwnText(soundbite),
});

const readSocialInteract = (social: XmlElement) => ({
  protocol: readAttribute(social, 'protocol')?.toLowerCase() ?? null,
  uri: readAttribute(social, 'uri'),
  accountId: readAttribute(social, 'accountid'),
  accountUrl: readUrl(readAttribute(social, 'accounturl')),
  priority: readAttribute(social, 'priority') === '0' ? 0 : readCount(readAttribute(social, 'priority')),
});

/** As many as ShowDetails and EpisodeDetails have room for. */
const MOST = { persons: 100, locations: 20, txts: 20, funding: 20, soundbites: 50, socialInteracts: 20 } as const;

type Values = Readonly<Record<string, unknown>>;

function listOf<Shape extends TSchema, Name extends keyof typeof MOST>(
  element: XmlElement,
  tag: string,
  shape: Shape,
  read: (child: XmlElement) => Values,
  name: Name,
  warn: Warn,
): { [Key in Name]?: Type.Static<Shape>[] } {
  const found = findChildren(element, tag);
  const most = MOST[name];
  if (found.length > most) warn(`Only the first ${most} of ${tag} were kept.`);
  const values = found.slice(0, most).flatMap((child) => keepValid(tag, shape, read(child), warn));
  return (values.length > 0 ? { [name]: values } : {}) as { [Key in Name]?: Type.Static<Shape>[] };
}

function oneOf<Shape extends TSchema, Name extends string>(
  element: XmlElement,
  tag: string,
  shape: Shape,
  read: (child: XmlElement) => Values,
  name: Name,
  warn: Warn,
): { [Key in Name]?: Type.Static<Shape> } {
  const child = findChild(element, tag);
  const [value] = child ? keepValid(tag, shape, read(child), warn) : [];
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Type.Static<Shape> };
}

const compiled = new Map<TSchema, ReturnType<typeof Compile>>();

/** The value without what is missing in it; nothing where even then it is not of our shape. */
function keepValid<Shape extends TSchema>(tag: string, shape: Shape, values: Values, warn: Warn): Type.Static<Shape>[] {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
  const check = compiled.get(shape) ?? Compile(shape);
  compiled.set(shape, check);
  if (check.Check(given)) return [given as Type.Static<Shape>];
  const [fault] = check.Errors(given);
  warn(`A ${tag} was left out: ${fault?.instancePath.slice(1) || 'it'} ${fault?.message ?? 'is not as it should be'}.`);
  return [];
}
