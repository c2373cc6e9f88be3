import { escapeXmlAttribute, escapeXmlText } from '../../core/podcasts/escape-xml.ts';

export interface OpmlShow {
  readonly title: string;
  readonly description: string;
  readonly language: string;
  readonly feed: string;
  readonly page: string;
}

/** A list of feeds as podcast apps import it (OPML 2.0, http://opml.org/spec2.opml: subscription lists). */
export function renderOpml(title: string, shows: readonly OpmlShow[], now: Date): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0">',
    '  <head>',
    `    <title>${escapeXmlText(title)}</title>`,
    `    <dateCreated>${now.toUTCString()}</dateCreated>`,
    '  </head>',
    '  <body>',
    ...shows.map(renderOutline),
    '  </body>',
    '</opml>',
    '',
  ].join('\n');
}

function renderOutline({ title, description, language, feed, page }: OpmlShow): string {
  const attributes = { text: title, type: 'rss', version: 'RSS2', title, description, language, xmlUrl: feed, htmlUrl: page };
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${escapeXmlAttribute(value)}"`);
  return `    <outline ${written.join(' ')}/>`;
}
