import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createId } from '../../../core/identifiers.ts';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { ensurePlayer } from '../../support/ensure-player.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { seedEpisode, seedShow } from '../../support/seed-show.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';

vi.setConfig({ hookTimeout: 120_000 });

/** What the pages say and to whom; how they look is for test/end-to-end/listen.test.ts. */
let environment: TestEnvironment;
let server: TestServer;
let ownerId: string;
let slug: string;
let showId: string;

beforeAll(async () => {
  await ensurePlayer();
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  ownerId = (await createTestAccount(environment)).accountId;
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});
beforeEach(async () => {
  ({ id: showId, slug } = await seedShow(environment, ownerId));
});

const data = (path: string) => requestJson(`${server.url}/api/pages/podcasts${path}`);
const inOneHour = () => new Date(Date.now() + 3_600_000);

describe("a show's page", () => {
  test('lists what is out for everybody, the newest first, and nothing else', async () => {
    const old = await seedEpisode(environment, showId, { title: 'Old', pubDate: new Date('2020-01-01') });
    const recent = await seedEpisode(environment, showId, { title: 'Recent' });
    await seedEpisode(environment, showId, { state: 'DRAFT' });
    await seedEpisode(environment, showId, { publishAt: inOneHour() });
    await seedEpisode(environment, showId, { audience: 'SUBSCRIBERS' });
    await seedEpisode(environment, showId, { deletedAt: new Date() });
    const fileless = await seedEpisode(environment, showId);
    await environment.database.episodeFile.updateMany({ where: { episodeId: fileless.id }, data: { isCurrent: false } });
    const { status, body } = await data(`/${slug}`);
    expect(status).toBe(200);
    expect(body.episodes.map(({ id }: { id: string }) => id)).toEqual([recent.id, old.id]);
    expect(body.show.episodeCount).toBe(2);
    expect(body.show.feedUrl).toBe(`${server.url}/podcasts/${slug}/feed.xml`);
  });

  test('a serial show is told from its beginning', async () => {
    await environment.database.show.update({ where: { id: showId }, data: { type: 'SERIAL' } });
    await seedEpisode(environment, showId, { title: 'Second', pubDate: new Date('2021-01-01') });
    await seedEpisode(environment, showId, { title: 'First', pubDate: new Date('2020-01-01') });
    const { body } = await data(`/${slug}`);
    expect(body.episodes.map(({ title }: { title: string }) => title)).toEqual(['First', 'Second']);
  });

  test('seasons can be asked for alone, and long lists page by page', async () => {
    for (let number = 1; number <= 31; number += 1) {
      await seedEpisode(environment, showId, { number, season: number > 29 ? 2 : 1, details: { seasonName: number > 29 ? 'Two' : 'One' } });
    }
    const first = (await data(`/${slug}`)).body;
    expect(first.paging).toEqual({ page: 1, pageCount: 2 });
    expect(first.seasons).toEqual([
      { number: 1, name: 'One' },
      { number: 2, name: 'Two' },
    ]);
    const second = (await data(`/${slug}?page=2`)).body;
    expect(first.episodes.length + second.episodes.length).toBe(31);
    const season = (await data(`/${slug}?season=2`)).body;
    expect(season.episodes.map(({ season: of }: { season: number }) => of)).toEqual([2, 2]);
    expect((await data(`/${slug}?page=3`)).status).toBe(404);
  });

  test('is not there for a private show, and gone for a deleted one', async () => {
    await environment.database.show.update({ where: { id: showId }, data: { visibility: 'PRIVATE' } });
    expect((await data(`/${slug}`)).status).toBe(404);
    await environment.database.show.update({ where: { id: showId }, data: { visibility: 'PUBLIC', deletedAt: new Date() } });
    expect((await data(`/${slug}`)).status).toBe(410);
    expect((await data('')).body.shows.map((show: { slug: string }) => show.slug)).not.toContain(slug);
  });
});

