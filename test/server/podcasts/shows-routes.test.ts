import { afterAll, beforeAll, expect, test } from 'vitest';
import { createId } from '../../../core/identifiers.ts';
import { showGuid } from '../../../core/podcasts/show-guid.ts';
import { ARTWORK } from '../../../core/queues/artwork-queue.ts';
import { listenToFeedChanges } from '../../../core/queues/feed-events.ts';
import { createTestAccount, type TestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';

let environment: TestEnvironment;
let server: TestServer;
let creator: TestAccount;
let other: TestAccount;

beforeAll(async () => {
  environment = await openTestEnvironment({ RATE_LIMIT_PER_MINUTE: '100000' });
  server = await startTestServer(environment);
  creator = await createTestAccount(environment);
  other = await createTestAccount(environment);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

const url = (rest = '') => `${server.url}/api/shows${rest}`;
const create = (json: object, token = creator.token) => requestJson(url(), { method: 'POST', token, json });
const read = (slug: string, token?: string) => requestJson(url(`/${slug}`), { token });
const patch = (slug: string, json: object, token = creator.token) => requestJson(url(`/${slug}`), { method: 'PATCH', token, json });
const remove = (slug: string, token = creator.token) => requestJson(url(`/${slug}`), { method: 'DELETE', token });
const restore = (slug: string, token = creator.token) => requestJson(url(`/${slug}/restore`), { method: 'POST', token });
const slugs = (body: { items: { slug: string }[] }) => body.items.map(({ slug }) => slug);
const stored = (slug: string) => environment.database.show.findUniqueOrThrow({ where: { slug } });

test('a new show has a slug and a guid of its own, and says nothing that nobody said', async () => {
  const { status, body, headers } = await create({ title: 'Night Train' });
  expect(status).toBe(201);
  expect(headers.get('location')).toBe('/api/shows/night-train');
  const feed = `${server.url}/podcasts/night-train/feed.xml`;
  expect(body).toEqual({
    id: expect.any(String),
    slug: 'night-train',
    guid: showGuid(feed),
    title: 'Night Train',
    description: '',
    channel: null,
    mode: 'AUDIO',
    type: 'EPISODIC',
    visibility: 'PUBLIC',
    language: 'en',
    author: "A test's creator",
    link: null,
    copyright: null,
    explicit: false,
    categories: [],
    pageSize: null,
    newFeedUrl: null,
    redirects: false,
    persons: [],
    locations: [],
    txts: [],
    funding: [],
    license: null,
    ownerName: null,
    ownerEmail: null,
    medium: 'podcast',
    locked: false,
    updateFrequency: null,
    podping: false,
    block: false,
    blockedPlatforms: [],
    complete: false,
    artwork: null,
    episodeCount: 0,
    feed,
    videoFeed: null,
    page: `${server.url}/podcasts/night-train`,
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
    deletedAt: null,
  });
  expect((await read('night-train')).body).toEqual(body);
});

test('everything that a feed carries can be said at once, changed, and emptied', async () => {
  const { accountId: ownerId } = creator;
  await environment.database.channel.create({ data: { id: createId(), handle: 'rails', title: 'Rails', ownerId } });
  const all = {
    title: 'Everything',
    description: '<p>Words</p>',
    channel: 'rails',
    mode: 'VIDEO',
    type: 'SERIAL',
    visibility: 'PRIVATE',
    language: 'de-AT',
    author: 'Ada',
    link: 'https://example.org/',
    copyright: '© Ada',
    explicit: true,
    categories: ['Arts > Books', 'Technology'],
    pageSize: 100,
    newFeedUrl: 'https://example.net/feed',
    redirects: true,
    persons: [{ name: 'Ada', role: 'host', group: 'cast', img: 'https://example.org/a.png', href: 'https://example.org/ada' }],
    locations: [{ name: 'Vienna', rel: 'subject', geo: 'geo:48.2,16.3', osm: 'R109166', country: 'AT' }],
    txts: [{ text: 'proof', purpose: 'verify' }],
    funding: [{ url: 'https://example.org/give', text: 'Give' }],
    license: { name: 'cc-by-4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
    ownerName: 'Ada L.',
    ownerEmail: 'ada@example.org',
    medium: 'course',
    locked: true,
    updateFrequency: { text: 'weekly', rrule: 'FREQ=WEEKLY', dtstart: '2026-01-01T00:00:00Z', complete: false },
    podping: true,
    block: true,
    blockedPlatforms: ['spotify'],
    complete: true,
  };
  const made = await create(all);
  const said = { ...all, channel: { handle: 'rails', title: 'Rails' } };
  expect(made.body).toMatchObject(said);
  expect(made.body.feed).toBeNull();

  const changed = await patch('everything', { license: null, persons: [], channel: null, locked: false, type: 'EPISODIC' });
  expect(changed.body).toMatchObject({ ...said, license: null, persons: [], channel: null, locked: false, type: 'EPISODIC' });
  const { feedWanted } = await stored('everything');
  expect(feedWanted).toBeGreaterThan(1);
});

test('a video show says that its medium is video', async () => {
  expect((await create({ title: 'Films', mode: 'VIDEO' })).body.medium).toBe('video');
});

test.each([
  ['Café Über', 'cafe-uber'],
  ['Café Über', 'cafe-uber-2'],
  ['播客', 'show'],
  ['OPML', 'opml-2'],
])('the title "%s" makes the slug %s', async (title, slug) => {
  expect((await create({ title })).body.slug).toBe(slug);
});

test('a slug is given out once, also when many ask at the same time', async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => create({ title: 'Wanted', slug: 'wanted' })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  expect(answers.find(({ status }) => status === 409)?.body.type).toBe('/problems/slug_taken');
  const unnamed = await Promise.all(Array.from({ length: 12 }, () => create({ title: 'Same Title' })));
  expect(unnamed.map(({ status }) => status)).toEqual(Array(12).fill(201));
  expect(new Set(unnamed.map(({ body }) => body.slug)).size).toBe(12);
  expect((await create({ title: 'T', slug: 'opml' })).status).toBe(409);
});

test('a renamed show keeps its guid, and its old address leads on with 301 or works', async () => {
  const before = (await create({ title: 'First Name' })).body;
  const after = (await patch('first-name', { slug: 'second-name' })).body;
  expect(after).toMatchObject({ id: before.id, guid: before.guid, slug: 'second-name' });
  expect(after.feed).toBe(`${server.url}/podcasts/second-name/feed.xml`);

  const led = await read('first-name');
  expect([led.status, led.headers.get('location')]).toEqual([301, '/api/shows/second-name']);
  expect((await patch('first-name', { title: 'By the old one' })).body).toMatchObject({ slug: 'second-name', title: 'By the old one' });
  expect((await create({ title: 'First Name' })).body.slug).toBe('first-name-2');
  expect((await create({ title: 'x', slug: 'first-name' }, other.token)).body.type).toBe('/problems/slug_taken');

  await patch('second-name', { slug: 'third-name' });
  expect((await read('first-name')).headers.get('location')).toBe('/api/shows/third-name');
  expect((await patch('third-name', { slug: 'first-name' })).body.slug).toBe('first-name');
  expect((await read('third-name')).headers.get('location')).toBe('/api/shows/first-name');
  expect((await read('first-name')).status).toBe(200);
});

test('a show that moves here keeps its guid, which no other may have', async () => {
  const guid = '917393E3-1B1E-5CEF-ACE4-EDAA54E1F810';
  expect((await create({ title: 'Moved', guid })).body.guid).toBe(guid.toLowerCase());
  expect((await create({ title: 'Again', guid })).body.type).toBe('/problems/conflict');
  // Somebody brought the guid along that would follow from the next show's address.
  await create({ title: 'Squatter', guid: showGuid(`${server.url}/podcasts/victim/feed.xml`) });
  expect((await create({ title: 'Victim' })).status).toBe(201);
});

test('a deleted show is gone for everybody, kept for its owner, and comes back whole', async () => {
  const { body } = await create({ title: 'Gone' });
  expect((await remove('gone', other.token)).status).toBe(403);
  expect((await remove('gone')).status).toBe(204);
  for (const token of [undefined, other.token]) {
    const answer = await read('gone', token);
    expect([answer.status, answer.body.type]).toEqual([410, '/problems/show_gone']);
  }
  expect((await read('gone', creator.token)).body.deletedAt).toEqual(expect.any(String));
  expect((await patch('gone', { title: 'X' })).body.type).toBe('/problems/show_gone');
  expect((await create({ title: 'x', slug: 'gone' })).body.type).toBe('/problems/slug_taken');
  expect(slugs((await requestJson(url('?limit=100'))).body)).not.toContain('gone');
  expect(slugs((await requestJson(url('?deleted=true'), { token: creator.token })).body)).toEqual(['gone']);
  expect((await restore('gone', other.token)).status).toBe(410);
  const back = await restore('gone');
  expect(back.body).toEqual({ ...body, updatedAt: expect.any(String) });
  expect((await read('gone')).status).toBe(200);
});

test('a private show and its former addresses do not exist for others', async () => {
  await create({ title: 'Secret', visibility: 'PRIVATE' });
  await patch('secret', { slug: 'more-secret' });
  for (const token of [undefined, other.token]) {
    for (const slug of ['secret', 'more-secret']) expect((await read(slug, token)).status).toBe(404);
  }
  expect((await patch('more-secret', { title: 'X' }, other.token)).status).toBe(404);
  expect((await read('secret', creator.token)).status).toBe(301);
  await remove('more-secret');
  expect((await read('more-secret')).status).toBe(404);
  const administrator = await createTestAccount(environment, { role: 'ADMIN', scope: 'ADMIN' });
  expect((await read('more-secret', administrator.token)).status).toBe(200);
});

test('only the owner changes a show and reads its address of mail; who only watches makes none', async () => {
  await create({ title: 'Guarded', ownerEmail: 'me@example.org' });
  expect((await patch('guarded', { title: 'Mine' }, other.token)).status).toBe(403);
  expect((await read('guarded', other.token)).body.ownerEmail).toBeNull();
  expect((await read('guarded', creator.token)).body.ownerEmail).toBe('me@example.org');
  const viewer = await createTestAccount(environment, { role: 'VIEWER' });
  expect((await create({ title: 'Watcher' }, viewer.token)).status).toBe(403);
});

test.each([
  ['blank title', { title: ' \t\u200b' }, 'title'],
  ['blank author', { title: 'T', author: '\u3164 ' }, 'author'],
  ['a category that is none', { title: 'T', categories: ['Technologie'] }, 'Did you mean "Technology"?'],
  ['a redirect to nowhere', { title: 'T', redirects: true }, 'newFeedUrl'],
  ['a link that is no URL', { title: 'T', link: 'https://a:b:c/' }, 'link'],
  ["another's channel", { title: 'T', channel: 'theirs' }, 'channel'],
])('%s is refused with a sentence', async (_what, json, words) => {
  const { status, body } = await create(json);
  expect([status, body.type]).toEqual([400, '/problems/validation_failed']);
  expect(body.detail).toContain(words);
});

test('a show cannot lead to itself', async () => {
  await create({ title: 'Circle' });
  await patch('circle', { slug: 'round' });
  for (const slug of ['circle', 'round']) {
    const newFeedUrl = `${server.url}/podcasts/${slug}/feed.xml`;
    expect((await patch('round', { newFeedUrl })).body.detail).toContain('own feed');
  }
  const moved = await patch('round', { newFeedUrl: 'https://münchen.example/feed ü'.replace(' ', '%20'), redirects: true });
  expect(moved.body.newFeedUrl).toMatch(/^https:\/\/xn--[\x21-\x7e]+$/);
  expect((await patch('round', { newFeedUrl: null })).status).toBe(400);
});

test('hostile text comes back as it was sent, without what no feed can carry', async () => {
  const text = ']]> & &amp; <script>alert(1)</script> "\' \u202eرتل\u202c 👨‍👩‍👧\ttab\nline';
  const { body } = await create({ title: `\u0007${text}`, description: `${text}\u001b\uffff`, author: text, copyright: text });
  expect(body).toMatchObject({ title: text, description: text, author: text, copyright: text });
  expect((await create({ title: 'nul \u0000half \ud83d.' })).body.title).toBe('nul half .');
});

test('a language is kept in its usual letters; one that does not exist is refused', async () => {
  expect((await create({ title: 'Tongues', language: 'pt-br' })).body.language).toBe('pt-BR');
  expect((await patch('tongues', { language: 'iw' })).body.language).toBe('he');
  for (const language of ['zz', 'zz-ZZ', 'zz-zz-zz', 'en-a1', 'xxx']) {
    const { status, body } = await patch('tongues', { language });
    expect([language, status, body.type]).toEqual([language, 400, '/problems/validation_failed']);
    expect(body.detail).toContain(`"${language}" is no language`);
  }
  expect((await create({ title: 'Babel', language: 'zz-zz-zz' })).status).toBe(400);
});

test('changes of different fields at the same time all survive', async () => {
  await create({ title: 'Busy' });
  const changes = [
    { title: 'Busier' },
    { description: 'D' },
    { ownerName: 'O' },
    { locked: true },
    { complete: true },
    { podping: true },
    { persons: [{ name: 'P' }] },
    { language: 'fr' },
    { blockedPlatforms: ['b'] },
    { ownerEmail: 'o@example.org' },
  ];
  const answers = await Promise.all(changes.map((change) => patch('busy', change)));
  expect(answers.map(({ status }) => status)).toEqual(changes.map(() => 200));
  expect((await read('busy', creator.token)).body).toMatchObject(Object.assign({}, ...changes));
  expect((await stored('busy')).feedWanted).toBe(1 + changes.length);
});

test('the worker is asked for a cover and a feed, and servers are told of changes', async () => {
  const { body } = await create({ title: 'Told' });
  const waiting = await environment.redis.keys('bull:*');
  expect(waiting).toContain(`bull:artwork:${ARTWORK.jobId({ showId: body.id, episodeId: null })}`);
  expect(waiting).toContain(`bull:feed:feed-${body.id}`);
  const heard: string[] = [];
  const stop = await listenToFeedChanges(environment.subscriber, (showId) => heard.push(showId));
  await patch('told', { visibility: 'PRIVATE' });
  await remove('told');
  await expect.poll(() => heard.filter((id) => id === body.id)).toEqual([body.id, body.id]);
  await stop();
});

test('shows are listed newest first in pages, the public ones or all of the own ones', async () => {
  await environment.database.show.deleteMany();
  for (let index = 0; index < 5; index++) {
    const { ownerId, visibility } = {
      ownerId: index === 2 ? other.accountId : creator.accountId,
      visibility: index === 3 ? 'PRIVATE' : 'PUBLIC',
    } as const;
    const slug = `list-${index}`;
    const show = { id: createId(), ownerId, visibility, slug, guid: slug, title: slug, author: 'A', createdAt: new Date(1000 * index) };
    await environment.database.show.create({ data: show });
  }
  const first = (await requestJson(url('?limit=3'))).body;
  expect(slugs(first)).toEqual(['list-4', 'list-2', 'list-1']);
  const second = (await requestJson(url(`?limit=3&cursor=${first.nextCursor}`))).body;
  expect(slugs(second)).toEqual(['list-0']);
  expect(second.nextCursor).toBeNull();
  expect(slugs((await requestJson(url('?mine=true'), { token: creator.token })).body)).toEqual(['list-4', 'list-3', 'list-1', 'list-0']);
  expect((await requestJson(url('?mine=true'))).status).toBe(401);
  const wrong = await requestJson(url(`?mine=true&cursor=${first.nextCursor}`), { token: creator.token });
  expect(wrong.body.type).toBe('/problems/bad_cursor');
});
