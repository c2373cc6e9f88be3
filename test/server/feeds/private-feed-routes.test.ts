import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createId } from '../../../core/identifiers.ts';
import { openLogger } from '../../../core/logger.ts';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { SUBSCRIBER_TOKEN_PLACEHOLDER } from '../../../core/podcasts/podcast-urls.ts';
import { announceFeedChange } from '../../../core/queues/feed-events.ts';
import { createTokenText } from '../../../core/tokens.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { rawRequest } from '../../support/raw-request.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import {
  createTestEpisode,
  createTestShow,
  createTestSubscriber,
  storeFeed,
  type TestEpisode,
  type TestShow,
  type TestSubscriber,
} from './feed-environment.ts';

const TITLE = 'The "hidden" <show> & more';
let environment: TestEnvironment;
let server: TestServer;
let show: TestShow;
let episode: TestEpisode;
let reader: TestSubscriber;
const noticeBody = Buffer.alloc(48_000, 1);

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  show = await createTestShow(environment, { visibility: 'PRIVATE', title: TITLE });
  episode = await createTestEpisode(environment, show.showId, { audience: 'SUBSCRIBERS' });
  reader = await createTestSubscriber(environment, show.showId);
  await storeFeed(environment, show.showId, renderStored(server.url, episode), { name: 'private' });
  const notice = { contentType: 'audio/mpeg', cacheControl: 'no-cache' };
  await environment.objectStore.put(objectKeys.notice('subscription-ended.mp3'), noticeBody, notice);
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await environment?.[Symbol.asyncDispose]();
});

function renderStored(publicUrl: string, { episodeId, fileName }: TestEpisode): string {
  const base = `${publicUrl}/feeds/${SUBSCRIBER_TOKEN_PLACEHOLDER}`;
  return `<rss><channel><link href="${base}.xml"/><enclosure url="${base}/media/${episodeId}/${fileName}"/></channel></rss>`;
}

const feedUrl = ({ token }: TestSubscriber) => `${server.url}/feeds/${token}.xml`;
const mediaUrl = ({ token }: TestSubscriber, of = episode) => `${server.url}/feeds/${token}/media/${of.episodeId}/${of.fileName}`;
const problemOf = (body: Buffer) => JSON.parse(body.toString()).type;

