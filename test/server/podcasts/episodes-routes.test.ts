import { afterAll, beforeAll, expect, test } from 'vitest';
import { createId } from '../../../core/identifiers.ts';
import { listenToFeedChanges } from '../../../core/queues/feed-events.ts';
import { createTestAccount, type TestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { insertAsset, insertFiles } from './insert-media.ts';

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

let shows = 0;
/** A show of the creator's own for one test, and what can be done with its episodes. */
async function openShow(settings: object = {}) {
  const slug = `show-${++shows}`;
  const base = `${server.url}/api/shows/${slug}`;
  const { token } = creator;
  const made = await requestJson(`${server.url}/api/shows`, { method: 'POST', token, json: { title: slug, slug, ...settings } });
  const url = (rest = '') => `${base}/episodes${rest}`;
  return {
    slug,
    id: made.body.id as string,
    url,
    create: (json: object, by: string | undefined = token) => requestJson(url(), { method: 'POST', token: by, json }),
    read: (id: string, by?: string) => requestJson(url(`/${id}`), { token: by }),
    patch: (id: string, json: object, by: string | undefined = token) => requestJson(url(`/${id}`), { method: 'PATCH', token: by, json }),
    remove: (id: string, by: string | undefined = token) => requestJson(url(`/${id}`), { method: 'DELETE', token: by }),
    restore: (id: string) => requestJson(url(`/${id}/restore`), { method: 'POST', token }),
    list: async (query = '', by?: string) =>
      (await requestJson(url(query), { token: by })).body.items.map(({ title }: { title: string }) => title),
    setShow: (json: object) => requestJson(base, { method: 'PATCH', token, json }),
    feedWanted: async () => (await environment.database.show.findUniqueOrThrow({ where: { id: made.body.id } })).feedWanted,
  };
}

/** An episode that is out: published and with files. */
async function createOut(show: Awaited<ReturnType<typeof openShow>>, json: object = {}) {
  const assetId = await insertAsset(environment, creator.accountId);
  const { body } = await show.create({ title: 'Out', assetId, state: 'PUBLISHED', ...json });
  await insertFiles(environment, body.id);
  return body;
}

const episodeRow = (id: string) => environment.database.episode.findUniqueOrThrow({ where: { id } });
const inMs = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
const HOUR = 3_600_000;

test('a new episode is a draft with a guid and a slug for life, known to the owner alone', async () => {
  const show = await openShow();
  const { status, body, headers } = await show.create({ title: 'The First One' });
  expect(status).toBe(201);
  expect(headers.get('location')).toBe(`/api/shows/${show.slug}/episodes/${body.id}`);
  expect(body).toEqual({
    id: expect.any(String),
    slug: 'the-first-one',
    guid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    show: { slug: show.slug, title: show.slug },
    title: 'The First One',
    description: '',
    type: 'FULL',
    season: null,
    number: null,
    explicit: null,
    audience: 'EVERYONE',
    assetId: null,
    videoId: null,
    publishAt: null,
    pubDate: null,
    persons: [],
    locations: [],
    txts: [],
    funding: [],
    license: null,
    seasonName: null,
    episodeDisplay: null,
    soundbites: [],
    socialInteracts: [],
    state: 'DRAFT',
    isOut: false,
    artwork: null,
    durationSeconds: null,
    audio: null,
    m4a: null,
    film: null,
    hls: null,
    peaks: null,
    processing: null,
    failure: null,
    chapters: [],
    chaptersUrl: null,
    transcripts: [],
    page: `${server.url}/podcasts/${show.slug}/the-first-one`,
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
    deletedAt: null,
  });
  expect((await show.read(body.id, creator.token)).body).toEqual(body);
  expect((await show.read('the-first-one', creator.token)).body).toEqual(body);
  for (const token of [undefined, other.token]) expect((await show.read(body.id, token)).status).toBe(404);
  expect((await show.patch(body.id, { title: 'Another Name' })).body).toMatchObject({ slug: body.slug, guid: body.guid });
});

test('everything that an item carries can be said, changed and emptied', async () => {
  const show = await openShow();
  const all = {
    title: 'All',
    description: '<p>Notes</p>',
    type: 'BONUS',
    season: 2,
    number: 7,
    explicit: true,
    audience: 'SUBSCRIBERS',
    pubDate: '2001-02-03T04:05:06.000Z',
    persons: [{ name: 'Ada', role: 'guest' }],
    locations: [{ name: 'Vienna' }],
    txts: [{ text: 't' }],
    funding: [{ url: 'https://example.org/give', text: 'Give' }],
    license: { name: 'cc0-1.0' },
    seasonName: 'The Second',
    episodeDisplay: 'Ch.7',
    soundbites: [{ startSeconds: 1.5, durationSeconds: 10, title: 'Best' }],
    socialInteracts: [{ protocol: 'activitypub', uri: 'https://example.social/1', accountId: '@ada', priority: 1 }],
  };
  const { body } = await show.create(all);
  expect(body).toMatchObject(all);
  const emptied = { season: null, number: null, explicit: null, pubDate: null, persons: [], license: null, seasonName: null };
  expect((await show.patch(body.id, emptied)).body).toMatchObject({ ...all, ...emptied });
});

test('publishing needs a title and a sound, then comes out now, to the second', async () => {
  const show = await openShow();
  const draft = (await show.create({})).body;
  expect(draft.title).toBe('');
  const untitled = await show.patch(draft.id, { state: 'PUBLISHED' });
  expect([untitled.status, untitled.body.type]).toEqual([422, '/problems/not_ready_to_publish']);
  expect(untitled.body.detail).toContain('title');
  const silent = await show.patch(draft.id, { state: 'PUBLISHED', title: 'T' });
  expect(silent.body.detail).toContain('assetId');

  const wanted = await show.feedWanted();
  const assetId = await insertAsset(environment, creator.accountId);
  const { body } = await show.patch(draft.id, { state: 'PUBLISHED', title: 'T', assetId });
  expect(body).toMatchObject({ state: 'PUBLISHED', isOut: false, processing: { progress: 0 } });
  expect(body.publishAt).toMatch(/:\d\d\.000Z$/);
  expect(Math.abs(Date.parse(body.publishAt) - Date.now())).toBeLessThan(5000);
  expect(await show.feedWanted()).toBe(wanted + 1);
  expect((await show.read(draft.id)).status).toBe(404);

  await insertFiles(environment, draft.id);
  const out = (await show.read(draft.id)).body;
  const media = `${server.url}/media/${draft.id}/0123456789abcdef`;
  expect(out).toMatchObject({ isOut: true, hls: `${server.url}/hls/${assetId}/master.m3u8`, durationSeconds: 61.5, film: null });
  expect(out.audio).toEqual({ url: `${media}.mp3`, type: 'audio/mpeg', sizeBytes: 984_000, durationSeconds: 61.5, bitrateBps: 128_000 });
  expect(out.m4a.url).toBe(`${media}.m4a`);
  expect((await show.patch(draft.id, { state: 'PUBLISHED' })).body.publishAt).toBe(out.publishAt);
  expect((await show.patch(draft.id, { assetId: null })).body.type).toBe('/problems/not_ready_to_publish');

  const drawn = await show.patch(draft.id, { state: 'DRAFT' });
  expect(drawn.body).toMatchObject({ state: 'DRAFT', publishAt: null, isOut: false });
  expect((await show.read(draft.id)).status).toBe(404);
});

test('a schedule lies in the future: then, not before, and it can be moved, undone, or brought forward to now', async () => {
  const show = await openShow();
  const { id } = await createOut(show, { publishAt: inMs(2500), state: undefined });
  const scheduled = (await show.read(id, creator.token)).body;
  expect(scheduled).toMatchObject({ state: 'SCHEDULED', isOut: false });
  expect((await show.read(id)).status).toBe(404);
  expect(await show.list()).toEqual([]);
  await expect.poll(async () => (await show.read(id)).status, { timeout: 5000 }).toBe(200);
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(scheduled.publishAt));
  expect(await show.list()).toEqual(['Out']);

  const later = (await show.patch(id, { publishAt: '2300-01-01T00:00:00.750+01:00' })).body;
  expect(later).toMatchObject({ state: 'SCHEDULED', publishAt: '2299-12-31T23:00:00.000Z' });
  expect((await show.patch(id, { publishAt: null })).body).toMatchObject({ state: 'DRAFT', publishAt: null });
  await show.patch(id, { publishAt: inMs(HOUR) });
  expect((await show.patch(id, { state: 'PUBLISHED' })).body).toMatchObject({ state: 'PUBLISHED', isOut: true });
});

