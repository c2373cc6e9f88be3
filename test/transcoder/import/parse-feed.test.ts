import { expect, test } from 'vitest';
import { findChannel, findNextPage } from '../../../transcoder/import/find-channel.ts';
import { parseFeed } from '../../../transcoder/import/parse-feed.ts';
import { readFeedText } from '../../../transcoder/import/read-feed-text.ts';
import { FULL_FEED, makeFeed, makeItem } from './sample-feed.ts';

const NOW = new Date('2024-06-01T12:00:00Z');
const HOST = 'https://old.example';
const parse = (...pages: string[]) => parseFeed(pages.map(findChannel), NOW);
const MP3 = `${HOST}/a.mp3`;

test('a full feed is read tag by tag', () => {
  const { show, items, warnings } = parse(FULL_FEED.replaceAll('{HOST}', HOST));
  expect(show).toEqual({
    guid: '917393e3-1b1e-5cef-ace4-edaa54e1f810',
    title: 'Tea & Tides 🌊',
    description: '<p>Two friends, <b>one</b> kettle &amp; the sea.</p>',
    author: 'Ada & Bo',
    language: 'en-GB',
    link: 'https://tea.example/',
    copyright: '© 2024 Tea & Tides',
    explicit: true,
    type: 'SERIAL',
    mode: 'AUDIO',
    categories: ['Society & Culture > Documentary', 'Leisure'],
    imageUrl: `${HOST}/cover.png`,
    isLocked: false,
    lockedOwner: 'ada@tea.example',
    details: {
      ownerName: 'Ada Lovelace',
      ownerEmail: 'ada@tea.example',
      medium: 'podcast',
      locked: false,
      podping: true,
      block: true,
      blockedPlatforms: ['amazon'],
      complete: true,
      funding: [{ url: 'https://tea.example/support', text: 'Buy us tea' }],
      persons: [
        { name: 'Ada', role: 'host', group: 'cast', img: 'https://tea.example/ada.jpg', href: 'https://tea.example/ada' },
        { name: 'Bo' },
      ],
      license: { name: 'tea-license', url: 'https://tea.example/license' },
      locations: [{ name: 'Penzance', rel: 'creator', geo: 'geo:50.1,-5.5', osm: 'R113314', country: 'GB' }],
      txts: [{ text: 'S6lpp-7ZCn8-dZfGc-OoyaG', purpose: 'verify' }],
      updateFrequency: { text: 'Weekly', rrule: 'FREQ=WEEKLY', complete: false, dtstart: '2024-01-01T00:00:00.000Z' },
    },
  });
  expect(items).toEqual([
    {
      guid: 'tea-0002?x=1&y=2',
      title: 'S2E1: High <water>',
      description: '<p>Long notes with <a href="https://tea.example/x?a=1&amp;b=2">a link</a>.</p>',
      pubDate: '2024-03-05T08:30:15.000Z',
      type: 'FULL',
      season: 2,
      number: 1,
      explicit: false,
      imageUrl: `${HOST}/two.png`,
      enclosure: { url: `${HOST}/two.mp3`, type: 'audio/mpeg' },
      durationSeconds: 3723,
      chaptersUrl: `${HOST}/two.chapters.json`,
      chapters: [],
      transcripts: [
        { url: `${HOST}/two.html`, type: 'text/html', language: null },
        { url: `${HOST}/two.srt`, type: 'application/srt', language: 'en' },
        { url: `${HOST}/two.vtt`, type: 'text/vtt', language: 'en' },
        { url: `${HOST}/two-de.srt`, type: 'application/x-subrip', language: 'de' },
      ],
      details: {
        seasonName: 'The flood',
        episodeDisplay: 'Ch. 1',
        persons: [{ name: 'Cy', role: 'guest' }],
        license: { name: 'cc-by-4.0' },
        txts: [{ text: 'note' }],
        soundbites: [{ startSeconds: 1.5, durationSeconds: 2, title: 'The wave' }],
        socialInteracts: [
          {
            protocol: 'activitypub',
            uri: 'https://social.example/@tea/1',
            accountId: '@tea',
            accountUrl: 'https://social.example/@tea',
            priority: 1,
          },
        ],
      },
    },
    {
      guid: 'https://tea.example/1',
      title: 'Low water',
      description: 'Plain &amp; simple <b>notes</b>',
      pubDate: '2024-01-01T00:00:00.000Z',
      type: 'TRAILER',
      season: null,
      number: null,
      explicit: null,
      imageUrl: `${HOST}/cover.png`,
      enclosure: { url: `${HOST}/one.mp3`, type: 'audio/mpeg' },
      durationSeconds: 95,
      chaptersUrl: null,
      chapters: [
        { startSeconds: 0, title: 'Hello' },
        { startSeconds: 1.5, title: 'Tide', url: 'https://tea.example/tide' },
      ],
      transcripts: [],
      details: {},
    },
  ]);
  expect(warnings).toEqual(['podcast:value is not kept.']);
});