describe("an episode's page", () => {
  test('has everything that a listener needs, by paths of this site', async () => {
    const assetId = createId();
    const peaksKey = objectKeys.master(assetId, 'abc.peaks.json');
    await environment.objectStore.put(peaksKey, JSON.stringify({ peaks: [0.1, 0.2] }), { contentType: 'application/json' });
    const asset = { id: assetId, ownerId, filename: 'e.wav', sourceKey: 'x', sourceBytes: 1n, state: 'READY' } as const;
    await environment.database.asset.create({ data: { ...asset, master: { create: { peaksKey } } } });
    const episode = await seedEpisode(environment, showId, { assetId, description: 'One\n\n<script>alert(1)</script>' });
    const chapters = [
      { startSeconds: 0, title: 'Begin' },
      { startSeconds: 5, title: 'Hidden', hidden: true },
    ];
    await environment.database.episode.update({ where: { id: episode.id }, data: { chapters } });
    const cues = [{ startSeconds: 0, endSeconds: 1, speaker: 'A', text: 'Hello' }];
    const files = { vtt: 'aaaaaaaa.vtt', srt: 'aaaaaaaa.srt', json: 'aaaaaaaa.json', html: 'aaaaaaaa.html' };
    for (const language of ['de', 'en'])
      await environment.database.transcript.create({ data: { episodeId: episode.id, language, cues, files } });
    const { body } = await data(`/${slug}/${episode.slug}`);
    expect(body.episode).toMatchObject({
      audio: { src: `/media/${episode.id}/${episode.fileName}`, type: 'audio/mpeg', sizeBytes: 20_000 },
      peaks: [50, 100],
      chapters: [{ startSeconds: 0, title: 'Begin' }],
      notes: '<p>One</p>\n<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>',
      transcript: { language: 'en', cues, isWhole: true },
      film: null,
    });
    const documents: { language: string }[] = body.episode.transcript.documents;
    expect(documents.map(({ language }) => language)).toEqual(['en', 'en', 'en', 'en', 'de', 'de', 'de', 'de']);
  });

  test.each([
    ['many cues', 40_000, 'Some words, as people say them.'],
    ['long cues', 3000, '<b>"R&B"</b>'.repeat(500)],
  ])('stays small with a transcript of %s, and says that there is more', async (_name, length, text) => {
    const episode = await seedEpisode(environment, showId);
    const cues = Array.from({ length }, (_, index) => ({
      startSeconds: index,
      endSeconds: index + 1,
      speaker: `Speaker ${index % 2}`,
      text,
    }));
    const files = { vtt: 'bbbbbbbb.vtt', srt: 'bbbbbbbb.srt', json: 'bbbbbbbb.json', html: 'bbbbbbbb.html' };
    await environment.database.transcript.create({ data: { episodeId: episode.id, language: 'en', cues, files } });
    const page = await (await fetch(`${server.url}/podcasts/${slug}/${episode.slug}`)).text();
    expect(page.length).toBeLessThan(1_000_000);
    expect(page).toContain(`/media/${episode.id}/bbbbbbbb.html`);
    const { transcript } = (await data(`/${slug}/${episode.slug}`)).body.episode;
    expect(transcript.isWhole).toBe(false);
    expect(transcript.cues).toEqual(cues.slice(0, transcript.cues.length));
    expect(transcript.cues.length).toBeGreaterThan(5);
    expect(transcript.cues.length).toBeLessThanOrEqual(1500);
  });

  test.each([
    ['a draft', { state: 'DRAFT' }, 404],
    ['one to come', { publishAt: new Date(Date.now() + 3_600_000) }, 404],
    ['one for subscribers', { audience: 'SUBSCRIBERS' }, 404],
    ['a deleted one', { deletedAt: new Date() }, 410],
  ] as const)('%s is not shown, whatever is asked', async (_name, columns, status) => {
    const episode = await seedEpisode(environment, showId, columns);
    expect((await data(`/${slug}/${episode.slug}`)).status).toBe(status);
    for (const path of [`/podcasts/${slug}/${episode.slug}`, `/embed/episodes/${episode.id}`]) {
      const page = await fetch(server.url + path);
      expect([page.status, page.headers.get('content-type')], path).toEqual([status, 'text/html; charset=utf-8']);
      expect(await page.text()).not.toContain(episode.title);
    }
    const url = encodeURIComponent(`${server.url}/podcasts/${slug}/${episode.slug}`);
    expect((await requestJson(`${server.url}/oembed?url=${url}`)).status).toBe(status);
  });

  test('vanishes with its show being private', async () => {
    const episode = await seedEpisode(environment, showId);
    expect((await data(`/${slug}/${episode.slug}`)).status).toBe(200);
    await environment.database.show.update({ where: { id: showId }, data: { visibility: 'PRIVATE' } });
    expect((await data(`/${slug}/${episode.slug}`)).status).toBe(404);
    expect((await fetch(`${server.url}/embed/episodes/${episode.id}`)).status).toBe(404);
  });
});