describe('a private feed', () => {
  test('carries its reader’s own addresses, and is for nobody else', async () => {
    const { status, headers, body } = await rawRequest(feedUrl(reader));
    expect(status).toBe(200);
    expect(body.toString()).toContain(`<enclosure url="${mediaUrl(reader)}"/>`);
    expect(body.toString()).toContain(`<link href="${feedUrl(reader)}"/>`);
    expect(body.toString()).not.toContain(SUBSCRIBER_TOKEN_PLACEHOLDER);
    expect(headers).toMatchObject({
      'content-type': 'application/rss+xml; charset=utf-8',
      'cache-control': 'private, no-cache',
      'x-robots-tag': 'noindex, nofollow',
      'referrer-policy': 'no-referrer',
      vary: 'Accept-Encoding',
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers['last-modified']).toMatch(/GMT$/);
    const head = await rawRequest(feedUrl(reader), {}, 'HEAD');
    expect([head.status, head.body.length, head.headers['content-length']]).toEqual([200, 0, String(body.length)]);
  });

  test('has ETags of its own for each reader and encoding', async () => {
    const other = await createTestSubscriber(environment, show.showId);
    const plain = await rawRequest(feedUrl(reader));
    const zipped = await rawRequest(feedUrl(reader), { 'accept-encoding': 'gzip, br' });
    const others = await rawRequest(feedUrl(other));
    expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true);
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(new Set([plain, zipped, others].map(({ headers }) => headers.etag)).size).toBe(3);
    for (const { headers } of [plain, zipped]) {
      const asked = { 'if-none-match': String(headers.etag), 'accept-encoding': String(headers['content-encoding'] ?? 'identity') };
      const again = await rawRequest(feedUrl(reader), asked);
      expect([again.status, again.headers.etag, again.headers.vary]).toEqual([304, headers.etag, 'Accept-Encoding']);
      expect((await rawRequest(feedUrl(other), asked)).status).toBe(200);
    }
    expect((await rawRequest(feedUrl(reader), { 'if-modified-since': String(plain.headers['last-modified']) })).status).toBe(304);
  });

  test('notes at most once an hour that it was fetched', async () => {
    const fetched = await createTestSubscriber(environment, show.showId);
    const lastFetchedAt = async () =>
      (await environment.database.subscriber.findUniqueOrThrow({ where: { id: fetched.subscriberId } })).lastFetchedAt;
    await rawRequest(feedUrl(fetched));
    await until(async () => (await lastFetchedAt()) !== null);
    const first = await lastFetchedAt();
    await announceFeedChange(environment.redis, show.showId);
    await rawRequest(feedUrl(fetched));
    await sleep(100);
    expect(await lastFetchedAt()).toEqual(first);
  });

  test('is not told from nothing at all to those who guess', async () => {
    for (const token of [createTokenText(), 'x', 'a.b', SUBSCRIBER_TOKEN_PLACEHOLDER, 'a'.repeat(500)]) {
      const answer = await rawRequest(`${server.url}/feeds/${token}.xml`);
      expect([answer.status, answer.headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8']);
      expect((await rawRequest(`${server.url}/feeds/${token}/media/${episode.episodeId}/${episode.fileName}`)).status).toBe(404);
    }
  });

  test('waits for its first build, and goes with its show', async () => {
    const young = await createTestShow(environment);
    const early = await createTestSubscriber(environment, young.showId);
    const waiting = await rawRequest(feedUrl(early));
    expect([waiting.status, waiting.headers['retry-after']]).toEqual([503, '5']);
    await environment.database.show.update({ where: { id: young.showId }, data: { deletedAt: new Date() } });
    await announceFeedChange(environment.redis, young.showId);
    await until(async () => (await rawRequest(feedUrl(early))).status === 410);
    expect(problemOf((await rawRequest(feedUrl(early))).body)).toBe('/problems/show_gone');
  });
});

describe('private media', () => {
  test('come to the show’s subscribers, in ranges, for no shared cache', async () => {
    const whole = await rawRequest(mediaUrl(reader));
    expect(whole.body.equals(episode.body)).toBe(true);
    expect(whole.headers).toMatchObject({
      'content-type': 'audio/mpeg',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-robots-tag': 'noindex, nofollow',
      'referrer-policy': 'no-referrer',
    });
    const part = await rawRequest(mediaUrl(reader), { range: 'bytes=-10' });
    expect([part.status, part.headers['content-range']]).toEqual([206, 'bytes 990-999/1000']);
    expect((await rawRequest(mediaUrl(reader), {}, 'HEAD')).headers['content-length']).toBe('1000');
  });

  test('come to nobody else, and not before their time', async () => {
    const elsewhere = await createTestShow(environment);
    const stranger = await createTestSubscriber(environment, elsewhere.showId);
    expect((await rawRequest(mediaUrl(stranger))).status).toBe(404);
    expect((await rawRequest(`${server.url}/media/${episode.episodeId}/${episode.fileName}`)).status).toBe(404);
    const later = await createTestEpisode(environment, show.showId, { publishAt: new Date(Date.now() + 60_000) });
    const draft = await createTestEpisode(environment, show.showId, { state: 'DRAFT' });
    for (const hidden of [later, draft]) expect((await rawRequest(mediaUrl(reader, hidden))).status).toBe(404);
    const deleted = await createTestEpisode(environment, show.showId);
    await environment.database.episode.update({ where: { id: deleted.episodeId }, data: { deletedAt: new Date() } });
    const gone = await rawRequest(mediaUrl(reader, deleted));
    expect([gone.status, problemOf(gone.body)]).toEqual([410, '/problems/episode_gone']);
  });
});

describe('private films', () => {
  const playlist = '#EXTM3U\n#EXT-X-VERSION:7\n';
  let film: TestEpisode;
  const filmUrl = ({ token }: TestSubscriber, path = 'master.m3u8') => `${server.url}/feeds/${token}/hls/${film.episodeId}/${path}`;

  beforeAll(async () => {
    film = await createTestEpisode(environment, show.showId, { audience: 'SUBSCRIBERS' });
    const assetId = createId();
    const { ownerId } = await environment.database.show.findUniqueOrThrow({ where: { id: show.showId } });
    await environment.database.asset.create({ data: { id: assetId, ownerId, filename: 'film.mp4', sourceKey: 'x', sourceBytes: 1n } });
    await environment.database.episode.update({ where: { id: film.episodeId }, data: { assetId } });
    const type = { contentType: 'application/vnd.apple.mpegurl' };
    await environment.objectStore.put(objectKeys.hls(assetId, 'master.m3u8'), playlist, type);
    await environment.objectStore.put(objectKeys.hls(assetId, 'v1/720p/00000.m4s'), 'segment', { contentType: 'video/iso.segment' });
  });

  test('play by the subscriber’s own link, playlists and segments', async () => {
    const { status, headers, body } = await rawRequest(filmUrl(reader));
    expect([status, body.toString()]).toEqual([200, playlist]);
    expect(headers).toMatchObject({ 'content-type': 'application/vnd.apple.mpegurl', 'x-robots-tag': 'noindex, nofollow' });
    expect(headers['cache-control']).toMatch(/^private/);
    expect((await rawRequest(filmUrl(reader, 'v1/720p/00000.m4s'))).body.toString()).toBe('segment');
    expect((await rawRequest(filmUrl(reader, '../../uploads/x'))).status).toBe(404);
  });

  test('play for nobody else, and no longer once the link is withdrawn', async () => {
    const elsewhere = await createTestShow(environment);
    const stranger = await createTestSubscriber(environment, elsewhere.showId);
    expect((await rawRequest(filmUrl(stranger))).status).toBe(404);
    const leaver = await createTestSubscriber(environment, show.showId);
    expect((await rawRequest(filmUrl(leaver))).status).toBe(200);
    await environment.database.subscriber.update({ where: { id: leaver.subscriberId }, data: { revokedAt: new Date() } });
    await until(async () => (await rawRequest(filmUrl(leaver))).status === 410, 5_000);
  });
});

describe('a link that is withdrawn', () => {
  test('is gone on feed and media, on every server, within five seconds', async () => {
    await using second = await startTestServer(environment, { publicUrl: server.url });
    const leaver = await createTestSubscriber(environment, show.showId);
    const addresses = [feedUrl(leaver), mediaUrl(leaver)].flatMap((url) => [url, url.replace(server.url, second.url)]);
    for (const address of addresses) expect((await rawRequest(address)).status).toBe(200);
    // Nobody is told: the servers have to find out by themselves.
    await environment.database.subscriber.update({ where: { id: leaver.subscriberId }, data: { revokedAt: new Date() } });
    const revokedAt = performance.now();
    await until(async () => (await Promise.all(addresses.map((url) => rawRequest(url)))).every(({ status }) => status === 410), 5_000);
    expect(performance.now() - revokedAt).toBeLessThan(5_000);
    expect(problemOf((await rawRequest(feedUrl(leaver))).body)).toBe('/problems/subscription_ended');
  });

  test('is gone at once where the change is announced', async () => {
    const leaver = await createTestSubscriber(environment, show.showId);
    await rawRequest(feedUrl(leaver));
    await environment.database.subscriber.update({ where: { id: leaver.subscriberId }, data: { revokedAt: new Date() } });
    await announceFeedChange(environment.redis, show.showId);
    await until(async () => (await rawRequest(feedUrl(leaver))).status === 410, 500);
  });
});

describe('a subscription whose time is over', () => {
  test('has a feed of one episode that says so, and plays the notice', async () => {
    const expired = await createTestSubscriber(environment, show.showId, { expiresAt: new Date(Date.now() - 86_400_000) });
    const { status, headers, body } = await rawRequest(feedUrl(expired));
    const xml = body.toString();
    expect(status).toBe(200);
    expect(xml.match(/<item>/g)).toHaveLength(1);
    expect(xml).toContain('<title>Your subscription to The "hidden" &#x3C;show&#x3E; &#x26; more has ended</title>');
    expect(xml).toContain(`<enclosure url="${server.url}/feeds/${expired.token}/notice.mp3" length="48000" type="audio/mpeg"/>`);
    expect(xml).toContain('<itunes:block>Yes</itunes:block>');
    expect(xml).not.toContain(episode.fileName);
    expect(headers['last-modified']).toBeUndefined();
    expect((await rawRequest(feedUrl(expired))).body.equals(body)).toBe(true);
    expect((await rawRequest(feedUrl(expired), { 'if-none-match': String(headers.etag) })).status).toBe(304);
    const notice = await rawRequest(`${server.url}/feeds/${expired.token}/notice.mp3`, { range: 'bytes=0-1' });
    expect([notice.status, notice.headers['content-range'], notice.headers['content-type']]).toEqual([
      206,
      'bytes 0-1/48000',
      'audio/mpeg',
    ]);
    const media = await rawRequest(mediaUrl(expired));
    expect([media.status, problemOf(media.body)]).toEqual([403, '/problems/forbidden']);
  });

  test('ends while it is being read, and comes back when it is renewed', async () => {
    const member = await createTestSubscriber(environment, show.showId, { expiresAt: new Date(Date.now() + 700) });
    const before = await rawRequest(feedUrl(member));
    expect(before.body.toString()).toContain(episode.fileName);
    await sleep(800);
    const asked = { 'if-none-match': String(before.headers.etag) };
    expect((await rawRequest(feedUrl(member), asked)).body.toString()).toContain('has ended');
    await environment.database.subscriber.update({ where: { id: member.subscriberId }, data: { expiresAt: null } });
    await announceFeedChange(environment.redis, show.showId);
    await until(async () => (await rawRequest(feedUrl(member), asked)).status === 304, 1_000);
  });
});

describe('signing in with HTTP Basic', () => {
  const basic = (token: string, name = 'anything') => ({ authorization: `Basic ${Buffer.from(`${name}:${token}`).toString('base64')}` });
  const basicFeed = () => `${server.url}/podcasts/${show.slug}/private.xml`;

  test('is asked for, and takes the token as the password of any name', async () => {
    for (const headers of [
      {},
      basic('wrong'),
      basic(createTokenText()),
      { authorization: 'Bearer x' },
      { authorization: 'Basic %' },
    ] as Record<string, string>[]) {
      const { status, headers: answered } = await rawRequest(basicFeed(), headers);
      expect([status, answered['www-authenticate']]).toEqual([401, `Basic realm="The 'hidden' <show> & more", charset="UTF-8"`]);
    }
    const { status, headers, body } = await rawRequest(basicFeed(), basic(reader.token));
    expect([status, headers['cache-control']]).toEqual([200, 'private, no-cache']);
    const address = `${server.url}/podcasts/${show.slug}/private/media/${episode.episodeId}/${episode.fileName}`;
    expect(body.toString()).toContain(`<enclosure url="${address}"/>`);
    expect(body.toString()).toContain(`<link href="${basicFeed()}"/>`);
    expect(body.toString()).not.toContain(reader.token);
    expect((await rawRequest(address, basic(reader.token, 'me'))).body.equals(episode.body)).toBe(true);
    expect((await rawRequest(address)).status).toBe(401);
    expect((await rawRequest(basicFeed(), { ...basic(reader.token), 'if-none-match': String(headers.etag) })).status).toBe(304);
  });

  test('does not take the token of another show', async () => {
    const elsewhere = await createTestShow(environment);
    const stranger = await createTestSubscriber(environment, elsewhere.showId);
    expect((await rawRequest(basicFeed(), basic(stranger.token))).status).toBe(401);
  });

  test('ends as links do', async () => {
    const expired = await createTestSubscriber(environment, show.showId, { expiresAt: new Date(0) });
    const { body } = await rawRequest(basicFeed(), basic(expired.token));
    const noticeUrl = `${server.url}/podcasts/${show.slug}/private/notice.mp3`;
    expect(body.toString()).toContain(`<enclosure url="${noticeUrl}"`);
    expect((await rawRequest(noticeUrl, basic(expired.token))).status).toBe(200);
    const revoked = await createTestSubscriber(environment, show.showId);
    await environment.database.subscriber.update({ where: { id: revoked.subscriberId }, data: { revokedAt: new Date() } });
    expect((await rawRequest(basicFeed(), basic(revoked.token))).status).toBe(410);
  });

  test('moves with the show, and is nowhere without one', async () => {
    const renamed = await createTestShow(environment, { visibility: 'PRIVATE' });
    const oldSlug = `${renamed.slug}-before`;
    await environment.database.showSlug.create({ data: { slug: oldSlug, showId: renamed.showId } });
    for (const rest of ['private.xml', `private/media/${episode.episodeId}/${episode.fileName}`]) {
      const { status, headers } = await rawRequest(`${server.url}/podcasts/${oldSlug}/${rest}`);
      expect([status, headers.location]).toEqual([301, `${server.url}/podcasts/${renamed.slug}/${rest}`]);
    }
    expect((await rawRequest(`${server.url}/podcasts/nobody/private.xml`)).status).toBe(404);
  });
});

test('no token lands in a log, whatever it is answered', async () => {
  const lines: string[] = [];
  const target = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk)) as undefined) });
  await using talkative = await startTestServer({ ...environment, logger: openLogger('trace', 'server', target) });
  const revoked = await createTestSubscriber(environment, show.showId);
  await environment.database.subscriber.update({ where: { id: revoked.subscriberId }, data: { revokedAt: new Date() } });
  const unknown = createTokenText();
  const basic = { authorization: `Basic ${Buffer.from(`me:${reader.token}`).toString('base64')}` };
  for (const token of [reader.token, revoked.token, unknown]) {
    for (const rest of ['.xml', '.xml?x=1', '/notice.mp3', `/media/${episode.episodeId}/${episode.fileName}`, '/nothing', '.json', '']) {
      for (const method of ['GET', 'HEAD', 'POST']) await rawRequest(`${talkative.url}/feeds/${token}${rest}`, {}, method);
    }
  }
  await rawRequest(`${talkative.url}/podcasts/${show.slug}/private.xml`, basic);
  const log = lines.join('');
  expect(log).toContain('/feeds/[redacted].xml');
  expect(log).toContain(`/feeds/[redacted]/media/${episode.episodeId}`);
  for (const token of [reader.token, revoked.token, unknown]) expect(log).not.toContain(token);
  expect(log).not.toContain(basic.authorization.slice(6));
});

async function until(isTrue: () => Promise<boolean>, timeoutMs = 2_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; !(await isTrue()); await sleep(20)) {
    if (Date.now() > deadline) throw new Error(`not so after ${timeoutMs} ms`);
  }
}