test('a schedule in the past is refused with a way out, and nothing is half done', async () => {
  const show = await openShow();
  const assetId = await insertAsset(environment, creator.accountId);
  const json = { title: 'Late', assetId, publishAt: inMs(-2 * 60_000) };
  const refused = await show.create(json);
  expect([refused.status, refused.body.type]).toEqual([422, '/problems/schedule_in_past']);
  expect(refused.body.detail).toMatch(/Leave it out to publish now.*pubDate/);
  expect(await show.list('?all=true', creator.token)).toEqual([]);
  expect((await show.create({ ...json, publishAt: inMs(-30_000) })).body.state).toBe('PUBLISHED');

  const out = await createOut(show, { title: 'Was out' });
  await environment.database.episode.update({ where: { id: out.id }, data: { publishAt: new Date('2020-01-01') } });
  expect((await show.patch(out.id, { publishAt: '2020-01-01T00:00:00Z', title: 'Same time' })).status).toBe(200);
  expect((await show.patch(out.id, { publishAt: '2020-01-01T00:00:01Z' })).status).toBe(422);
  expect((await show.patch(out.id, { pubDate: '1999-01-01T00:00:00Z' })).body.pubDate).toBe('1999-01-01T00:00:00.000Z');
  for (const publishAt of ['3000-01-01T00:00:00Z', '1969-12-31T23:59:59Z']) {
    expect((await show.patch(out.id, { publishAt })).body.type).toBe('/problems/validation_failed');
  }
  expect((await show.patch(out.id, { state: 'DRAFT', publishAt: inMs(HOUR) })).body.type).toBe('/problems/validation_failed');
});

