import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { parseFeed } from 'podcast-partytime';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Episode } from '../../server/podcasts/episodes-schemas.ts';
import { createTestAccount, type TestAccount } from '../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../support/environment.ts';
import { lintFeed } from '../support/lint-feed.ts';
import { H264, makeMedia, PICTURE, TONE } from '../support/make-media.ts';
import {
  fetchWithNewsboat,
  fetchWithPodget,
  findMp3Faults,
  hashFiles,
  hasPodcastClients,
  playWithMpv,
  runGpo,
  validateWithJing,
} from '../support/podcast-clients.ts';
import { type JsonRequest, requestJson } from '../support/request-json.ts';
import { seedEpisode, seedShow } from '../support/seed-show.ts';
import { startTestServer, type TestServer } from '../support/start-test-server.ts';
import { startTestWorker, type TestWorker } from '../support/start-test-worker.ts';
import { submitAsset } from '../support/transcode-file.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const SCHEMA = join(import.meta.dirname, '..', 'fixtures', 'schemas', 'podcast-feed.rnc');

let environment: TestEnvironment;
let server: TestServer;
let worker: TestWorker;
let maker: TestAccount;
let folder: string;
/** What every feed request was answered with. */
const answers: { readonly url: string; readonly status: number }[] = [];

const ask = (path: string, request: JsonRequest = {}) => requestJson(server.url + path, { token: maker.token, ...request });

/** Sends a body of another type than JSON. */
async function put(path: string, type: string, body: string | Buffer): Promise<void> {
  const headers = { authorization: `Bearer ${maker.token}`, 'content-type': type };
  const answer = await fetch(server.url + path, { method: 'PUT', headers, body: new Uint8Array(Buffer.from(body)) });
  expect(answer.status, await answer.clone().text()).toBeLessThan(300);
}

const TRANSCRIPT = `WEBVTT

00:00:00.000 --> 00:00:02.000
<v Ada>All aboard the night train & mind the <gap>.

00:00:02.000 --> 00:00:04.000
<v Grace>Where does it go?
`;

/** An episode of everything, as a creator would make it through the API. */
async function publishEpisode(title: string, media: string, number: number): Promise<Episode> {
  const assetId = await submitAsset(environment, maker.accountId, media);
  const base = '/api/shows/night-trains/episodes';
  const json = {
    title,
    description: 'Notes with <b>words</b> & a link: https://media.example/?a=1&b=2\n\nAnd <script>alert(1)</script> ]]>.',
    assetId,
    season: 1,
    number,
    seasonName: 'Winter',
    episodeDisplay: `Ch. ${number}`,
    persons: [{ name: 'Grace Hopper', role: 'guest', href: 'https://media.example/grace' }],
    locations: [{ name: 'Vienna', geo: 'geo:48.2,16.37' }],
    license: { name: 'cc-by-4.0' },
    soundbites: [{ startSeconds: 1, durationSeconds: 2, title: 'A whistle' }],
    socialInteracts: [{ protocol: 'activitypub', uri: 'https://social.example/@ada/1' }],
    txts: [{ text: 'hello', purpose: 'note' }],
  };
  const created = await ask(base, { method: 'POST', json });
  expect(created.status, JSON.stringify(created.body)).toBe(201);
  const path = `${base}/${created.body.id}`;
  const chapters = {
    chapters: [
      { startSeconds: 0, title: 'Departure' },
      { startSeconds: 2, title: 'Border & "passports"' },
    ],
  };
  expect((await ask(`${path}/chapters`, { method: 'PUT', json: chapters })).status).toBe(200);
  await put(`${path}/transcripts/en`, 'text/vtt', TRANSCRIPT);
  const published = await ask(path, { method: 'PATCH', json: { state: 'PUBLISHED' } });
  expect(published.status, JSON.stringify(published.body)).toBe(200);
  return published.body;
}

const feedUrl = (name = 'feed.xml') => `${server.url}/podcasts/night-trains/${name}`;
const readFeed = async (name?: string) => (await fetch(feedUrl(name))).text();

async function makeVoice(name: string, frequency: number): Promise<string> {
  const sound = ['-f', 'lavfi', '-i', `sine=frequency=${frequency}:sample_rate=44100:duration=6`];
  return makeMedia(join(folder, name), [...sound, '-ac', '2']);
}