test.each([
  ['a web page', '<!DOCTYPE html><html><body>hi</body></html>', 'web page'],
  ['a web page without a document type', '<html lang="en"><head></head></html>', 'web page'],
  ['JSON', '{"version": "https://jsonfeed.org/version/1.1"}', 'JSON'],
  ['Atom', '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>', 'Atom'],
  ['RSS 1.0', '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel/></rdf:RDF>', 'RSS 1.0'],
  ['OPML', '<opml version="2.0"><body/></opml>', 'OPML'],
  ['a sound', 'ID3\u0003\u0000', 'does not begin'],
  ['nothing', '  ', 'nothing'],
  ['other XML', '<?xml version="1.0"?><svg/>', '<svg>'],
  ['RSS without a channel', '<rss version="2.0"></rss>', 'no channel'],
  ['half a feed', '<rss version="2.0"><channel>\n<title>x</title>\n<item>', 'breaks in line'],
  ['crossed tags', '<rss version="2.0"><channel><title>x</channel></title></rss>', 'breaks in line 1'],
])('%s is refused by what it is', (_name, text, sentence) => {
  expect(() => findChannel(text)).toThrow(expect.objectContaining({ code: 'feed_unreadable', message: expect.stringContaining(sentence) }));
});

const LAUGHS = Array.from({ length: 9 }, (_, level) => `<!ENTITY lol${level + 1} "${`&lol${level};`.repeat(10)}">`).join('');
test.each([
  [
    'a billion laughs',
    `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY lol0 "lol">${LAUGHS}]><rss version="2.0"><channel><title>&lol9;</title></channel></rss>`,
  ],
  [
    'an external entity',
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>&x;</title></channel></rss>',
  ],
  ['an external document type', '<!DOCTYPE rss SYSTEM "http://127.0.0.1/evil.dtd"><rss version="2.0"><channel/></rss>'],
  ['a document type behind a comment', '<!-- hello --><!doctype rss><rss version="2.0"><channel/></rss>'],
  ['an entity within the feed', '<rss version="2.0"><!ENTITY a "b"><channel/></rss>'],
])('%s is refused before it is read', (_name, text) => {
  const begun = Date.now();
  expect(() => findChannel(text)).toThrow(
    expect.objectContaining({ code: 'feed_unreadable', message: expect.stringContaining('document type') }),
  );
  expect(Date.now() - begun).toBeLessThan(200);
});

test('notes may speak of document types', () => {
  const notes = '<description><![CDATA[Write <!DOCTYPE html>, not <!ENTITY x "y">]]></description><!-- <!DOCTYPE x> -->';
  const { items } = parse(makeFeed(`<item><title>x</title><guid>1</guid><enclosure url="${MP3}"/>${notes}</item>`));
  expect(items[0]?.description).toBe('Write <!DOCTYPE html>, not <!ENTITY x "y">');
});

test('elements in elements without end, and openings without end, are refused in good time', () => {
  const begun = Date.now();
  expect(() => findChannel(`<rss version="2.0"><channel>${'<a>'.repeat(200_000)}`)).toThrow(
    expect.objectContaining({ code: 'feed_unreadable' }),
  );
  const deep = `<rss version="2.0"><channel>${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}</channel></rss>`;
  expect(() => findChannel(deep)).toThrow(expect.objectContaining({ code: 'feed_unreadable' }));
  expect(() => findChannel(`<rss version="2.0"><channel>${'<!--'.repeat(500_000)}`)).toThrow(
    expect.objectContaining({ code: 'feed_unreadable' }),
  );
  expect(Date.now() - begun).toBeLessThan(3000);
});