test("the asset must be the owner's and may not have failed, which is said with its reason", async () => {
  const show = await openShow();
  const theirs = await insertAsset(environment, other.accountId);
  expect((await show.create({ title: 'T', assetId: theirs })).body.type).toBe('/problems/validation_failed');
  const broken = await insertAsset(environment, creator.accountId, 'FAILED');
  const refused = await show.create({ title: 'T', assetId: broken, state: 'PUBLISHED' });
  expect(refused.body.type).toBe('/problems/not_ready_to_publish');
  expect(refused.body.detail).toContain('The file ends in the middle. (source_damaged)');

  const turned = await insertAsset(environment, creator.accountId, 'PROCESSING');
  const { id } = (await show.create({ title: 'T', assetId: turned })).body;
  await environment.database.asset.update({ where: { id: turned }, data: { state: 'FAILED', failureCode: 'source_empty' } });
  expect((await show.patch(id, { state: 'PUBLISHED' })).body.type).toBe('/problems/not_ready_to_publish');
  expect((await show.patch(id, { title: 'Still editable' })).body.failure).toEqual({ code: 'source_empty', detail: '' });
});

test('a video is published as an episode in one call, and its words can be replaced', async () => {
  const show = await openShow();
  const assetId = await insertAsset(environment, creator.accountId);
  const video = { ownerId: creator.accountId, assetId, title: 'Film', description: 'About it' };
  const videoId = createId();
  await environment.database.video.create({ data: { id: videoId, ...video } });
  const { status, body } = await show.create({ videoId, state: 'PUBLISHED' });
  expect(status).toBe(201);
  expect(body).toMatchObject({ title: 'Film', description: 'About it', assetId, videoId, state: 'PUBLISHED', slug: 'film' });
  expect((await show.create({ videoId, title: 'Own words' })).body).toMatchObject({ title: 'Own words', description: 'About it', assetId });
  const theirs = createId();
  await environment.database.video.create({ data: { ...video, id: theirs, ownerId: other.accountId, assetId: null } });
  expect((await show.create({ videoId: theirs })).body.type).toBe('/problems/validation_failed');
});

