import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isPermanent } from '../../../core/errors.ts';
import { createId } from '../../../core/identifiers.ts';
import { showGuid } from '../../../core/podcasts/show-guid.ts';
import { recordFailure } from '../../../transcoder/import/import-queries.ts';
import { runImport } from '../../../transcoder/import/run-import.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { makeMedia, TONE } from '../../support/make-media.ts';
import { type OldHost, openOldHost } from './old-host.ts';
import { FULL_FEED, makeFeed, makeItem } from './sample-feed.ts';

vi.setConfig({ testTimeout: 60_000 });

let environment: TestEnvironment;
let host: OldHost;
let accountId: string;
let mp3: Buffer;

beforeEach(async () => {
  environment = await openTestEnvironment({ OUTBOUND_ALLOW: '127.0.0.0/8' });
  host = await openOldHost();
  accountId = (await createTestAccount(environment)).accountId;
  mp3 = await readFile(await makeMedia(join(environment.directory, 'tone.mp3'), [...TONE, '-t', '1', '-c:a', 'libmp3lame', '-b:a', '64k']));
});

afterEach(async () => {
  await host[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

async function beginImport(path = '/feed.xml', more: { slug?: string; accountId?: string } = {}): Promise<string> {
  const id = createId();
  await environment.database.feedImport.create({ data: { id, accountId, url: `${host.url}${path}`, ...more } });
  return id;
}

/** Runs an import as its worker does: a permanent fault becomes its failure. */
async function run(importId: string, signal = new AbortController().signal) {
  try {
    await runImport(environment, { importId }, signal);
  } catch (error) {
    if (!isPermanent(error)) throw error;
    await recordFailure(environment.database, importId, error);
  }
  return readImport(importId);
}

const readImport = (id: string) =>
  environment.database.feedImport.findUniqueOrThrow({ where: { id }, include: { items: { orderBy: { position: 'asc' } }, show: true } });

/** What the makers of files do once they have made them. */
async function giveFiles(showId: string): Promise<void> {
  for (const { id } of await environment.database.episode.findMany({ where: { showId } })) {
    const file = {
      contentType: 'audio/mpeg',
      sizeBytes: 1n,
      headBytes: 0,
      durationSeconds: 1,
      bitrateBps: 1,
      codecs: 'mp3',
      integrity: 'sha384-x',
    };
    const key = { episodeId: id, fileName: `${id}.mp3` };
    await environment.database.episodeFile.upsert({
      where: { episodeId_fileName: key },
      create: { ...key, ...file, kind: 'MP3', isCurrent: true },
      update: {},
    });
  }
}

const listEpisodes = (showId: string | null) =>
  environment.database.episode.findMany({
    where: { showId: showId ?? '' },
    orderBy: [{ publishAt: 'desc' }, { createdAt: 'desc' }],
    include: { asset: { include: { master: true } }, transcripts: { orderBy: { language: 'asc' } } },
  });

async function readObject(key: string): Promise<Buffer> {
  const read = await environment.objectStore.get(key);
  return read.notModified ? Buffer.alloc(0) : buffer(read.body);
}

const square = (px: number, background: string) =>
  sharp({ create: { width: px, height: px, channels: 3, background } })
    .png()
    .toBuffer();

async function putFullFeed(): Promise<void> {
  host.put('/feed.xml', FULL_FEED, 'application/rss+xml');
  host.put('/one.mp3', mp3, 'audio/mpeg');
  host.put('/two.mp3', mp3, 'audio/mpeg');
  host.put('/cover.png', await square(1400, 'teal'), 'image/png');
  host.put('/two.png', await square(1500, 'navy'), 'image/png');
  host.put(
    '/two.chapters.json',
    JSON.stringify({
      version: '1.2.0',
      chapters: [
        { startTime: 0, title: 'In' },
        { startTime: 0.5, title: 'Out', toc: false },
      ],
    }),
  );
  host.put('/two.vtt', 'WEBVTT\n\n00:00:00.000 --> 00:00:00.800\n<v Ada>Tea?\n');
  host.put('/two.srt', 'not read, because the VTT tells more');
  host.put('/two-de.srt', '1\n00:00:00,000 --> 00:00:00,800\nTee?\n');
}

test('a podcast comes over whole: its show, its episodes, and what belongs to them', async () => {
  await putFullFeed();
  const { database } = environment;
  const imported = await run(await beginImport());
  expect(imported).toMatchObject({ state: 'IMPORTING', itemsTotal: 2, warnings: ['podcast:value is not kept.'], finishedAt: null });
  const { id: showId, artwork, details, ...show } = imported.show as NonNullable<typeof imported.show>;
  expect(show).toMatchObject({
    ownerId: accountId,
    slug: 'tea-tides',
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
    visibility: 'PRIVATE',
    categories: ['Society & Culture > Documentary', 'Leisure'],
  });
  expect(details).toMatchObject({ ownerEmail: 'ada@tea.example', blockedPlatforms: ['amazon'], updateFrequency: { text: 'Weekly' } });
  expect(artwork).toMatchObject({ sizePx: 1400, isReady: false, isGenerated: false });
  const [two, one] = await listEpisodes(showId);
  expect(two).toMatchObject({
    guid: 'tea-0002?x=1&y=2',
    slug: 's2e1-high-water',
    title: 'S2E1: High <water>',
    description: '<p>Long notes with <a href="https://tea.example/x?a=1&amp;b=2">a link</a>.</p>',
    type: 'FULL',
    season: 2,
    number: 1,
    explicit: false,
    state: 'PUBLISHED',
    publishAt: new Date('2024-03-05T08:30:15Z'),
    pubDate: new Date('2024-03-05T08:30:15Z'),
    chapters: [
      { startSeconds: 0, title: 'In' },
      { startSeconds: 0.5, title: 'Out', hidden: true },
    ],
    chaptersFromSource: false,
    artwork: { sizePx: 1500, isReady: false },
    transcripts: [
      { language: 'de', cues: [{ startSeconds: 0, endSeconds: 0.8, text: 'Tee?' }] },
      { language: 'en', cues: [{ startSeconds: 0, endSeconds: 0.8, text: 'Tea?', speaker: 'Ada' }] },
    ],
    asset: {
      ownerId: accountId,
      filename: 'two.mp3',
      sourceBytes: BigInt(mp3.length),
      state: 'PROCESSING',
      master: { state: 'PROCESSING' },
    },
  });
  expect(two?.details).toMatchObject({ seasonName: 'The flood', episodeDisplay: 'Ch. 1', persons: [{ name: 'Cy', role: 'guest' }] });
  expect(one).toMatchObject({
    guid: 'https://tea.example/1',
    type: 'TRAILER',
    pubDate: new Date('2024-01-01T00:00:00Z'),
    artwork: null,
    chapters: [{ title: 'Hello' }, { startSeconds: 1.5, title: 'Tide', url: 'https://tea.example/tide' }],
  });
  expect((await readObject(two?.asset?.sourceKey ?? '')).equals(mp3)).toBe(true);
  expect(await readObject(`shows/${showId}/artwork/${(artwork as { hash: string }).hash}`)).toEqual(await square(1400, 'teal'));
  expect(JSON.parse((await readObject(`episodes/${two?.id}/${two?.chaptersFile}`)).toString())).toMatchObject({ version: '1.2.0' });
  expect(await environment.transcodeQueue.getJob(`prepare-${two?.assetId}-v1`)).toBeDefined();

  await giveFiles(showId);
  const done = await run(imported.id);
  expect(done).toMatchObject({ state: 'DONE', opensShow: false, show: { visibility: 'PUBLIC' }, finishedAt: expect.any(Date) });
  expect(done.show?.feedWanted).toBeGreaterThan(show.feedWanted);
  expect(await database.episode.count()).toBe(2);
});

test('importing again brings what is new, and nothing twice', async () => {
  host.put('/a.mp3', mp3);
  host.put('/b.mp3', mp3);
  host.put('/feed.xml', makeFeed(makeItem('a', '{HOST}/a.mp3')));
  const first = await run(await beginImport());
  expect(first.show?.guid).toBe(showGuid(`${host.url}/feed.xml`));
  await giveFiles(first.showId ?? '');
  expect(await run(first.id)).toMatchObject({ state: 'DONE' });
  await environment.database.show.update({ where: { id: first.showId ?? '' }, data: { title: 'Renamed here', visibility: 'PRIVATE' } });

  host.put('/feed.xml', makeFeed(makeItem('b', '{HOST}/b.mp3') + makeItem('a', '{HOST}/a.mp3?moved')));
  host.asked.length = 0;
  const second = await run(await beginImport());
  expect(second).toMatchObject({ showId: first.showId, itemsTotal: 1, items: [{ guid: 'b', state: 'DONE' }] });
  expect(host.asked).toEqual(['/feed.xml', '/b.mp3']);
  await giveFiles(first.showId ?? '');
  // What its owner has changed meanwhile stays.
  expect(await run(second.id)).toMatchObject({ state: 'DONE', show: { title: 'Renamed here', visibility: 'PRIVATE' } });
  expect(await run(await beginImport())).toMatchObject({ state: 'DONE', itemsTotal: 0 });
  expect((await listEpisodes(first.showId)).map(({ guid }) => guid).sort()).toEqual(['a', 'b']);
  expect(await environment.database.asset.count()).toBe(2);
});

test('a worker that dies between two episodes costs nothing: the next one goes on', async () => {
  const names = ['e', 'd', 'c', 'b', 'a'];
  const stop = new AbortController();
  for (const name of names) host.put(`/${name}.mp3`, mp3);
  // The second download never ends; the worker dies in the middle of it.
  host.put('/d.mp3', (_request, response) => {
    response.writeHead(200, { 'content-type': 'audio/mpeg' }).write(mp3.subarray(0, 1000));
    setTimeout(() => stop.abort(new Error('killed')), 800);
  });
  host.put('/feed.xml', makeFeed(names.map((name) => makeItem(name, `{HOST}/${name}.mp3`)).join('')));
  const importId = await beginImport();
  await expect(run(importId, stop.signal)).rejects.toThrow('killed');
  const before = await readImport(importId);
  const finished = before.items.filter(({ state }) => state === 'DONE').map(({ guid }) => guid);
  expect(before).toMatchObject({ state: 'IMPORTING', show: { visibility: 'PRIVATE' } });
  expect(finished).toContain('e');
  expect(finished).not.toContain('d');
  host.put('/d.mp3', mp3);
  host.asked.length = 0;
  await run(importId);
  const after = await readImport(importId);
  expect(host.asked).not.toContain('/feed.xml');
  for (const guid of finished) expect(host.asked).not.toContain(`/${guid}.mp3`);
  expect(after.items.map(({ state }) => state)).toEqual(names.map(() => 'DONE'));
  expect((await listEpisodes(after.showId)).map(({ guid }) => guid)).toEqual(names);
  expect(await environment.database.asset.count()).toBe(names.length);
});

test('two workers that both believe an import to be theirs make no episode twice', async () => {
  const names = ['c', 'b', 'a'];
  for (const name of names) host.put(`/${name}.mp3`, mp3);
  host.put('/feed.xml', makeFeed(names.map((name) => makeItem(name, `{HOST}/${name}.mp3`)).join('')));
  const importId = await beginImport();
  await Promise.allSettled([run(importId), run(importId)]);
  await run(importId);
  const { showId, items } = await readImport(importId);
  expect(items.map(({ state }) => state)).toEqual(['DONE', 'DONE', 'DONE']);
  const episodes = await listEpisodes(showId);
  expect(episodes.map(({ guid }) => guid)).toEqual(names);
  for (const { asset } of episodes) expect((await readObject(asset?.sourceKey ?? '')).length).toBe(mp3.length);
  expect(await environment.database.show.count()).toBe(1);
});

test('an episode that cannot be fetched is listed with its reason, and the others come', async () => {
  host.put('/good.mp3', mp3);
  host.put('/huge.mp3', (_request, response) => response.writeHead(200, { 'content-length': String(10 * 2 ** 30) }).flushHeaders());
  host.put('/page.mp3', '<html>sorry</html>', 'text/html; charset=utf-8');
  host.put('/empty.mp3', '');
  host.put('/round.mp3', (_request, response) => response.writeHead(302, { location: '/round.mp3' }).end());
  host.put('/inside.mp3', (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end());
  const bad = ['huge', 'page', 'empty', 'round', 'inside', 'gone'];
  host.put('/feed.xml', makeFeed(['good', ...bad].map((name) => makeItem(name, `{HOST}/${name}.mp3`)).join('')));
  const importId = await beginImport();
  await run(importId);
  const { items, showId } = await readImport(importId);
  expect(Object.fromEntries(items.map(({ guid, state, failureCode }) => [guid, failureCode ?? state]))).toEqual({
    good: 'DONE',
    huge: 'enclosure_too_large',
    page: 'enclosure_unreachable',
    empty: 'enclosure_unreachable',
    round: 'enclosure_unreachable',
    inside: 'address_refused',
    gone: 'enclosure_unreachable',
  });
  expect(items.every(({ failureDetail, state }) => state === 'DONE' || (failureDetail?.length ?? 0) > 10)).toBe(true);
  expect((await environment.objectStore.list('uploads/')).objects).toHaveLength(1);
  await giveFiles(showId ?? '');
  expect(await run(importId)).toMatchObject({ state: 'DONE', show: { visibility: 'PUBLIC' } });
});

test('where no episode at all comes, the import fails and its show stays closed', async () => {
  host.put('/feed.xml', makeFeed(makeItem('gone', '{HOST}/gone.mp3')));
  const failed = await run(await beginImport());
  expect(failed).toMatchObject({ state: 'FAILED', failureCode: 'enclosure_unreachable', opensShow: true, show: { visibility: 'PRIVATE' } });
  expect(failed.failureDetail).toContain('404');
});

test('an endless file is cut at the bound', async () => {
  await using small = await openTestEnvironment({ OUTBOUND_ALLOW: '127.0.0.0/8', IMPORT_MAX_BYTES: '2000000' });
  const { accountId: owner } = await createTestAccount(small);
  host.put('/endless.mp3', (_request, response) => {
    response.writeHead(200, { 'content-type': 'audio/mpeg' });
    const pour = () => !response.destroyed && response.write(Buffer.alloc(100_000, 1), () => setImmediate(pour));
    pour();
  });
  host.put('/feed.xml', makeFeed(makeItem('endless', '{HOST}/endless.mp3')));
  const id = createId();
  await small.database.feedImport.create({ data: { id, accountId: owner, url: `${host.url}/feed.xml` } });
  await expect(runImport(small, { importId: id }, new AbortController().signal)).rejects.toMatchObject({ code: 'enclosure_too_large' });
  expect((await small.objectStore.list('uploads/')).objects).toEqual([]);
});

test("an account's quota holds for imports", async () => {
  const poor = await createTestAccount(environment, { quotaBytes: BigInt(mp3.length + 100) });
  host.put('/a.mp3', mp3);
  host.put('/b.mp3', mp3);
  host.put('/feed.xml', makeFeed(makeItem('b', '{HOST}/b.mp3') + makeItem('a', '{HOST}/a.mp3')));
  const { items } = await run(await beginImport('/feed.xml', { accountId: poor.accountId }));
  expect(items.map(({ failureCode }) => failureCode).sort()).toEqual([null, 'quota_exceeded'].sort());
  expect(await environment.database.asset.count()).toBe(1);
  expect((await environment.objectStore.list('uploads/')).objects).toHaveLength(1);
});

test('a locked feed is left alone, unless its owner asks', async () => {
  host.put('/a.mp3', mp3);
  host.put('/feed.xml', makeFeed(makeItem('a', '{HOST}/a.mp3'), '<podcast:locked owner="Ada@Tea.example">yes</podcast:locked>'));
  const refused = await run(await beginImport());
  expect(refused).toMatchObject({ state: 'FAILED', failureCode: 'feed_locked', show: null, items: [] });
  expect(refused.failureDetail).toContain('old host');
  await environment.database.account.update({ where: { id: accountId }, data: { email: 'ada@tea.example' } });
  expect(await run(await beginImport())).toMatchObject({ state: 'IMPORTING', show: { details: { locked: true } } });
});

const BOMB = gzipSync(Buffer.alloc(26 * 2 ** 20, ' '));
test.each([
  ['is not there', 'feed_unreachable', 'status 404', null],
  [
    'wants a password',
    'feed_unreachable',
    'password',
    (_: unknown, response: { writeHead(status: number): { end(): void } }) => response.writeHead(401).end(),
  ],
  ['is a web page', 'feed_unreadable', 'web page', '<!DOCTYPE html><html></html>'],
  ['is no feed', 'feed_unreadable', 'no feed', 'hello'],
  ['has no episodes', 'feed_unreadable', 'no episode', makeFeed('')],
  ['is a bomb of entities', 'feed_unreadable', 'document type', '<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss version="2.0"><channel/></rss>'],
] as const)('a feed that %s leaves nothing behind but its reason', async (_name, code, sentence, body) => {
  if (body) host.put('/feed.xml', body as string);
  const failed = await run(await beginImport());
  expect(failed).toMatchObject({ state: 'FAILED', failureCode: code, showId: null, items: [], finishedAt: expect.any(Date) });
  expect(failed.failureDetail).toContain(sentence);
  expect(await environment.database.show.count()).toBe(0);
  expect((await environment.objectStore.list('')).objects).toEqual([]);
});

test('redirects without end, a gzip bomb and a private address behind a redirect are refused', async () => {
  host.put('/round', (_request, response) => response.writeHead(301, { location: '/round' }).end());
  host.put('/bomb', (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB));
  host.put('/inside', (_request, response) => response.writeHead(307, { location: 'http://[::1]:8080/feed.xml' }).end());
  expect(await run(await beginImport('/round'))).toMatchObject({ state: 'FAILED', failureCode: 'feed_redirects' });
  expect(await run(await beginImport('/bomb'))).toMatchObject({ state: 'FAILED', failureCode: 'feed_too_large' });
  expect(await run(await beginImport('/inside'))).toMatchObject({ state: 'FAILED', failureCode: 'address_refused' });
});

test('pages are followed, and a page that leads back ends the way', async () => {
  host.put('/a.mp3', mp3);
  host.put('/b.mp3', mp3);
  host.put('/feed.xml', (request, response) => {
    const page = request.url?.includes('page=2') ? 2 : 1;
    const item = makeItem(page === 2 ? 'a' : 'b', `${host.url}/${page === 2 ? 'a' : 'b'}.mp3`);
    response.end(makeFeed(item, `<atom:link rel="next" href="/feed.xml${page === 1 ? '?page=2' : ''}"/>`));
  });
  const { items } = await run(await beginImport());
  expect(items.map(({ guid }) => guid)).toEqual(['b', 'a']);
});

test("a podcast that is another account's here is not taken from it, and a deleted one is not brought back", async () => {
  await putFullFeed();
  const stranger = await createTestAccount(environment);
  const first = await run(await beginImport());
  const stolen = await run(await beginImport('/feed.xml', { accountId: stranger.accountId }));
  expect(stolen).toMatchObject({ state: 'FAILED', failureCode: 'conflict', showId: null });
  await environment.database.show.update({ where: { id: first.showId ?? '' }, data: { deletedAt: new Date() } });
  expect(await run(await beginImport())).toMatchObject({
    state: 'FAILED',
    failureCode: 'conflict',
    failureDetail: expect.stringContaining('Restore'),
  });
});

test('faults in what enriches an episode are told, and the episode comes without', async () => {
  host.put('/a.mp3', mp3);
  host.put('/bad.json', '{"chapters": 1}');
  host.put('/bad.vtt', 'WEBVTT\n\nnonsense --> here\nHello\n');
  host.put('/bad.png', 'no picture');
  const extras = `<podcast:chapters url="{HOST}/bad.json"/><podcast:transcript url="{HOST}/bad.vtt" type="text/vtt"/><itunes:image href="{HOST}/bad.png"/>`;
  host.put('/feed.xml', makeFeed(makeItem('a', '{HOST}/a.mp3', extras), '<itunes:image href="{HOST}/gone.png"/>'));
  const { warnings, items, show } = await run(await beginImport());
  expect(items).toMatchObject([{ state: 'DONE' }]);
  expect(show?.artwork).toBeNull();
  for (const part of ['gone.png was left out', 'The chapters were left out', 'The transcript', 'bad.png was left out: It is no picture'])
    expect(warnings, part).toContainEqual(expect.stringContaining(part));
  expect(await listEpisodes(show?.id ?? '')).toMatchObject([{ chapters: [], chaptersFile: null, transcripts: [], artwork: null }]);
});

test('chapters go without an address that is none, and are told so', async () => {
  host.put('/a.mp3', mp3);
  const chapters = [
    { startTime: 0, title: 'One', url: 'https://tea.example/one', img: 'javascript:alert(1)' },
    { startTime: 0.5, title: 'Two', url: '/relative' },
    { startTime: 0.7, title: 'Three', url: 7 },
  ];
  host.put('/chapters.json', JSON.stringify({ version: '1.2.0', chapters }));
  host.put('/feed.xml', makeFeed(makeItem('a', '{HOST}/a.mp3', '<podcast:chapters url="{HOST}/chapters.json"/>')));
  const { warnings, showId } = await run(await beginImport());
  const [episode] = await listEpisodes(showId);
  expect(episode?.chapters).toEqual([
    { startSeconds: 0, title: 'One', url: 'https://tea.example/one' },
    { startSeconds: 0.5, title: 'Two' },
    { startSeconds: 0.7, title: 'Three' },
  ]);
  expect(warnings).toEqual([
    expect.stringContaining('Chapter 1 goes without its address (img): "javascript:alert(1)"'),
    expect.stringContaining('Chapter 2 goes without its address (url): "/relative"'),
    expect.stringContaining('Chapter 3 goes without its address (url): "7"'),
  ]);
});

test('an import that is cancelled in the middle enters nothing more', async () => {
  host.put('/a.mp3', async (_request, response) => {
    await environment.database.feedImport.deleteMany();
    response.writeHead(200).end(mp3);
  });
  host.put('/b.mp3', mp3);
  host.put('/feed.xml', makeFeed(makeItem('a', '{HOST}/a.mp3') + makeItem('b', '{HOST}/b.mp3') + makeItem('c', '{HOST}/b.mp3?c')));
  await runImport(environment, { importId: await beginImport() }, new AbortController().signal);
  expect(await environment.database.episode.findMany({ where: { guid: { in: ['a', 'c'] } } })).toEqual([]);
  const assets = await environment.database.asset.findMany();
  expect((await environment.objectStore.list('uploads/')).objects.map(({ key }) => key)).toEqual(assets.map(({ sourceKey }) => sourceKey));
});

test('a slug is given as wished, and a taken one is refused before anything is entered', async () => {
  host.put('/a.mp3', mp3);
  host.put('/feed.xml', makeFeed(makeItem('a', '{HOST}/a.mp3')));
  host.put('/other.xml', makeFeed(makeItem('a', '{HOST}/a.mp3')));
  expect(await run(await beginImport('/feed.xml', { slug: 'my-show' }))).toMatchObject({ show: { slug: 'my-show' } });
  expect(await run(await beginImport('/other.xml', { slug: 'my-show' }))).toMatchObject({
    state: 'FAILED',
    failureCode: 'slug_taken',
    show: null,
  });
  expect(await run(await beginImport('/other.xml'))).toMatchObject({ show: { slug: 'small' } });
});