test.each([
  ['UTF-8 with a mark', Buffer.from('\uFEFF<a>Grüße</a>'), ''],
  ['UTF-16 with a mark', Buffer.from('\uFEFF<a>Grüße</a>', 'utf16le'), ''],
  ['UTF-16, big end first', Buffer.from('\uFEFF<a>Grüße</a>', 'utf16le').swap16(), 'text/xml'],
  ['UTF-16 without a mark', Buffer.from('<?xml version="1.0" encoding="utf-16"?><a>Grüße</a>', 'utf16le'), ''],
  [
    'Latin-1 by its declaration',
    Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Grüße</a>', 'latin1'),
    'text/xml; charset=utf-8',
  ],
  ['Windows-1252 by its declaration', Buffer.from("<?xml version='1.0' encoding='windows-1252'?><a>Grüße</a>", 'latin1'), ''],
  ['Latin-1 by its content type', Buffer.from('<a>Grüße</a>', 'latin1'), 'text/xml; charset="iso-8859-1"'],
  ['UTF-8 that says UTF-16', Buffer.from('<?xml version="1.0" encoding="UTF-16"?><a>Grüße</a>'), ''],
  ['UTF-8 that says nothing', Buffer.from('<a>Grüße</a>'), 'application/rss+xml'],
])('%s is read', (_name, bytes, contentType) => {
  expect(readFeedText(bytes, contentType)).toContain('<a>Grüße</a>');
});

test('an encoding that nobody knows is refused by its name', () => {
  expect(() => readFeedText(Buffer.from('<?xml version="1.0" encoding="klingon-8"?><a/>'), '')).toThrow('"klingon-8"');
});

test('references are read once, and only those of XML', () => {
  const { items } = parse(
    makeFeed(`<item><title>&amp;amp; &#233;&#xE9; &#0; &#xD800; &nbsp; a&lt;b</title><guid>1</guid><enclosure url="${MP3}"/></item>`),
  );
  expect(items[0]?.title).toBe('&amp; éé   &nbsp; a<b');
});

test('numbers that are no characters are dropped, also where notes are HTML', () => {
  const unfit = 'a&#xD800;b&#0;c&#x1F30A;d&#xD83C;&#xDF0A;e&#x000000DC00;f&#x110000;g&#99999999999;h&#xFFFE;i';
  const bare = `<title>${unfit}</title><guid>1</guid><enclosure url="${MP3}"/>`;
  const { items } = parse(makeFeed(`<item>${bare}<description><![CDATA[<p>${unfit}</p>]]></description></item>`));
  expect(items[0]?.title).toBe('abc🌊defghi');
  expect(items[0]?.description).toBe('<p>abc🌊defghi</p>');
});

test('more items than any podcast has are refused, before each becomes a request', () => {
  const makeItems = (count: number) => Array.from({ length: count }, (_, index) => makeItem(String(index), `${MP3}?${index}`)).join('');
  expect(parse(makeFeed(makeItems(10_000)), makeFeed(makeItems(10_000))).items).toHaveLength(10_000);
  expect(() => parse(makeFeed(makeItems(10_000)), makeFeed(makeItems(10_001)))).toThrow('The feed has 20001 items, and at most 20000');
});

test('notes of many megabytes are cut before their markup is read', () => {
  const { items, warnings } = parse(makeFeed(makeItem('a', MP3, `<description><![CDATA[<p>${'<'.repeat(8_000_000)}]]></description>`)));
  expect(items[0]?.description.length).toBeLessThanOrEqual(500_000);
  expect(warnings).toEqual(['"a": The notes is longer than 500000 characters and was cut.']);
});

test('guids: the enclosure where there is none, each once, none that is too long', () => {
  const bare = `<item><title>bare</title><enclosure url="${MP3}"/></item>`;
  const { items, warnings } = parse(
    makeFeed(
      bare +
        makeItem('a', `${HOST}/1.mp3`) +
        makeItem('a', `${HOST}/2.mp3`) +
        makeItem('b'.repeat(1001), MP3) +
        '<item><title>text</title></item>',
    ),
  );
  expect(items.map(({ guid }) => guid)).toEqual([MP3, 'a']);
  expect(warnings).toEqual(
    expect.arrayContaining([
      expect.stringContaining('has the guid of "a"'),
      expect.stringContaining('longer than 1000'),
      '"text" has no file and was left out.',
    ]),
  );
});

