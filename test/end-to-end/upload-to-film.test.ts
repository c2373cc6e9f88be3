import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createId } from '../../core/identifiers.ts';
import { createTokenText, hashToken } from '../../core/tokens.ts';
import { createTestAccount } from '../support/create-account.ts';
import { ensurePlayer } from '../support/ensure-player.ts';
import { openTestEnvironment, type TestEnvironment } from '../support/environment.ts';
import { H264, makeMedia, PICTURE, TONE } from '../support/make-media.ts';
import { openBrowser } from '../support/open-browser.ts';
import { startTestServer, type TestServer } from '../support/start-test-server.ts';
import { startTestWorker, type TestWorker } from '../support/start-test-worker.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const FILM_SECONDS = 26;

let environment: TestEnvironment;
let server: TestServer;
let worker: TestWorker;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  await ensurePlayer();
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  worker = await startTestWorker(environment);
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
});

afterAll(async () => {
  await browser.close();
  await worker[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

/** A one-time link as `npm run token -- --sign-in` prints it. */
async function makeSignInToken(): Promise<string> {
  const { accountId } = await createTestAccount(environment, { role: 'ADMIN' });
  const text = createTokenText();
  const expiresAt = new Date(Date.now() + 60_000);
  await environment.database.token.create({
    data: { id: createId(), accountId, kind: 'SIGN_IN', scope: 'ADMIN', name: 'test', hash: hashToken(text), expiresAt },
  });
  return text;
}

/** What we use of the page's video element; this file is checked without the browser's own types. */
interface VideoElement {
  currentTime: number;
  muted: boolean;
  playbackRate: number;
  readonly duration: number;
  readonly ended: boolean;
  readonly readyState: number;
  readonly videoHeight: number;
  play(): Promise<void>;
  addEventListener(event: string, listener: (value: unknown) => void, options: { once: boolean }): void;
  requestVideoFrameCallback(callback: (value: unknown) => void): void;
}

/** The film's video element, which lives in the player's shadow root. */
const film = () => page.locator('rostrum-player video').first();
const readTime = () => film().evaluate((video: VideoElement) => video.currentTime);

/** Goes to a second and waits until a picture from there is shown. */
async function seekAndShow(seconds: number): Promise<void> {
  await film().evaluate(async (video: VideoElement, target) => {
    video.currentTime = target;
    await new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  }, seconds);
  expect(await readTime()).toBeGreaterThanOrEqual(seconds - 0.05);
}

test('a creator signs in, uploads a film, and sees it before it is encoded to the end', async () => {
  const path = await makeMedia(join(environment.directory, 'harbour.mp4'), [
    ...PICTURE('1280x720', '30'),
    ...TONE,
    ...['-t', String(FILM_SECONDS), ...H264, '-g', '90', '-c:a', 'aac'],
  ]);
  await page.goto(`${server.url}/sign-in#${await makeSignInToken()}`);
  await page.waitForURL(`${server.url}/`);
  await page.goto(`${server.url}/upload`);
  await page.locator('input[type=file]').first().setInputFiles(path);
  await page.getByRole('link', { name: 'Watch' }).waitFor({ timeout: 120_000 });
  await page.getByRole('link', { name: 'Watch' }).click();
  await page.waitForURL(/\/watch\//);
  await film().waitFor({ state: 'attached' });
  await film().evaluate(async (video: VideoElement) => {
    video.muted = true;
    if (video.readyState < 2) await new Promise((resolve) => video.addEventListener('loadeddata', resolve, { once: true }));
    await video.play();
  });
  const asset = await environment.database.asset.findFirstOrThrow();
  expect(asset.state, 'the first frame was shown before the encode ended').toBe('PLAYABLE');
});

test('the film grows under the viewer, and all qualities come when it is whole', async () => {
  await vi.waitUntil(async () => (await environment.database.asset.findFirstOrThrow()).state === 'READY', {
    timeout: 180_000,
    interval: 200,
  });
  await page.getByRole('button', { name: /^Quality/ }).click();
  await page.getByRole('menuitemradio', { name: '720p', exact: true }).waitFor();
  const names = await page.getByRole('menuitemradio').allTextContents();
  expect(names.map((name) => name.trim())).toEqual([expect.stringContaining('Auto'), '720p', '480p', '360p', '240p']);
  await page.keyboard.press('Escape');
});

test('seeking across the seams of chunks shows the picture that is there', async () => {
  for (const seconds of [1.9, 6.1, 17.9, 18.1, 5.9, 2.1, 0.5]) await seekAndShow(seconds);
});

test('a chosen quality is what is shown', async () => {
  for (const [name, height] of [
    ['720p', 720],
    ['240p', 240],
  ] as const) {
    await page.getByRole('button', { name: /^Quality/ }).click();
    await page.getByRole('menuitemradio', { name, exact: true }).click();
    await film().evaluate((video: VideoElement) => video.play());
    await vi.waitUntil(
      () =>
        film()
          .evaluate((video: VideoElement) => video.videoHeight)
          .then((shown) => shown === height),
      { timeout: 20_000 },
    );
  }
});

test('it plays to its end', async () => {
  await film().evaluate((video: VideoElement) => {
    video.playbackRate = 4;
    return video.play();
  });
  await vi.waitUntil(() => film().evaluate((video: VideoElement) => video.ended), { timeout: 60_000 });
  expect(await film().evaluate((video: VideoElement) => video.duration)).toBeCloseTo(FILM_SECONDS, 0);
});

test.each(['light', 'dark'] as const)('nobody is kept out: every page passes axe in %s', async (colorScheme) => {
  // axe puts a script into the page, which the policy rightly refuses.
  const context = await browser.newContext({ bypassCSP: true, colorScheme, reducedMotion: 'reduce' });
  await context.addCookies(await page.context().cookies());
  const visitor = await context.newPage();
  for (const path of ['/', '/upload', '/sign-in', new URL(page.url()).pathname, '/nowhere/at/all']) {
    await visitor.goto(server.url + path, { waitUntil: 'networkidle' });
    const { violations } = await new AxeBuilder({ page: visitor }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
    expect(violations.map(({ id, nodes }) => `${path}: ${id} ${nodes[0]?.html}`)).toEqual([]);
  }
  await context.close();
});

test('the browser had nothing to complain about', () => {
  expect(complaints).toEqual([]);
});
