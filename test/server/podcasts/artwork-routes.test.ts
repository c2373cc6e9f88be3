import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import type { StoredArtwork } from '../../../core/podcasts/podcast-details.ts';
import { createTestAccount, type TestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';

let environment: TestEnvironment;
let server: TestServer;
let creator: TestAccount;
let other: TestAccount;
let showId: string;
let episodeId: string;

beforeAll(async () => {
  environment = await openTestEnvironment({ RATE_LIMIT_PER_MINUTE: '100000' });
  server = await startTestServer(environment);
  creator = await createTestAccount(environment);
  other = await createTestAccount(environment);
  const post = (rest: string, json: object) => requestJson(server.url + rest, { method: 'POST', token: creator.token, json });
  showId = (await post('/api/shows', { title: 'Seen', slug: 'seen' })).body.id;
  episodeId = (await post('/api/shows/seen/episodes', { title: 'One' })).body.id;
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

type Format = 'jpeg' | 'png' | 'webp';
const draw = (width: number, height: number, format: Format = 'jpeg') =>
  sharp({ create: { width, height, channels: 3, background: '#375a7f' } })
    .toFormat(format)
    .toBuffer();

async function send(place: string, body: Buffer | string, type: string, token = creator.token) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': type };
  const response = await fetch(`${server.url}/api/shows/seen${place}/artwork`, {
    method: 'PUT',
    headers,
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}
const remove = (place: string) => requestJson(`${server.url}/api/shows/seen${place}/artwork`, { method: 'DELETE', token: creator.token });
const readShow = async () => (await requestJson(`${server.url}/api/shows/seen`)).body;

const storedShow = () => environment.database.show.findUniqueOrThrow({ where: { id: showId } });
const storedEpisode = () => environment.database.episode.findUniqueOrThrow({ where: { id: episodeId } });
/** What the worker does when the sizes are made. */
const makeReady = async () => {
  const artwork = (await storedShow()).artwork as unknown as StoredArtwork;
  await environment.database.show.update({ where: { id: showId }, data: { artwork: { ...artwork, isReady: true } } });
};

test.each(['jpeg', 'png', 'webp'] as const)(
  "a square %s of 1400 pixels becomes the show's artwork once its sizes are made",
  async (format) => {
    const picture = await draw(1400, 1400, format);
    const { status, body } = await send('', picture, `image/${format}`);
    expect([status, body['artwork']]).toEqual([200, null]);
    const artwork = (await storedShow()).artwork as unknown as StoredArtwork;
    expect(artwork).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{16}$/), sizePx: 1400, isReady: false, isGenerated: false });
    const head = await environment.objectStore.head(objectKeys.artwork(showId, artwork.hash));
    expect(head).toMatchObject({ sizeBytes: picture.length, contentType: `image/${format}` });
    expect(await environment.redis.exists(`bull:artwork:artwork-${showId}-show`)).toBe(1);

    await makeReady();
    const base = `${server.url}/artwork/${showId}/${artwork.hash}`;
    expect((await readShow()).artwork).toEqual({
      full: `${base}-full.jpg`,
      large: `${base}-1400.jpg`,
      medium: { jpg: `${base}-600.jpg`, webp: `${base}-600.webp`, avif: `${base}-600.avif` },
      small: { jpg: `${base}-300.jpg`, webp: `${base}-300.webp`, avif: `${base}-300.avif` },
      isGenerated: false,
    });
    expect((await send('', picture, `image/${format}`)).body['artwork']).toEqual((await readShow()).artwork);
  },
);

test('an episode has a picture of its own, and goes back to its show', async () => {
  const place = `/episodes/${episodeId}`;
  expect((await send(place, await draw(1500, 1500, 'png'), 'image/png')).status).toBe(200);
  expect((await storedEpisode()).artwork).toMatchObject({ sizePx: 1500, isReady: false });
  expect(await environment.redis.exists(`bull:artwork:artwork-${showId}-${episodeId}`)).toBe(1);
  const { filesWanted } = await storedEpisode();
  expect((await remove(place)).status).toBe(204);
  expect(await storedEpisode()).toMatchObject({ artwork: null, filesWanted: filesWanted + 1 });
  expect((await remove(place)).status).toBe(204);
});

test('a show without its picture is to get a drawn one, which stays', async () => {
  await send('', await draw(1400, 1400), 'image/jpeg');
  expect((await remove('')).status).toBe(204);
  expect((await storedShow()).artwork).toBeNull();
  const artwork = { hash: '0123456789abcdef', sizePx: 3000, isReady: true, isGenerated: true };
  await environment.database.show.update({ where: { id: showId }, data: { artwork } });
  expect((await remove('')).status).toBe(204);
  expect((await storedShow()).artwork).toEqual(artwork);
});

test.each([
  ['not square', () => draw(1400, 1500), 'image/jpeg', 'The picture is 1400 x 1500 pixels. Artwork has to be square'],
  ['too small', () => draw(1399, 1399, 'png'), 'image/png', '1399 x 1399 pixels, which is too small'],
  ['too large', () => draw(10_001, 10_001, 'png'), 'image/png', '10001 x 10001 pixels, which is too large'],
  ['of another type', () => draw(1400, 1400, 'png'), 'image/jpeg', 'of the type image/png, sent as image/jpeg'],
  ['no picture', async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1400" height="1400"/>'), 'image/png', 'no JPEG'],
  ['empty', async () => Buffer.alloc(0), 'image/png', 'no JPEG'],
  ['only a beginning', async () => (await draw(1400, 1400, 'png')).subarray(0, 20), 'image/png', 'damaged'],
  ['cut off', async () => (await noise()).subarray(0, 200_000), 'image/jpeg', 'to its end'],
  ['moving (WebP)', () => animate(), 'image/webp', 'stand still'],
  ['moving (PNG)', async () => addChunk(await draw(1400, 1400, 'png'), 'acTL'), 'image/png', 'stand still'],
])('a picture that is %s is refused with what was found and what is needed', async (_what, make, type, words) => {
  const before = (await storedShow()).artwork;
  const { status, body } = await send('', await make(), type);
  expect([status, body['type']]).toEqual([422, '/problems/artwork_refused']);
  expect(body['detail']).toContain(words);
  expect((await storedShow()).artwork).toEqual(before);
});

test('other types, too many bytes and other people are refused', async () => {
  const picture = await draw(1400, 1400);
  for (const type of ['application/json', 'image/gif', 'image/svg+xml']) {
    const { status, body } = await send('', '{}', type);
    expect([status, body.detail]).toEqual([415, 'The Content-Type of this body must be image/jpeg, image/png, or image/webp.']);
  }
  expect((await send('', Buffer.alloc(30 * 2 ** 20 + 1), 'image/jpeg').catch(() => ({ status: 413 }))).status).toBe(413);
  expect((await send('', picture, 'image/jpeg', other.token)).status).toBe(403);
  expect((await send(`/episodes/${episodeId}`, picture, 'image/jpeg', other.token)).status).toBe(403);
  expect((await send('/episodes/unknown', picture, 'image/jpeg')).status).toBe(404);
});

/** A picture that does not compress to nothing. */
const noise = () =>
  sharp({ create: { width: 1400, height: 1400, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 40 }, background: '#000' } })
    .jpeg()
    .toBuffer();

async function animate(): Promise<Buffer> {
  const frames = await Promise.all(
    ['#a00', '#0a0'].map((background) =>
      sharp({ create: { width: 1400, height: 1400, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  return sharp(frames, { join: { animated: true } })
    .webp()
    .toBuffer();
}

/** Puts an empty chunk of this type behind a PNG's header. */
function addChunk(png: Buffer, type: string): Buffer {
  const headerEnd = 8 + 25;
  const chunk = Buffer.concat([Buffer.from([0, 0, 0, 0]), Buffer.from(type), Buffer.from([0, 0, 0, 0])]);
  return Buffer.concat([png.subarray(0, headerEnd), chunk, png.subarray(headerEnd)]);
}
