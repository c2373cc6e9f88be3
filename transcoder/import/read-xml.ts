import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { AppError } from '../../core/errors.ts';
import { readReferences } from './read-references.ts';

/** An element with what is in it. Names are in lower case, those of elements behind the prefix that everybody knows. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Text and CDATA directly in it, joined. */
  readonly text: string;
}

/** Namespaces have names of their own; a prefix is only what one document calls them. */
const PREFIXES: Readonly<Record<string, string>> = {
  'http://www.itunes.com/dtds/podcast-1.0.dtd': 'itunes',
  'https://podcastindex.org/namespace/1.0': 'podcast',
  'https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md': 'podcast',
  'http://purl.org/rss/1.0/modules/content/': 'content',
  'http://www.w3.org/2005/atom': 'atom',
  'http://podlove.org/simple-chapters': 'psc',
  'http://purl.org/dc/elements/1.1/': 'dc',
};

/**
 * Reads a document into a tree.
 *
 * A document type is refused before anything is parsed: entities are how a few bytes become gigabytes, and how a
 * document asks for files of the machine that reads it. References are read here, the five of XML and those by number.
 * @throws AppError feed_unreadable with the line where the document breaks
 */
export function readXml(text: string): XmlElement {
  if (hasDocumentType(text)) {
    throw new AppError(
      'feed_unreadable',
      'The feed carries a document type (<!DOCTYPE or <!ENTITY), which is not read here: it could be a bomb.',
    );
  }
  const root = parse(text).find((node) => nameOf(node) !== '#text');
  if (!root) throw new AppError('feed_unreadable', 'The feed is empty.');
  return toElement(root, new Map());
}

/** Whether there is one outside comments and CDATA, where the words mean nothing. */
function hasDocumentType(text: string): boolean {
  for (let at = text.indexOf('<!'); at >= 0; at = text.indexOf('<!', at + 2)) {
    const end = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : null;
    if (!end) return true;
    const closed = text.indexOf(end, at);
    if (closed < 0) return false; // The parser refuses that.
    at = closed;
  }
  return false;
}

type Node = Readonly<Record<string, unknown>>;

const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  cdataPropName: '#cdata',
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
});

function parse(text: string): readonly Node[] {
  const whole = text.replace(/^\uFEFF?\s*/, '');
  const validity = XMLValidator.validate(whole);
  if (validity !== true) throw new AppError('feed_unreadable', `The feed breaks in line ${validity.err.line}: ${validity.err.msg}`);
  try {
    return PARSER.parse(whole) as readonly Node[];
  } catch (error) {
    throw new AppError('feed_unreadable', `The feed cannot be read as XML: ${(error as Error).message}.`, { cause: error });
  }
}

const nameOf = (node: Node) => Object.keys(node).find((key) => key !== ':@') ?? '#text';

/** Depth is bounded by the parser. */
function toElement(node: Node, outer: ReadonlyMap<string, string>): XmlElement {
  const tag = nameOf(node);
  const attributes = Object.fromEntries(
    Object.entries((node[':@'] ?? {}) as Record<string, string>).map(([name, value]) => [name.toLowerCase(), readReferences(value)]),
  );
  const prefixes = addPrefixes(outer, attributes);
  const inside = node[tag] as readonly Node[];
  const children = inside.filter((child) => !nameOf(child).startsWith('#'));
  return {
    name: expandName(tag, prefixes),
    attributes,
    children: children.map((child) => toElement(child, prefixes)),
    text: inside.map(readText).join(''),
  };
}

function addPrefixes(outer: ReadonlyMap<string, string>, attributes: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const declared = Object.entries(attributes).filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  if (declared.length === 0) return outer;
  return new Map([...outer, ...declared.map(([name, uri]) => [name.slice('xmlns:'.length), PREFIXES[uri.toLowerCase()] ?? ''] as const)]);
}

/** A prefix that nobody declared stands for what it is mostly used for. */
function expandName(tag: string, prefixes: ReadonlyMap<string, string>): string {
  const [prefix, local] = tag.includes(':') ? [tag.slice(0, tag.indexOf(':')), tag.slice(tag.indexOf(':') + 1)] : ['', tag];
  const known = prefixes.get(prefix.toLowerCase()) || prefix.toLowerCase();
  return known === '' ? local.toLowerCase() : `${known}:${local.toLowerCase()}`;
}

function readText(node: Node): string {
  const name = nameOf(node);
  if (name === '#text') return readReferences(String(node['#text']));
  if (name !== '#cdata') return '';
  return (node['#cdata'] as readonly Node[]).map((part) => String(part['#text'])).join('');
}
