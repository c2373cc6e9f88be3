import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createId } from '../../core/identifiers.ts';
import { createTestAccount } from '../support/create-account.ts';
import { ensurePlayer } from '../support/ensure-player.ts';
import { openTestEnvironment, type TestEnvironment } from '../support/environment.ts';
import { H264, makeMedia, PICTURE, TONE } from '../support/make-media.ts';
import { openBrowser } from '../support/open-browser.ts';
import { seedEpisode, seedShow } from '../support/seed-show.ts';
import { startTestServer, type TestServer } from '../support/start-test-server.ts';
import { startTestWorker } from '../support/start-test-worker.ts';
import { submitAsset, waitForEnd } from '../support/transcode-file.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

const SECONDS = 24;

let environment: TestEnvironment;
let server: TestServer;
let browser: Browser;
let ownerId: string;
let assetId: string;
let sound: Buffer;
/** An episode to listen to that was made from a film which no catalog knows. */
let path: string;

beforeAll(async () => {
  await ensurePlayer();
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  browser = await openBrowser();
  ({ accountId: ownerId } = await createTestAccount(environment));
  const length = ['-t', String(SECONDS)];
  const film = await makeMedia(join(environment.directory, 'film.mp4'), [...PICTURE('640x360', '25'), ...TONE, ...length, ...H264]);
  sound = await readFile(await makeMedia(join(environment.directory, 'film.mp3'), [...TONE, ...length, '-b:a', '128k']));
  await using worker = await startTestWorker(environment);
  assetId = await submitAsset(environment, ownerId, film);
  expect(await waitForEnd(environment, assetId), String(worker)).toMatchObject({ state: 'READY' });
  const show = await seedShow(environment, ownerId, { slug: 'harbours', title: 'Harbours' });
  const episode = await seedEpisode(environment, show.id, { slug: 'dawn', title: 'A harbour at dawn', assetId }, sound);
  const chapters = [
    { startSeconds: 0, title: 'The quay' },
    { startSeconds: 12, title: 'The channel' },
  ];
  await environment.database.episode.update({ where: { id: episode.id }, data: { chapters } });
  path = '/podcasts/harbours/dawn';
});

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

async function visit(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
  await page.goto(server.url + address);
  return page;
}

/** What is read of a page's media; this file is checked without the browser's own types. */
interface Medium {
  readonly currentTime: number;
  readonly paused: boolean;
  readonly videoHeight: number;
}

const film = (place: Page | FrameLocator) => place.locator('rostrum-player video');
const readFilm = (place: Page | FrameLocator) =>
  film(place).evaluate(({ currentTime, paused, videoHeight }: Medium) => ({ currentTime, paused, videoHeight }));

async function pressPlay(place: Page | FrameLocator): Promise<void> {
  await place.locator('rostrum-player media-play-button.big-play').click();
}

/** Waits until a picture is shown and time goes by, from a second on. */
async function waitForPicture(place: Page | FrameLocator, fromSeconds = 0): Promise<void> {
  await vi.waitUntil(
    async () => {
      const { currentTime, paused, videoHeight } = await readFilm(place);
      return currentTime > fromSeconds + 0.5 && currentTime < fromSeconds + 8 && !paused && videoHeight > 0;
    },
    { timeout: 20_000, interval: 100 },
  );
}

test('the film of an episode to listen to plays on its page, and nothing of it is fetched before', async () => {
  const page = await visit(path);
  const fetched: string[] = [];
  page.on('request', (request) => request.url().includes('/hls/') && fetched.push(request.url()));
  await film(page).waitFor();
  await page.waitForTimeout(500);
  expect(fetched).toEqual([]);
  await pressPlay(page);
  await waitForPicture(page);
  expect(await page.locator('.chapter[aria-current] .chapter-title').textContent()).toBe('The quay');
  expect(await page.getByRole('link', { name: 'Watch the film' }).count()).toBe(0);
  await page.close();
});

test('film and sound share one place, one chapter list, and never play at once', async () => {
  const page = await visit(path);
  await film(page).waitFor();
  await page.getByRole('link', { name: 'The channel' }).click();
  const sounds = page.locator('rostrum-audio audio');
  const readSound = () => sounds.evaluate(({ currentTime, paused }: Medium) => ({ currentTime, paused }));
  await vi.waitUntil(async () => (await readSound()).currentTime > 12.2, { timeout: 10_000 });
  await pressPlay(page);
  await waitForPicture(page, 12);
  expect((await readSound()).paused).toBe(true);
  await page.getByRole('link', { name: 'The quay' }).click();
  await waitForPicture(page, 0);
  await page.locator('rostrum-audio').getByRole('button', { name: 'Play', exact: true }).click();
  await vi.waitUntil(async () => !(await readSound()).paused && (await readFilm(page)).paused, { timeout: 10_000 });
  await page.close();
});

test('a film is gone on with where one stopped, on a page as in a frame', async () => {
  const show = await seedShow(environment, ownerId, { slug: 'films', title: 'Films', mode: 'VIDEO' });
  const episode = await seedEpisode(environment, show.id, { slug: 'dawn', title: 'Dawn', assetId });
  const mp4 = { fileName: 'abcdef0123.mp4', kind: 'MP4', contentType: 'video/mp4', durationSeconds: SECONDS } as const;
  await environment.database.episodeFile.updateMany({ where: { episodeId: episode.id }, data: mp4 });
  const page = await visit('/podcasts/films/dawn#t=11.5');
  await film(page).waitFor();
  await pressPlay(page);
  await waitForPicture(page, 11.5);
  expect(new URL(page.url()).hash).toBe('');
  await page.reload();
  await film(page).waitFor();
  await pressPlay(page);
  await waitForPicture(page, 11.5);
  await page.goto(`${server.url}/embed/episodes/${episode.id}`);
  await film(page).waitFor();
  await pressPlay(page);
  await waitForPicture(page, 11.5);
  await page.close();
});

test('a film of the catalog plays in a frame, and leads from its episode to its own page', async () => {
  const videoId = createId();
  await environment.database.video.create({ data: { id: videoId, ownerId, assetId, title: 'A harbour', visibility: 'PUBLIC' } });
  await environment.database.episode.updateMany({ where: { slug: 'dawn', show: { slug: 'harbours' } }, data: { videoId } });
  const page = await visit(`/embed/${videoId}`);
  await film(page).waitFor();
  await pressPlay(page);
  await waitForPicture(page);
  await page.goto(server.url + path);
  expect(await page.getByRole('link', { name: 'Watch the film' }).getAttribute('href')).toBe(`/watch/${videoId}`);
  await page.close();
});

test("without scripts there are the browser's own players for both", async () => {
  const page = await visit(path, { javaScriptEnabled: false });
  expect(await page.locator('audio[controls][preload=none]').count()).toBe(1);
  const plain = page.locator('video[controls][preload=none]');
  expect(await plain.getAttribute('src')).toMatch(new RegExp(`^/hls/${assetId}/.*m3u8`));
  expect((await plain.boundingBox())?.height).toBeGreaterThan(200);
  await page.close();
});