test('items without a date keep their place', () => {
  const dateless = (guid: string) =>
    `<item><title>${guid}</title><guid>${guid}</guid><pubDate>soon</pubDate><enclosure url="${MP3}?${guid}"/></item>`;
  const { items } = parse(makeFeed(dateless('new') + makeItem('dated', MP3) + dateless('older')));
  expect(items.map(({ pubDate }) => pubDate)).toEqual(['2024-06-01T11:59:59.000Z', '2024-01-01T00:00:00.000Z', '2023-12-31T23:59:59.000Z']);
});

test.each([
  ['en_us', 'en-US'],
  ['PT-br', 'pt-BR'],
  ['zz', 'en'],
  ['english', 'en'],
])('the language "%s" becomes %s', (told, language) => {
  const { show, warnings } = parse(makeFeed(makeItem('a', MP3)).replace('<language>en</language>', `<language>${told}</language>`));
  expect(show.language).toBe(language);
  expect(warnings.some((warning) => warning.includes(`"${told}"`))).toBe(language === 'en');
});

test('what cannot be kept is told', () => {
  const channel = `<podcast:guid>not-a-uuid</podcast:guid><podcast:medium>musicL</podcast:medium><itunes:category text="Gadgets"/>
    <itunes:category text="Art"/><itunes:category text="Technology"><itunes:category text="Robots"/></itunes:category>
    <podcast:funding url="mailto:me@x.example">Mail me</podcast:funding><podcast:person/><description>${'x'.repeat(5000)}</description>`;
  const { show, warnings } = parse(
    makeFeed(makeItem('a', MP3), channel).replace('<language>en</language>', '<language>english</language>'),
  );
  expect(show).toMatchObject({ guid: null, language: 'en', categories: ['Technology'] });
  expect(show.description).toHaveLength(4000);
  for (const part of [
    'not-a-uuid',
    'musicL',
    '"english"',
    '"Gadgets"',
    '"Art"',
    '"Technology > Robots"',
    'podcast:funding',
    'podcast:person',
    'description is longer',
  ])
    expect(warnings, part).toContainEqual(expect.stringContaining(part));
});

test('feeds of films make a show of films', () => {
  const film = (name: string) => makeItem(name, MP3).replace('audio/mpeg', 'video/mp4');
  expect(parse(makeFeed(film('a') + film('b') + makeItem('c', MP3))).show.mode).toBe('VIDEO');
  expect(parse(makeFeed(film('a') + makeItem('b', MP3))).show.mode).toBe('AUDIO');
});

test('pages are one feed, and an item that shifts from one to the next is there once', () => {
  const first = makeFeed(
    makeItem('c', `${HOST}/c.mp3`) + makeItem('b', `${HOST}/b.mp3`),
    `<atom:link rel="next" href="${HOST}/feed-2.xml"/>`,
  );
  const second = makeFeed(makeItem('b', `${HOST}/b.mp3`) + makeItem('a', `${HOST}/a.mp3`), '<description>of page two</description>');
  expect(findNextPage(findChannel(first))).toBe(`${HOST}/feed-2.xml`);
  expect(findNextPage(findChannel(second))).toBeNull();
  const { items, show, warnings } = parse(first, second);
  expect(items.map(({ guid }) => guid)).toEqual(['c', 'b', 'a']);
  expect(show.description).toBe('');
  expect(warnings).toEqual([]);
});

test('a feed with more of everything than anybody reads is cut in good time', () => {
  const many = (tag: string) => tag.repeat(50_000);
  const channel =
    many('<itunes:category text="nonsense of no kind"/>') +
    many('<podcast:person>Ada</podcast:person>') +
    many('<podcast:txt>x</podcast:txt>');
  const begun = Date.now();
  const { show, warnings } = parse(makeFeed(makeItem('a', MP3, many('<podcast:transcript url="https://x.example/t.vtt"/>')), channel));
  expect(Date.now() - begun).toBeLessThan(10_000);
  expect(show.details.persons).toHaveLength(100);
  expect(show.details.txts).toHaveLength(20);
  expect(warnings).toContain('Only the first 100 of podcast:person were kept.');
});