test('an asset asks for its master once, and again where it failed', async () => {
  const show = await openShow();
  const assetId = await insertAsset(environment, creator.accountId);
  const { id } = (await show.create({ title: 'T', assetId })).body;
  expect(await environment.redis.exists(`bull:audio-master:master-${assetId}`)).toBe(1);
  const { database } = environment;
  const master = () => database.audioMaster.findUniqueOrThrow({ where: { assetId } });
  await database.audioMaster.update({ where: { assetId }, data: { progress: 0.4 } });
  expect((await show.read(id, creator.token)).body.processing).toEqual({ progress: 0.4 });

  await database.audioMaster.update({
    where: { assetId },
    data: { state: 'FAILED', failureCode: 'source_without_sound', failureDetail: 'S' },
  });
  const failed = (await show.read(id, creator.token)).body;
  expect(failed).toMatchObject({ processing: null, failure: { code: 'source_without_sound', detail: 'S' } });
  expect((await show.patch(id, { assetId })).body).toMatchObject({ processing: { progress: 0 }, failure: null });
  expect(await master()).toMatchObject({ state: 'PROCESSING', failureCode: null });

  await database.audioMaster.update({ where: { assetId }, data: { state: 'READY', progress: 1, peaksKey: 'k' } });
  await insertFiles(environment, id);
  expect((await show.read(id, creator.token)).body).toMatchObject({ processing: null, peaks: `${server.url}/media/${id}/peaks.json` });
});

test('what files carry asks for new files; a draft lets go of the old sound, what is out keeps it until then', async () => {
  const show = await openShow();
  const out = await createOut(show);
  const assetId = await insertAsset(environment, creator.accountId);
  const wanted = async () => (await episodeRow(out.id)).filesWanted;
  const before = await wanted();
  await show.patch(out.id, { description: 'Words that no tag carries', audience: 'EVERYONE' });
  expect(await wanted()).toBe(before);
  for (const change of [{ title: 'New' }, { season: 1 }, { number: 2 }]) await show.patch(out.id, change);
  expect(await wanted()).toBe(before + 3);
  expect(await environment.redis.exists(`bull:episode-files:files-${out.id}`)).toBe(1);
  expect((await show.patch(out.id, { assetId })).body).toMatchObject({ isOut: true, audio: { type: 'audio/mpeg' }, guid: out.guid });
  expect(await wanted()).toBe(before + 4);

  await show.patch(out.id, { state: 'DRAFT' });
  const replaced = await show.patch(out.id, { assetId: await insertAsset(environment, creator.accountId), state: 'PUBLISHED' });
  expect(replaced.body).toMatchObject({ isOut: false, audio: null });
});

test('episodes for subscribers, of private and deleted shows are nothing to strangers, and not counted', async () => {
  const show = await openShow();
  const count = async (token?: string) => (await requestJson(`${server.url}/api/shows/${show.slug}`, { token })).body.episodeCount;
  const { id } = await createOut(show, { audience: 'SUBSCRIBERS', title: 'Inner' });
  expect((await show.read(id)).status).toBe(404);
  expect(await show.list()).toEqual([]);
  expect(await show.list('', creator.token)).toEqual(['Inner']);
  expect([await count(), await count(creator.token)]).toEqual([0, 1]);
  expect((await show.read(id, creator.token)).body.hls).toContain('/~');
  await show.patch(id, { audience: 'EVERYONE' });
  expect((await show.read(id)).status).toBe(200);
  expect(await count()).toBe(1);
  await show.setShow({ visibility: 'PRIVATE' });
  expect((await show.read(id)).status).toBe(404);
  expect((await requestJson(show.url())).status).toBe(404);
  await show.setShow({ visibility: 'PUBLIC' });
  await requestJson(`${server.url}/api/shows/${show.slug}`, { method: 'DELETE', token: creator.token });
  expect((await show.read(id)).body.type).toBe('/problems/show_gone');
  expect((await show.read(id, creator.token)).body.isOut).toBe(false);
});

test('a show of films lists what has a film', async () => {
  const show = await openShow({ mode: 'VIDEO' });
  const sound = await insertAsset(environment, creator.accountId);
  expect((await show.create({ title: 'Sound', assetId: sound })).body.detail).toContain('no picture');
  const { id } = await createOut(show, { assetId: await insertAsset(environment, creator.accountId, 'READY', 720) });
  expect(await show.list()).toEqual([]);
  await insertFiles(environment, id, ['MP4'] as never);
  expect(await show.list()).toEqual(['Out']);
  expect((await show.read(id)).body.film.url).toMatch(/\.mp4$/);
});