describe('as HTML', () => {
  test('a page is known by its ETag until it changes', async () => {
    const episode = await seedEpisode(environment, showId);
    const address = `${server.url}/podcasts/${slug}/${episode.slug}`;
    const first = await fetch(address);
    expect(first.headers.get('cache-control')).toMatch(/^public, max-age=\d{1,2},/);
    const etag = first.headers.get('etag') ?? '';
    const again = () => fetch(address, { headers: { 'if-none-match': `"other", W/${etag}` } });
    expect((await again()).status).toBe(304);
    await environment.database.episode.update({ where: { id: episode.id }, data: { title: 'Another title' } });
    await vi.waitUntil(async () => (await again()).status === 200, { timeout: 3000 });
    expect(await (await again()).text()).toContain('<title>Another title · A show · Rostrum</title>');
  });

  test('a former name leads to the page of today', async () => {
    const episode = await seedEpisode(environment, showId);
    const former = `former-${slug}`;
    await environment.database.showSlug.create({ data: { slug: former, showId } });
    const show = await fetch(`${server.url}/podcasts/${former}?page=1`, { redirect: 'manual' });
    expect([show.status, show.headers.get('location')]).toEqual([301, `/podcasts/${slug}?page=1`]);
    const page = await fetch(`${server.url}/podcasts/${former}/${episode.slug}`, { redirect: 'manual' });
    expect([page.status, page.headers.get('location')]).toEqual([301, `/podcasts/${slug}/${episode.slug}`]);
  });

  test.each(['?page=0', '?page=-1', '?page=x', '?page=99', '?page=1&page=2', '?season=x'])('%s leads nowhere, in words', async (query) => {
    const page = await fetch(`${server.url}/podcasts/${slug}${query}`);
    expect(page.status).toBe(404);
    expect(await page.text()).toContain('noindex');
  });

  test('only what others embed may stand in their frames', async () => {
    const episode = await seedEpisode(environment, showId);
    const policyOf = async (path: string) => (await fetch(server.url + path)).headers.get('content-security-policy');
    expect(await policyOf(`/podcasts/${slug}/${episode.slug}`)).toContain("frame-ancestors 'self'");
    const policy = await policyOf(`/embed/episodes/${episode.id}`);
    expect(policy).toContain('frame-ancestors *');
    expect(policy).toContain("script-src 'self'");
    expect((await fetch(`${server.url}/embed/episodes/${episode.id}`)).headers.get('x-robots-tag')).toBe('noindex');
  });
});

describe('films in frames', () => {
  const seedFilm = async (columns: object) => {
    const id = createId();
    const asset = {
      id: createId(),
      ownerId,
      filename: 'f.mp4',
      sourceKey: 'x',
      sourceBytes: 1n,
      state: 'READY',
      width: 1920,
      height: 1080,
    } as const;
    await environment.database.asset.create({ data: asset });
    await environment.database.video.create({
      data: { id, ownerId, assetId: asset.id, title: 'A film', visibility: 'PUBLIC', ...columns },
    });
    return id;
  };

  test.each([
    [{}, 200, 200],
    [{ visibility: 'UNLISTED' }, 200, 404],
    [{ visibility: 'MEMBERS' }, 404, 404],
    [{ visibility: 'PRIVATE' }, 404, 404],
    [{ publishAt: new Date(Date.now() + 3_600_000) }, 404, 404],
  ])('%j: its frame answers %i, oEmbed %i', async (columns, embedStatus, oembedStatus) => {
    const id = await seedFilm(columns);
    expect((await fetch(`${server.url}/embed/${id}`)).status).toBe(embedStatus);
    expect((await requestJson(`${server.url}/oembed?url=${server.url}/watch/${id}`)).status).toBe(oembedStatus);
  });

  test('oEmbed keeps its shape in the room that is given', async () => {
    const { body } = await requestJson(`${server.url}/oembed?url=${server.url}/watch/${await seedFilm({})}&maxwidth=320&maxheight=1000`);
    expect(body).toMatchObject({ version: '1.0', type: 'video', title: 'A film', width: 320, height: 180 });
    expect(body.html).toContain('width="320" height="180"');
  });
});

describe('oEmbed', () => {
  const ask = (url: string, more = '') => requestJson(`${server.url}/oembed?url=${encodeURIComponent(url)}${more}`);

  test('gives a frame for an episode, and for a show that of its newest', async () => {
    const episode = await seedEpisode(environment, showId, { title: 'Say "hi" & <wave>' });
    const { status, body } = await ask(`${server.url}/podcasts/${slug}/${episode.slug}?utm=1#t=5`, '&maxwidth=400');
    expect(status).toBe(200);
    expect(body).toMatchObject({ type: 'rich', title: 'Say "hi" & <wave>', author_name: 'A show', width: 400 });
    expect(body.html).toContain(`<iframe src="${server.url}/embed/episodes/${episode.id}"`);
    expect(body.html).toContain('title="Say &#34;hi&#34; &#38; &#60;wave&#62;"');
    expect((await ask(`${server.url}/podcasts/${slug}`)).body.html).toBe(
      (await ask(`${server.url}/podcasts/${slug}/${episode.slug}`)).body.html,
    );
  });

  test.each(['not an address', 'https://elsewhere.example/podcasts/x', '/podcasts/x'])('%s is not ours', async (url) => {
    expect((await ask(url)).status).toBe(404);
  });

  test('other pages of ours have nothing to embed', async () => {
    for (const path of ['/', '/upload', '/podcasts', `/podcasts/${slug}`, '/watch/none', '/watch/a/b', '/podcasts/a/b/c']) {
      expect((await ask(server.url + path)).status, path).toBe(404);
    }
  });

  test('XML is not spoken, and an address must be given', async () => {
    expect((await ask(`${server.url}/podcasts/${slug}`, '&format=xml')).status).toBe(501);
    expect((await requestJson(`${server.url}/oembed`)).status).toBe(400);
  });
});
