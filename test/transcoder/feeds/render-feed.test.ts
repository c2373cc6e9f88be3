import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { SUBSCRIBER_TOKEN_PLACEHOLDER } from '../../../core/podcasts/podcast-urls.ts';
import type { FeedEpisode, FeedSettings, FeedShow } from '../../../transcoder/feeds/feed-model.ts';
import { planDocuments } from '../../../transcoder/feeds/plan-documents.ts';
import { FEED_END, renderFeed } from '../../../transcoder/feeds/render-feed.ts';
import { renderItems } from '../../../transcoder/feeds/render-items.ts';
import { EPISODE, MP3, SETTINGS, SHOW, TRAILER } from './sample-show.ts';

const LAST_CHANGE = new Date('2026-11-23T05:22:25Z');

function renderAll(show: FeedShow, episodes: readonly FeedEpisode[], settings: FeedSettings = SETTINGS): Map<string, string> {
  const documents = planDocuments(show, episodes, settings);
  return new Map(
    documents.map((document) => {
      const { head, items } = renderFeed(show, document, settings, renderItems(show, document, settings, new Map()));
      return [document.name, head(LAST_CHANGE) + items + FEED_END];
    }),
  );
}

const readable = (xml: string | undefined) => (xml ?? '').replaceAll('><', '>\n<');

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', htmlEntities: true, parseTagValue: false });
const parse = (xml: string | undefined) => {
  expect(XMLValidator.validate(xml ?? '')).toBe(true);
  return parser.parse(xml ?? '').rss.channel;
};

test.each(['feed', 'video', 'private'])('the %s feed of a show that says everything', async (name) => {
  const xml = renderAll(SHOW, [EPISODE, TRAILER]).get(name);
  await expect(readable(xml)).toMatchFileSnapshot(`../../fixtures/golden/feeds/${name}.xml`);
});

test('titles and notes come out as they were written, whatever they look like', () => {
  const title = '5 < 6 && "7" > \'4\' ]]> <b>bold</b> \u202Ertl\u202C 🚂';
  const { item } = parse(renderAll(SHOW, [{ ...EPISODE, title }]).get('feed'));
  expect(item.title).toBe(title);
  expect(item.description).toContain('Notes with a link');
});

test('what XML cannot carry is left out, and the rest stays', () => {
  const { item } = parse(renderAll(SHOW, [{ ...EPISODE, title: 'a\u0000b\u0008c\ud800d\uffffe' }]).get('feed'));
  expect(item.title).toBe('abcde');
});

test('a text cannot make a private feed hand out its token', () => {
  const spy = { ...EPISODE, description: `https://evil.example/?t=${SUBSCRIBER_TOKEN_PLACEHOLDER}`, title: SUBSCRIBER_TOKEN_PLACEHOLDER };
  const { item } = parse(renderAll(SHOW, [spy]).get('private'));
  expect(JSON.stringify([item.title, item.description])).not.toContain('token-goes-here');
  expect(item.enclosure['@url']).toContain(SUBSCRIBER_TOKEN_PLACEHOLDER);
});

test('an audio-first feed never has more than one film beside its sound', () => {
  const { item } = parse(renderAll(SHOW, [EPISODE]).get('feed'));
  const types = item['podcast:alternateEnclosure'].map((alternate: Record<string, string>) => alternate['@type']);
  expect(types).toEqual(['audio/mpeg', 'audio/x-m4a', 'application/x-mpegURL']);
  expect(item.enclosure['@type']).toBe('audio/mpeg');
});

test('episodes for subscribers stand in the private feed only, and private shows have no other', () => {
  const secret = { ...EPISODE, id: 'secret0000000001', guid: 'secret', audience: 'SUBSCRIBERS' as const };
  const documents = planDocuments(SHOW, [secret, EPISODE], SETTINGS);
  const guids = Object.fromEntries(documents.map(({ name, episodes }) => [name, episodes.map(({ guid }) => guid)]));
  expect(guids).toEqual({ private: ['secret', EPISODE.guid], feed: [EPISODE.guid], video: [EPISODE.guid] });
  expect(planDocuments({ ...SHOW, visibility: 'PRIVATE' }, [EPISODE], SETTINGS).map(({ name }) => name)).toEqual(['private']);
});

