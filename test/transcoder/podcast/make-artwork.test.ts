import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import type { StoredArtwork } from '../../../core/podcasts/podcast-details.ts';
import { ARTWORK_SIZES, artworkFileName, PAGE_ARTWORK_SIZES } from '../../../core/podcasts/podcast-urls.ts';
import { drawCover } from '../../../transcoder/podcast/draw-cover.ts';
import { makeArtwork } from '../../../transcoder/podcast/make-artwork.ts';
import { resizeArtwork } from '../../../transcoder/podcast/resize-artwork.ts';
import { nameContent } from '../../../transcoder/podcast/store-file.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { makeMedia } from '../../support/make-media.ts';
import { enterAsset, enterEpisode, enterShow, openPodcastBench, type PodcastBench, readBytes } from './podcast-fixtures.ts';

vi.setConfig({ testTimeout: 60_000 });

let bench: PodcastBench;
let ownerId: string;

beforeAll(async () => {
  bench = await openPodcastBench();
  ownerId = (await createTestAccount(bench.environment)).accountId;
});

afterAll(() => bench[Symbol.asyncDispose]());

/** A picture of one colour, as an upload. */
const paint = (
  width: number,
  height: number,
  background: string | { r: number; g: number; b: number; alpha: number },
  channels: 3 | 4 = 3,
) => sharp({ create: { width, height, channels, background } });

async function choose(showId: string, bytes: Buffer): Promise<StoredArtwork> {
  const artwork = { hash: nameContent(bytes), sizePx: 0, isReady: false, isGenerated: false };
  await bench.environment.objectStore.put(objectKeys.artwork(showId, artwork.hash), bytes, { contentType: 'image/png' });
  return artwork;
}

async function readShow(showId: string) {
  const show = await bench.environment.database.show.findUniqueOrThrow({ where: { id: showId } });
  return { ...show, artwork: show.artwork as unknown as StoredArtwork };
}

const lookAt = async (showId: string, fileName: string) => sharp(await readBytes(bench.environment, objectKeys.artwork(showId, fileName)));

test('a picture gets all its sizes, and the feed is asked to show it', async () => {
  const showId = await enterShow(bench, ownerId);
  const { database, objectStore } = bench.environment;
  const artwork = await choose(showId, await paint(3200, 3200, '#c93419').png().toBuffer());
  await database.show.update({ where: { id: showId }, data: { artwork: { ...artwork } } });
  await makeArtwork(bench.transcoder, { showId, episodeId: null });
  const show = await readShow(showId);
  expect(show.artwork).toEqual({ ...artwork, sizePx: 3000, isReady: true });
  expect(show.feedWanted).toBe(2);
  for (const size of ARTWORK_SIZES) {
    const px = size === 'full' ? 3000 : size;
    const metadata = await (await lookAt(showId, artworkFileName(artwork.hash, size))).metadata();
    expect(metadata).toMatchObject({ format: 'jpeg', width: px, height: px, space: 'srgb', hasAlpha: false });
  }
  for (const size of PAGE_ARTWORK_SIZES) {
    for (const format of ['webp', 'avif'] as const) {
      const fileName = artworkFileName(artwork.hash, size, format);
      expect(await (await lookAt(showId, fileName)).metadata()).toMatchObject({ width: size, height: size });
      const { contentType, cacheControl } = await objectStore.head(objectKeys.artwork(showId, fileName));
      expect([contentType, cacheControl]).toEqual([`image/${format}`, 'public, max-age=31536000, immutable']);
    }
  }
});

test('a show without a picture gets one, the same each time', async () => {
  const showId = await enterShow(bench, ownerId, { guid: '1a0a8b3c-0000-5000-8000-000000000001' });
  await makeArtwork(bench.transcoder, { showId, episodeId: null });
  const { artwork } = await readShow(showId);
  expect(artwork).toMatchObject({ sizePx: 3000, isReady: true, isGenerated: true });
  expect(drawCover('a')).toBe(drawCover('a'));
  expect(drawCover('a')).not.toBe(drawCover('b'));
  expect(
    (await bench.environment.objectStore.head(objectKeys.artwork(showId, artworkFileName(artwork.hash, 'full')))).sizeBytes,
  ).toBeLessThan(512_000);
});