test('a deleted episode is gone where it was out, unknown where it was not, and comes back as it was', async () => {
  const show = await openShow();
  const out = await createOut(show);
  const draft = (await show.create({ title: 'Draft' })).body;
  const wanted = await show.feedWanted();
  for (const { id } of [out, draft]) expect((await show.remove(id)).status).toBe(204);
  expect(await show.feedWanted()).toBe(wanted + 2);
  const gone = await show.read(out.id);
  expect([gone.status, gone.body.type]).toEqual([410, '/problems/episode_gone']);
  expect((await show.read(draft.id)).status).toBe(404);
  expect((await show.read(out.id, creator.token)).body).toMatchObject({ deletedAt: expect.any(String), isOut: false });
  expect((await show.patch(out.id, { title: 'X' })).body.type).toBe('/problems/episode_gone');
  expect(await show.list('?all=true', creator.token)).toEqual([]);
  expect(await show.list('?deleted=true', creator.token)).toEqual(['Draft', 'Out']);
  expect((await show.restore(out.id)).body).toMatchObject({ deletedAt: null, isOut: true, guid: out.guid });
  expect((await show.read(out.id)).status).toBe(200);
});

test('only the owner makes, changes, deletes and sees all', async () => {
  const show = await openShow();
  const { id } = await createOut(show);
  expect((await show.create({ title: 'X' }, other.token)).status).toBe(403);
  expect((await show.patch(id, { title: 'X' }, other.token)).status).toBe(403);
  expect((await show.remove(id, other.token)).status).toBe(403);
  expect((await requestJson(show.url('?all=true'))).status).toBe(401);
  expect((await requestJson(show.url('?all=true'), { token: other.token })).status).toBe(403);
  const elsewhere = await openShow();
  expect((await elsewhere.read(id, creator.token)).status).toBe(404);
  expect((await show.patch('unknown', { title: 'X' })).status).toBe(404);
});

test('an imported guid is kept and unique in its show; slugs do not collide', async () => {
  const show = await openShow();
  const guid = 'https://old.example/?p=1&x=<b>';
  expect((await show.create({ title: 'Health', guid })).body).toMatchObject({ guid, slug: 'health-2' });
  expect((await show.create({ title: 'Other', guid })).body.type).toBe('/problems/conflict');
  expect((await (await openShow()).create({ title: 'Elsewhere', guid })).status).toBe(201);
  const same = await Promise.all(Array.from({ length: 12 }, () => show.create({ title: 'Same', season: 1, number: 1 })));
  expect(same.map(({ status }) => status)).toEqual(Array(12).fill(201));
  expect(new Set(same.map(({ body }) => body.slug)).size).toBe(12);
});

test('changes of different fields at the same time all survive', async () => {
  const show = await openShow();
  const { id } = (await show.create({ title: 'Busy' })).body;
  const changes = [
    { title: 'Busier' },
    { description: 'D' },
    { season: 3 },
    { number: 4 },
    { explicit: true },
    { seasonName: 'S' },
    { episodeDisplay: 'E' },
    { persons: [{ name: 'P' }] },
    { soundbites: [{ startSeconds: 0, durationSeconds: 1 }] },
    { license: { name: 'cc0-1.0' } },
    { type: 'TRAILER' },
    { pubDate: '2001-01-01T00:00:00.000Z' },
  ];
  const answers = await Promise.all(changes.map((change) => show.patch(id, change)));
  expect(answers.map(({ status }) => status)).toEqual(changes.map(() => 200));
  expect((await show.read(id, creator.token)).body).toMatchObject(Object.assign({}, ...changes));
});

test('hostile and long text comes back as it was sent, without what no feed can carry', async () => {
  const show = await openShow();
  const text = ']]> & &amp; <script>alert(1)</script> "\' \u202eرتل\u202c 👨‍👩‍👧\ttab\nline';
  const notes = text.repeat(Math.floor(499_000 / text.length));
  const { status, body } = await show.create({ title: `\u0001${text}`, description: `${notes}\u000b`, seasonName: `${text}\u001f` });
  expect(status).toBe(201);
  expect(body).toMatchObject({ title: text, description: notes, seasonName: text });
  expect((await show.read(body.id, creator.token)).body.description).toBe(notes);
  expect((await show.create({ title: 'Too long', description: 'x'.repeat(500_001) })).body.type).toBe('/problems/validation_failed');
  expect((await show.create({ title: '\u200b ' })).body.detail).toContain('title');
});

