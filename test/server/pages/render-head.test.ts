import { describe, expect, test } from 'vitest';
import type { EpisodePageData, ShowCard, ShowEpisodesPage } from '../../../server/pages/pages-schemas.ts';
import { escapeJson, renderHead } from '../../../server/pages/render-head.ts';
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';

const CONTEXT = { publicUrl: 'https://rostrum.example' };

const show: ShowCard = {
  slug: 'night-ferry',
  title: 'The Night Ferry',
  author: 'Harbour Radio',
  language: 'en',
  path: '/podcasts/night-ferry',
  feed: '/podcasts/night-ferry/feed.xml',
  artwork: null,
};

const page: EpisodePageData = {
  kind: 'episode',
  path: '/podcasts/night-ferry/the-pilots',
  show,
  episode: {
    id: 'e1',
    path: '/podcasts/night-ferry/the-pilots',
    title: 'The pilots',
    summary: 'Ships at night.',
    date: '2026-03-04T05:00:00.000Z',
    durationSeconds: 1804.4,
    type: 'FULL',
    season: 2,
    seasonName: null,
    label: '7',
    isExplicit: false,
    hasFilm: false,
    artwork: null,
    notes: '<p>Ships at night.</p>',
    audio: { src: '/media/e1/abc.mp3', type: 'audio/mpeg', sizeBytes: 28_870_400 },
    peaks: [],
    film: null,
    chapters: [],
    transcript: null,
    people: [],
    funding: [],
    license: null,
    locations: [],
  },
};

const jsonLd = (head: string) => JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(head)?.[1] ?? 'null');

describe("an episode's head", () => {
  const head = renderHead(CONTEXT, page);

  test.each([
    '<title>The pilots · The Night Ferry · Rostrum</title>',
    '<link rel="canonical" href="https://rostrum.example/podcasts/night-ferry/the-pilots">',
    '<meta property="og:audio" content="https://rostrum.example/media/e1/abc.mp3">',
    '<meta name="twitter:player" content="https://rostrum.example/embed/episodes/e1">',
    '<link rel="alternate" type="application/rss+xml" title="The Night Ferry" href="https://rostrum.example/podcasts/night-ferry/feed.xml">',
    'type="application/json+oembed" href="https://rostrum.example/oembed?url=https%3A%2F%2Frostrum.example%2Fpodcasts%2Fnight-ferry%2Fthe-pilots',
  ])('has %s', (tag) => {
    expect(head).toContain(tag);
  });

  test('tells search engines of the episode and its series', () => {
    expect(jsonLd(head)).toMatchObject({
      '@type': 'PodcastEpisode',
      name: 'The pilots',
      datePublished: '2026-03-04T05:00:00.000Z',
      timeRequired: 'PT1804S',
      episodeNumber: '7',
      associatedMedia: { '@type': 'AudioObject', contentUrl: 'https://rostrum.example/media/e1/abc.mp3', contentSize: '28870400' },
      partOfSeries: { '@type': 'PodcastSeries', name: 'The Night Ferry', webFeed: 'https://rostrum.example/podcasts/night-ferry/feed.xml' },
    });
  });
});

test.each(HOSTILE_TEXTS)('%s in a title stays text in every tag and in the data', (_name, text) => {
  const head = renderHead(CONTEXT, { ...page, episode: { ...page.episode, title: text, summary: text } });
  expect(jsonLd(head).name).toBe(text);
  const withoutData = head.replace(/<script type="application\/ld\+json">[^<]*<\/script>/, '');
  expect(withoutData).not.toMatch(/<(?!title>|\/title>|meta |link )/);
});

test('JSON in a data block cannot end it, and reads back as it was', () => {
  const value = { text: '</script><script>alert(1)</script><!-- \u2028\u2029 $& ]]>' };
  expect(escapeJson(value)).not.toMatch(/[<\u2028\u2029]/);
  expect(JSON.parse(escapeJson(value))).toEqual(value);
});

test('a later page of a show names itself, not the first', () => {
  const listing = {
    kind: 'show',
    path: show.path,
    show: { ...show, summary: '', feedUrl: 'https://rostrum.example/podcasts/night-ferry/feed.xml', categories: [], people: [] },
    season: 2,
    paging: { page: 3, pageCount: 4 },
  } as unknown as ShowEpisodesPage;
  expect(renderHead(CONTEXT, listing)).toContain('href="https://rostrum.example/podcasts/night-ferry?season=2&#38;page=3"');
});

test.each(['embed-episode', 'missing'] as const)('a page of the kind %s is kept out of indexes', (kind) => {
  const head = renderHead(CONTEXT, kind === 'missing' ? { kind, path: '/x', status: 404 } : { ...page, kind });
  expect(head).toContain('<meta name="robots" content="noindex">');
  expect(head).not.toContain('canonical');
});