test('a picture that cannot be decoded is forgotten, and a drawn one takes its place', async () => {
  const showId = await enterShow(bench, ownerId);
  const artwork = await choose(showId, Buffer.from('this is no picture'));
  await bench.environment.database.show.update({ where: { id: showId }, data: { artwork: { ...artwork } } });
  await makeArtwork(bench.transcoder, { showId, episodeId: null });
  expect((await readShow(showId)).artwork).toMatchObject({ isReady: true, isGenerated: true });
});

test("an episode's own picture asks for its files; an episode without one is left alone", async () => {
  const assetId = await enterAsset(
    bench,
    await makeMedia(join(bench.environment.directory, 'a.wav'), ['-f', 'lavfi', '-i', 'sine', '-t', '1']),
  );
  const { episodeId, showId } = await enterEpisode(bench, assetId);
  const { database } = bench.environment;
  await makeArtwork(bench.transcoder, { showId, episodeId });
  expect(await database.episode.findUnique({ where: { id: episodeId } })).toMatchObject({ artwork: null, filesWanted: 1 });
  const artwork = await choose(showId, await paint(1500, 1500, '#0e1014').png().toBuffer());
  await database.episode.update({ where: { id: episodeId }, data: { artwork: { ...artwork } } });
  await makeArtwork(bench.transcoder, { showId, episodeId });
  expect(await database.episode.findUnique({ where: { id: episodeId } })).toMatchObject({
    artwork: { ...artwork, sizePx: 1500, isReady: true },
    filesWanted: 2,
  });
});

describe('whatever comes in, RGB without transparency comes out', () => {
  const readFull = async (original: Buffer) => {
    const { sizePx, files } = await resizeArtwork(original);
    const full = sharp(files.find(({ size }) => size === 'full')?.bytes);
    const { data, info } = await full.raw().toBuffer({ resolveWithObject: true });
    const middle = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
    return { sizePx, channels: info.channels, metadata: await full.metadata(), middle: [...data.subarray(middle, middle + 3)] };
  };

  test('a PNG that one can see through has white behind it', async () => {
    const read = await readFull(await paint(1400, 1400, { r: 0, g: 0, b: 0, alpha: 0 }, 4).png().toBuffer());
    expect(read).toMatchObject({ sizePx: 1400, channels: 3, middle: [255, 255, 255] });
  });

  test('a CMYK JPEG for printers', async () => {
    const read = await readFull(await paint(1400, 1400, '#2080c0').toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer());
    expect(read.metadata).toMatchObject({ space: 'srgb', channels: 3 });
    for (const [index, value] of [0x20, 0x80, 0xc0].entries()) expect(Math.abs((read.middle[index] ?? 0) - value)).toBeLessThan(40);
  });

  test('a grey picture of sixteen bits', async () => {
    const read = await readFull(await paint(1400, 1400, '#808080').toColourspace('grey16').png().toBuffer());
    expect(read.metadata).toMatchObject({ space: 'srgb', channels: 3, depth: 'uchar' });
  });

  test('a photograph that lies on its side and says where it was taken', async () => {
    const photograph = await paint(1600, 1400, '#406020').withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { metadata, sizePx } = await readFull(photograph);
    expect([sizePx, metadata.orientation, metadata.exif]).toEqual([1400, undefined, undefined]);
  });

  test('a picture of noise still fits into a megabyte', async () => {
    const noise = sharp({
      create: { width: 1200, height: 1200, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
    });
    const { files } = await resizeArtwork(await noise.png().toBuffer());
    expect(files.find(({ size }) => size === 'full')?.bytes.length).toBeLessThan(1_000_000);
  });
});

test('bytes of a picture that is mostly pixels are refused before they are decoded', async () => {
  const path = join(bench.environment.directory, 'bomb.png');
  await promisify(execFile)('ffmpeg', [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    'color=black:s=14000x14000',
    '-frames:v',
    '1',
    '-pix_fmt',
    'monob',
    path,
  ]);
  await expect(resizeArtwork(await readFile(path))).rejects.toThrow(/pixel/i);
});