test('the list is in pages: newest by the shown date first, and for the owner drafts on top', async () => {
  const show = await openShow();
  await createOut(show, { title: 'Old', pubDate: '2001-01-01T00:00:00Z', season: 1 });
  await createOut(show, { title: 'Oldest', pubDate: '1990-01-01T00:00:00Z' });
  await createOut(show, { title: 'Newest' });
  await createOut(show, { title: 'Soon', publishAt: inMs(HOUR), state: undefined });
  await show.create({ title: 'Draft', season: 1, pubDate: '1980-01-01T00:00:00Z' });
  expect(await show.list()).toEqual(['Newest', 'Old', 'Oldest']);
  expect(await show.list('?season=1')).toEqual(['Old']);
  const pages: string[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await requestJson(show.url(`?all=true&limit=2${cursor}`), { token: creator.token });
    pages.push(body.items.map(({ title }: { title: string }) => title).join(','));
    if (body.nextCursor === null) break;
    cursor = `&cursor=${body.nextCursor}`;
    expect((await requestJson(show.url(`?limit=2${cursor}`))).body.type).toBe('/problems/bad_cursor');
  }
  expect(pages).toEqual(['Draft,Soon', 'Newest,Old', 'Oldest']);
});

test('chapters and transcripts are described by where they are', async () => {
  const show = await openShow();
  const { id } = await createOut(show);
  const chapters = [{ startSeconds: 0, title: 'One' }];
  await environment.database.episode.update({ where: { id }, data: { chapters, chaptersFile: 'c.json' } });
  const files = { vtt: 't.vtt', srt: 't.srt', json: 't.json', html: 't.html' };
  await environment.database.transcript.create({ data: { episodeId: id, language: 'en', cues: [], files } });
  const media = `${server.url}/media/${id}`;
  expect((await show.read(id)).body).toMatchObject({
    chapters,
    chaptersUrl: `${media}/c.json`,
    transcripts: [{ language: 'en', vtt: `${media}/t.vtt`, srt: `${media}/t.srt`, json: `${media}/t.json`, html: `${media}/t.html` }],
  });
});

test('a former slug of the show leads episodes on, and changes through it work', async () => {
  const show = await openShow();
  const { id } = await createOut(show);
  await show.setShow({ slug: `${show.slug}-new` });
  const led = await requestJson(show.url(`/${id}?x=1`));
  expect([led.status, led.headers.get('location')]).toEqual([301, `/api/shows/${show.slug}-new/episodes/${id}?x=1`]);
  expect((await show.patch(id, { title: 'By the old one' })).body.show.slug).toBe(`${show.slug}-new`);
});

test('feeds are asked for when a feed shows the change, and servers are told', async () => {
  const show = await openShow();
  const draft = (await show.create({ title: 'Draft' })).body;
  const wanted = await show.feedWanted();
  await show.patch(draft.id, { title: 'Nobody sees this yet' });
  expect(await show.feedWanted()).toBe(wanted);
  const out = await createOut(show);
  const heard: string[] = [];
  const stop = await listenToFeedChanges(environment.subscriber, (showId) => heard.push(showId));
  await show.patch(out.id, { audience: 'SUBSCRIBERS' });
  await show.remove(out.id);
  await expect.poll(() => heard.filter((id) => id === show.id)).toEqual([show.id, show.id]);
  await stop();
  expect(await show.feedWanted()).toBe(wanted + 3);
});

test('a list asks the database as often for many episodes as for one', async () => {
  const show = await openShow();
  let operations = 0;
  const database = environment.database.$extends({
    query: {
      $allOperations({ args, query }) {
        operations++;
        return query(args);
      },
    },
  }) as unknown as typeof environment.database;
  await using counting = await startTestServer({ ...environment, database });
  const count = async () => {
    operations = 0;
    const { body } = await requestJson(`${counting.url}/api/shows/${show.slug}/episodes`);
    return [body.items.length, operations];
  };
  await createOut(show);
  const [, forOne] = await count();
  for (let index = 0; index < 9; index++) await createOut(show);
  expect(await count()).toEqual([10, forOne]);
});
