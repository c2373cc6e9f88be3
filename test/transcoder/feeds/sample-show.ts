import type { FeedEpisode, FeedFile, FeedSettings, FeedShow } from '../../../transcoder/feeds/feed-model.ts';

export const SETTINGS: FeedSettings = { publicUrl: 'https://media.example', op3: false, usesPodping: false };

/** A show with everything that a feed can say. */
export const SHOW: FeedShow = {
  id: 'show000000000001',
  slug: 'night-trains',
  guid: '917393e3-1b1e-5cef-ace4-edaa54e1f810',
  title: 'Night trains & other ways <home>',
  description: 'Stories from the sleeper car.\n\nWith ]]> and <script>alert(1)</script> in them.',
  mode: 'AUDIO',
  type: 'SERIAL',
  visibility: 'PUBLIC',
  language: 'en-GB',
  author: 'Ada Lovelace & friends',
  link: null,
  copyright: '© 2026 Ada',
  explicit: false,
  categories: ['Society & Culture > Places & Travel', 'History'],
  details: {
    ownerName: 'Ada Lovelace',
    ownerEmail: 'ada@media.example',
    locked: true,
    funding: [{ url: 'https://media.example/give', text: 'Buy us a ticket' }],
    persons: [{ name: 'Ada Lovelace', role: 'host', href: 'https://media.example/ada', img: 'https://media.example/ada.jpg' }],
    license: { name: 'cc-by-4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
    locations: [{ name: 'Vienna', rel: 'subject', geo: 'geo:48.2,16.37', osm: 'R109166', country: 'AT' }],
    txts: [{ text: 'naj3eEZaWVVY9a38uhX8FekACyhtqP4JN', purpose: 'verify' }],
    updateFrequency: { text: 'Every Monday', rrule: 'FREQ=WEEKLY', complete: false },
    blockedPlatforms: ['someplatform'],
  },
  artwork: { hash: '0123456789abcdef', sizePx: 3000 },
  pageSize: null,
  newFeedUrl: null,
  hasSubscribers: true,
};

export const MP3: FeedFile = {
  kind: 'MP3',
  fileName: 'aaaaaaaaaaaaaaaaaaaaaaaa.mp3',
  contentType: 'audio/mpeg',
  sizeBytes: 960_044,
  durationSeconds: 60.03,
  bitrateBps: 128_000,
  codecs: 'mp3',
  integrity: 'sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC',
};
const M4A: FeedFile = {
  ...MP3,
  kind: 'M4A',
  fileName: 'bbbbbbbbbbbbbbbbbbbbbbbb.m4a',
  contentType: 'audio/x-m4a',
  codecs: 'mp4a.40.2',
};
const MP4: FeedFile = {
  ...MP3,
  kind: 'MP4',
  fileName: 'cccccccccccccccccccccccc.mp4',
  contentType: 'video/mp4',
  codecs: 'avc1.64001f,mp4a.40.2',
};

/** An episode with everything that an item can say. */
export const EPISODE: FeedEpisode = {
  id: 'episode000000001',
  guid: '5f0c3fb0-2a4e-4c38-9a56-0d2b0e4b2a11',
  slug: 'the-first-bed',
  title: 'The first bed: a < b && c > d ]]>',
  description: 'Notes with a link https://media.example/a?b=1&c=2\nand a second line.',
  type: 'FULL',
  season: 2,
  number: 7,
  explicit: null,
  audience: 'EVERYONE',
  publishedAt: new Date('2026-11-16T06:00:00Z'),
  details: {
    seasonName: 'Winter & snow',
    episodeDisplay: 'Ch. 7',
    persons: [{ name: 'Grace Hopper', role: 'guest' }],
    soundbites: [
      { startSeconds: 12.5, durationSeconds: 20, title: 'On whistles' },
      { startSeconds: 40, durationSeconds: 5 },
    ],
    socialInteracts: [{ protocol: 'activitypub', uri: 'https://social.example/@ada/1', accountId: '@ada', priority: 1 }],
  },
  artwork: { hash: 'fedcba9876543210', sizePx: 1400 },
  chapters: [
    { startSeconds: 0, title: 'Departure' },
    { startSeconds: 30.5, title: 'Border & "passports"', url: 'https://media.example/border' },
  ],
  chaptersFile: 'dddddddddddddddd.chapters.json',
  files: [MP3, M4A, MP4],
  transcripts: [{ language: 'en', files: { vtt: 'e1.vtt', srt: 'e1.srt', json: 'e1.json', html: 'e1.html' } }],
  film: { assetId: 'asset00000000001', height: 1080, codecs: 'avc1.640028,mp4a.40.2', bitrateBps: 4_200_000, sizeBytes: 31_500_000 },
};

export const TRAILER: FeedEpisode = {
  ...EPISODE,
  id: 'episode000000000',
  guid: 'trailer-guid',
  slug: 'trailer',
  title: 'All aboard',
  type: 'TRAILER',
  season: null,
  number: null,
  publishedAt: new Date('2026-11-01T06:00:00Z'),
  details: {},
  artwork: null,
  chapters: [],
  chaptersFile: null,
  files: [MP3],
  transcripts: [],
  film: null,
};
