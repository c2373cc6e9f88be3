import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { cdata, escapeXmlAttribute, escapeXmlText } from '../../../core/podcasts/escape-xml.ts';
import { SUBSCRIBER_TOKEN_PLACEHOLDER } from '../../../core/podcasts/podcast-urls.ts';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';

test('titles use the references that the feed validator does not warn of', () => {
  expect(escapeXmlText('R&B <live> ]]>')).toBe('R&#x26;B &#x3C;live&#x3E; ]]&#x3E;');
  expect(escapeXmlAttribute('a "b" \'c\'\td\ne & <f>')).toBe('a &quot;b&quot; &apos;c&apos;&#x9;d&#xA;e &amp; &lt;f&gt;');
});

test('a CDATA section cannot be ended from inside', () => {
  expect(cdata('a]]>b')).toBe('<![CDATA[a]]]]><![CDATA[>b]]>');
});

test('what XML cannot carry is dropped: control characters, half characters, non-characters', () => {
  expect(escapeXmlText('a\u0000\u0001\u0008\u000b\u001f\uFFFE\uFFFFb\uD800c\uDC00d')).toBe('abcd');
  expect(escapeXmlText('tab\tline\n 🎧')).toBe('tab\tline\n 🎧');
});

test("nobody can write the mark that becomes a subscriber's token, not even in pieces", () => {
  const half = SUBSCRIBER_TOKEN_PLACEHOLDER.slice(0, 9);
  const rest = SUBSCRIBER_TOKEN_PLACEHOLDER.slice(9);
  const attempts = [
    SUBSCRIBER_TOKEN_PLACEHOLDER,
    `${half}\u0001${rest}`,
    `${half}${SUBSCRIBER_TOKEN_PLACEHOLDER}${rest}`,
    `${half}\uD800${rest}`,
  ];
  for (const attempt of attempts) {
    for (const render of [escapeXmlText, escapeXmlAttribute, cdata]) expect(render(attempt)).not.toContain(SUBSCRIBER_TOKEN_PLACEHOLDER);
  }
});

test.each(HOSTILE_TEXTS)('%s reads back from an element, an attribute and a CDATA section', (_name, text, survivor) => {
  const xml = `<r><t a="${escapeXmlAttribute(text)}">${escapeXmlText(text)}</t><c>${cdata(text)}</c></r>`;
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    trimValues: false,
    parseTagValue: false,
    parseAttributeValue: false,
    htmlEntities: true,
    processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 10_000_000 },
  });
  const { r } = parser.parse(xml);
  expect(r.t['#text']).toBe(survivor);
  expect(r.t['@_a']).toBe(survivor);
  expect(r.c).toBe(survivor);
});