beforeAll(async () => {
  environment = await openTestEnvironment({ RATE_LIMIT_PER_MINUTE: '100000' });
  folder = await mkdtemp(join(environment.directory, 'clients-'));
  server = await startTestServer(environment);
  server.app.server.on('request', ({ url = '' }: IncomingMessage, response: ServerResponse) => {
    response.once('close', () => answers.push({ url, status: response.statusCode }));
  });
  worker = await startTestWorker({ ...environment, config: { ...environment.config, publicUrl: server.url } });
  maker = await createTestAccount(environment);
  await makeShow();
});

async function makeShow(): Promise<void> {
  const json = {
    title: 'Night trains & <other> ways',
    slug: 'night-trains',
    description: 'Stories from the sleeper car.',
    author: 'Ada Lovelace',
    type: 'SERIAL',
    language: 'en-GB',
    categories: ['Society & Culture > Places & Travel', 'History'],
    copyright: '© 2026 Ada',
    ownerName: 'Ada Lovelace',
    ownerEmail: 'ada@media.example',
    locked: true,
    funding: [{ url: 'https://media.example/give', text: 'Buy us a ticket' }],
    persons: [{ name: 'Ada Lovelace', role: 'host' }],
    license: { name: 'cc-by-4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
    locations: [{ name: 'Vienna', geo: 'geo:48.2,16.37', osm: 'R109166', country: 'AT' }],
    txts: [{ text: 'verified', purpose: 'verify' }],
    updateFrequency: { text: 'Every Monday', rrule: 'FREQ=WEEKLY' },
    blockedPlatforms: ['someplatform'],
    pageSize: null,
  };
  const created = await ask('/api/shows', { method: 'POST', json });
  expect(created.status, JSON.stringify(created.body)).toBe(201);
  const picture = await sharp({ create: { width: 1500, height: 1500, channels: 3, background: '#c93419' } })
    .jpeg()
    .toBuffer();
  await put('/api/shows/night-trains/artwork', 'image/jpeg', picture);
  const film = await makeMedia(join(folder, 'film.mp4'), [...PICTURE('320x180', '25'), ...TONE, '-t', '6', ...H264, '-c:a', 'aac']);
  await publishEpisode('A film & its sound', film, 1);
  await publishEpisode('The first bed: a < b', await makeVoice('one.wav', 440), 2);
  await publishEpisode('The second bed 🚂', await makeVoice('two.flac', 660), 3);
  await vi.waitUntil(async () => (await readFeed()).split('<item>').length === 4, { timeout: 180_000, interval: 500 });
  await vi.waitUntil(async () => (await readFeed('video.xml')).includes('video/mp4'), { timeout: 120_000, interval: 500 });
  await vi.waitUntil(async () => (await readFeed()).includes('application/x-mpegURL'), { timeout: 60_000, interval: 500 });
}

afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

/** SHA-256 of every enclosure in the order of the feed, as the store has it, by file name. */
async function hashStored(): Promise<Map<string, string>> {
  const feed = parseFeed(await readFeed());
  const hashes = (feed?.items ?? []).map(async ({ enclosure }) => {
    const bytes = Buffer.from(await (await fetch(enclosure.url)).arrayBuffer());
    expect(bytes.length).toBe(enclosure.length);
    return [enclosure.url.split('/').at(-1) ?? '', createHash('sha256').update(bytes).digest('hex')] as const;
  });
  return new Map(await Promise.all(hashes));
}

const sorted = (hashes: Map<string, string>) => [...hashes.values()].sort();

test.each(['feed.xml', 'video.xml'])('%s is in order for who asks for everything in it', async (name) => {
  expect(await lintFeed(feedUrl(name))).toEqual([]);
});

test('podcast-partytime reads every tag', async () => {
  const feed = parseFeed(await readFeed());
  const item = feed?.items.find(({ title }) => title === 'A film & its sound');
  expect(feed).toMatchObject({
    title: 'Night trains & <other> ways',
    locked: true,
    guid: (await ask('/api/shows/night-trains')).body.guid,
    medium: 'podcast',
    podcastFunding: [{ url: 'https://media.example/give' }],
    podcastLocation: { name: 'Vienna' },
    license: { identifier: 'cc-by-4.0' },
    podcastTxt: [{ value: 'verified', purpose: 'verify' }],
    podcastBlockedPlatforms: { someplatform: true },
    itunesCategory: ['Society & Culture > Places & Travel', 'History'],
  });
  expect(item).toMatchObject({
    podcastSeason: { number: 1, name: 'Winter' },
    podcastEpisode: { number: 1, display: 'Ch. 1' },
    podcastChapters: { type: 'application/json+chapters' },
    podcastSoundbites: [{ duration: 2, startTime: 1, title: 'A whistle' }],
    podcastPeople: [{ name: 'Ada Lovelace' }, { name: 'Grace Hopper' }],
    podcastSocialInteraction: [{ url: 'https://social.example/@ada/1' }],
    podcastTxt: [{ value: 'hello', purpose: 'note' }],
  });
  expect(item?.podcastTranscripts?.map(({ type }) => type)).toHaveLength(4);
  expect(item?.alternativeEnclosures?.map(({ type }) => type)).toEqual(['audio/mpeg', 'audio/x-m4a', 'application/x-mpegURL']);
});

describe.skipIf(!hasPodcastClients())('clients from Debian', () => {
  test('the schema of RSS, Apple and the podcast namespace finds nothing in any feed', async () => {
    const subscriber = await ask('/api/shows/night-trains/subscribers', { method: 'POST', json: { name: 'Charles' } });
    const urls = [feedUrl(), feedUrl('video.xml'), subscriber.body.feed as string];
    await vi.waitUntil(async () => (await fetch(urls[2] ?? '')).status === 200, { timeout: 20_000 });
    for (const [index, url] of urls.entries()) {
      const path = join(folder, `document-${index}.xml`);
      await writeFile(path, await (await fetch(url)).text());
      expect(await validateWithJing(SCHEMA, path), url).toBe('');
    }
  });

  test('gPodder subscribes, downloads what the store has, and is told 304 the second time', async () => {
    const home = join(folder, 'gpodder');
    await mkdir(home);
    await runGpo(home, 'subscribe', feedUrl());
    await runGpo(home, 'update');
    await runGpo(home, 'download');
    expect(sorted(await hashFiles(home))).toEqual(sorted(await hashStored()));
    answers.length = 0;
    await runGpo(home, 'update');
    expect(answers.filter(({ url }) => url.endsWith('/feed.xml')).map(({ status }) => status)).toEqual([304]);
  });

  test('gPodder follows the pages of an archive to its end', async () => {
    const show = await seedShow(environment, maker.accountId, { slug: 'archive', pageSize: 10 });
    const titles = Array.from({ length: 25 }, (_, index) => `Part ${index}.`);
    for (const [index, title] of titles.entries()) {
      await seedEpisode(environment, show.id, { title, publishAt: new Date(Date.now() - (index + 1) * 3_600_000) });
    }
    await environment.jobs.feeds.add({ showId: show.id });
    await environment.database.show.update({ where: { id: show.id }, data: { feedWanted: { increment: 1 } } });
    const url = `${server.url}/podcasts/archive/feed.xml`;
    await vi.waitUntil(async () => (await fetch(`${server.url}/podcasts/archive/feed-3.xml`)).status === 200, { timeout: 20_000 });
    const home = join(folder, 'gpodder-archive');
    await mkdir(home);
    await runGpo(home, 'subscribe', url);
    const listed = await runGpo(home, 'list');
    expect(listed).toContain('A show');
    await runGpo(home, 'update');
    const episodes = await runGpo(home, 'episodes', url);
    for (const title of titles) expect(episodes).toContain(title);
  });

  test('newsboat and podboat fetch every file', async () => {
    const home = join(folder, 'newsboat');
    await mkdir(home);
    expect(sorted(await fetchWithNewsboat(home, feedUrl(), 3))).toEqual(sorted(await hashStored()));
  });

  test('podget fetches every file', async () => {
    const home = join(folder, 'podget');
    await mkdir(home);
    expect(sorted(await fetchWithPodget(home, feedUrl()))).toEqual(sorted(await hashStored()));
  });

  test('mp3val has nothing to say of our files', async () => {
    for (const { enclosure } of parseFeed(await readFeed())?.items ?? []) {
      const path = join(folder, enclosure.url.split('/').at(-1) ?? '');
      await writeFile(path, Buffer.from(await (await fetch(enclosure.url)).arrayBuffer()));
      expect(await findMp3Faults(path)).toEqual([]);
    }
  });

  test('mpv plays from second 5000 of a long episode', async () => {
    const quiet = ['-f', 'lavfi', '-i', 'sine=frequency=330:sample_rate=8000:duration=5100', '-ac', '1', '-b:a', '16k'];
    const path = await makeMedia(join(folder, 'long.mp3'), quiet);
    const show = await seedShow(environment, maker.accountId, { slug: 'long' });
    const { id, fileName } = await seedEpisode(environment, show.id, {}, await readFile(path));
    const positions = await playWithMpv(`${server.url}/media/${id}/${fileName}`, 5000);
    expect(positions.at(-1)).toBeGreaterThanOrEqual(5001);
    expect(positions.at(-1)).toBeLessThan(5003);
  });
});