test('an episode without a file of the right kind waits outside', () => {
  const soundless = { ...EPISODE, files: [] };
  expect(planDocuments(SHOW, [soundless], SETTINGS).flatMap(({ episodes }) => episodes)).toEqual([]);
  const onlySound = { ...EPISODE, files: [MP3] };
  const inVideoShow = planDocuments({ ...SHOW, mode: 'VIDEO' }, [onlySound, EPISODE], SETTINGS).find(({ name }) => name === 'feed');
  expect(inVideoShow?.episodes).toEqual([EPISODE]);
});

test('a show in pages links them all, and every episode stands on one', () => {
  const episodes = Array.from({ length: 25 }, (_, index) => ({ ...EPISODE, id: `e${index}`, guid: `g${index}`, films: [] }));
  const documents = planDocuments({ ...SHOW, pageSize: 10 }, episodes, SETTINGS).filter(({ flavour }) => flavour === 'public');
  expect(documents.map(({ name, episodes: own, pageLinks }) => [name, own.length, pageLinks.map(({ rel }) => rel).join(' ')])).toEqual([
    ['feed', 10, 'first next last'],
    ['feed-2', 10, 'first previous next last'],
    ['feed-3', 5, 'first previous last'],
  ]);
  expect(new Set(documents.flatMap(({ episodes: own }) => own.map(({ guid }) => guid))).size).toBe(25);
  expect(documents[1]?.pageLinks.map(({ url }) => url)).toEqual([
    'https://media.example/podcasts/night-trains/feed.xml',
    'https://media.example/podcasts/night-trains/feed.xml',
    'https://media.example/podcasts/night-trains/feed-3.xml',
    'https://media.example/podcasts/night-trains/feed-3.xml',
  ]);
});

test('a long description is cut below 4000 bytes without breaking a character', () => {
  const { description } = parse(renderAll({ ...SHOW, description: '🚂 < & ü '.repeat(500) }, [EPISODE]).get('feed'));
  expect(Buffer.byteLength(description)).toBeLessThanOrEqual(4000);
  expect(Buffer.byteLength(description)).toBeGreaterThan(2500);
  expect(description).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
});

test('subscribers get the film too, by their own link', () => {
  const secret = { ...EPISODE, audience: 'SUBSCRIBERS' as const };
  const { item } = parse(renderAll(SHOW, [secret]).get('private'));
  const film = item['podcast:alternateEnclosure'].find((alternate: Record<string, string>) => alternate['@title'] === 'Video');
  expect(film['podcast:source']['@uri']).toBe(`https://media.example/feeds/${SUBSCRIBER_TOKEN_PLACEHOLDER}/hls/${EPISODE.id}/master.m3u8`);
});

test("of several transcripts the one in the show's language comes first", () => {
  const [english] = EPISODE.transcripts;
  const german = { language: 'de', files: { vtt: 'd.vtt', srt: 'd.srt', json: 'd.json', html: 'd.html' } };
  const { item } = parse(renderAll(SHOW, [{ ...EPISODE, transcripts: [german, ...(english ? [english] : [])] }]).get('feed'));
  const languages = item['podcast:transcript'].map((transcript: Record<string, string>) => transcript['@language']);
  expect(languages).toEqual(['en', 'en', 'en', 'en', 'de', 'de', 'de', 'de']);
});

test('soundbites are told in decimals, however small', () => {
  const details = { ...EPISODE.details, soundbites: [{ startSeconds: 5e-7, durationSeconds: 1 / 3 }] };
  const { item } = parse(renderAll(SHOW, [{ ...EPISODE, details }]).get('feed'));
  expect(item['podcast:soundbite']).toMatchObject({ '@startTime': '0', '@duration': '0.333' });
});

test('OP3 stands before public enclosures only, and only when it is asked for', () => {
  const feeds = renderAll(SHOW, [EPISODE], { ...SETTINGS, op3: true });
  const url = `https://op3.dev/e,pg=${SHOW.guid}/media.example/media/${EPISODE.id}/${MP3.fileName}`;
  expect(parse(feeds.get('feed')).item.enclosure['@url']).toBe(url);
  expect(parse(feeds.get('private')).item.enclosure['@url']).not.toContain('op3.dev');
  expect(parse(renderAll(SHOW, [EPISODE]).get('feed')).item.enclosure['@url']).not.toContain('op3.dev');
});

test('a show that nobody has finished still is a feed that directories take', () => {
  const bare = { ...SHOW, description: '', categories: [], details: {}, copyright: null };
  const channel = parse(renderAll(bare, []).get('feed'));
  expect(channel['itunes:category']['@text']).toBe('Society & Culture');
  expect(channel.description).toContain('Night trains');
  expect(channel['podcast:locked']).toBe('no');
});
