import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createId } from '../../core/identifiers.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import { renderTranscriptJson } from '../../core/podcasts/transcripts/render-transcript-json.ts';
import { createTokenText, hashToken } from '../../core/tokens.ts';
import { createTestAccount } from '../support/create-account.ts';
import { ensurePlayer } from '../support/ensure-player.ts';
import { openTestEnvironment, type TestEnvironment } from '../support/environment.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { makeMedia, TONE } from '../support/make-media.ts';
import { openBrowser } from '../support/open-browser.ts';
import { seedEpisode, seedShow } from '../support/seed-show.ts';
import { startTestServer, type TestServer } from '../support/start-test-server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const SECONDS = 90;
const SPEAKERS = ['Mara', 'Jonas'];
const LINES = Array.from(
  { length: 30 },
  (_, index) => `This is sentence ${index}, which is about ${index % 10 === 3 ? 'the Café' : 'the sea'}.`,
);
const CUES = LINES.map((text, index) => ({ startSeconds: index * 3, endSeconds: index * 3 + 3, speaker: SPEAKERS[index % 2] ?? '', text }));
const CHAPTERS = [
  { startSeconds: 0, title: 'The quay' },
  { startSeconds: 30, title: 'The channel' },
  { startSeconds: 60.5, title: 'The ladder' },
];
/** The same in another language, of which the page has only the address. */
const GERMAN = CUES.map((cue, index) => ({ ...cue, text: `Das ist Satz ${index} vom Meer.` }));
const FILES = { vtt: 'aaaaaaaa.vtt', srt: 'aaaaaaaa.srt', json: 'aaaaaaaa.json', html: 'aaaaaaaa.html' };

let environment: TestEnvironment;
let server: TestServer;
let browser: Browser;
let context: BrowserContext;
let episodeId: string;
let fileName: string;
let complaints: string[] = [];

beforeAll(async () => {
  await ensurePlayer();
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  browser = await openBrowser();
  const { accountId } = await createTestAccount(environment);
  const path = await makeMedia(join(environment.directory, 'e.mp3'), [...TONE, '-t', String(SECONDS), '-b:a', '64k']);
  const bytes = await readFile(path);
  const show = await seedShow(environment, accountId, { slug: 'night-ferry', title: 'The Night Ferry', description: 'Work at night.' });
  const episode = await seedEpisode(
    environment,
    show.id,
    { slug: 'the-pilots', title: 'The pilots', description: '<p>Ships of <strong>three hundred</strong> metres.</p>' },
    bytes,
  );
  ({ id: episodeId, fileName } = episode);
  await environment.database.episodeFile.updateMany({ where: { episodeId }, data: { durationSeconds: SECONDS } });
  await environment.database.episode.update({ where: { id: episodeId }, data: { chapters: CHAPTERS } });
  await environment.database.transcript.create({ data: { episodeId, language: 'en', cues: CUES, files: FILES } });
  // Its tag stands first in the alphabet.
  const files = { ...FILES, json: 'bbbbbbbb.json', html: 'bbbbbbbb.html' };
  await environment.database.transcript.create({ data: { episodeId, language: 'de', cues: GERMAN, files } });
  await environment.objectStore.put(objectKeys.episodeFile(episodeId, files.json), await renderTranscriptJson(GERMAN), {
    contentType: 'application/json',
  });
  await seedEpisode(environment, show.id, { slug: 'bread', title: 'Bread at three' }, bytes);
});

afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

afterEach(async () => {
  await context.close();
  const told = complaints;
  complaints = [];
  expect(told, 'the browser had nothing to complain about').toEqual([]);
});

const EPISODE = '/podcasts/night-ferry/the-pilots';

/** A browser of its own on a page; what it complains of is collected. */
async function visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(server.url + path);
  return page;
}

/** This file is checked without the browser's own types, so what runs in the page is text. */
const AUDIO = `(document.querySelector('rostrum-audio')?.audio ?? document.querySelector('body > audio'))`;
const read = (page: Page, what: string) => page.evaluate<number | boolean | string>(`${AUDIO}.${what}`);
const player = (page: Page) => page.locator('rostrum-audio');

/** Plays with a press on the button, as a person does, and waits until it moves. */
async function play(page: Page): Promise<void> {
  await player(page).getByRole('button', { name: 'Play', exact: true }).click();
  await waitForTime(page, 0.1, 5);
}

async function waitForTime(page: Page, from: number, to: number): Promise<void> {
  await vi.waitUntil(
    async () => {
      const seconds = await page.evaluate<number>(`${AUDIO}?.currentTime ?? -1`);
      return seconds >= from && seconds <= to && !(await read(page, 'seeking'));
    },
    { timeout: 10_000, interval: 50 },
  );
}

describe('without scripts', () => {
  test('an episode has its title, notes, chapters, transcript, and a sound that plays', async () => {
    const page = await visit(EPISODE, { javaScriptEnabled: false });
    expect(await page.title()).toBe('The pilots · The Night Ferry · Rostrum');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('The pilots');
    expect(await page.locator('.notes strong').textContent()).toBe('three hundred');
    const audio = page.locator('audio[controls][preload=none]');
    const src = (await audio.getAttribute('src')) ?? '';
    expect(src).toBe(`/media/${episodeId}/${fileName}`);
    expect((await audio.boundingBox())?.width).toBeGreaterThan(300);
    const sound = await fetch(server.url + src, { headers: { range: 'bytes=0-99' } });
    expect([sound.status, sound.headers.get('content-type')]).toEqual([206, 'audio/mpeg']);
    expect(await page.locator('.chapter-link').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual([
      `${src}#t=0`,
      `${src}#t=30`,
      `${src}#t=60.5`,
    ]);
    expect(await page.locator('.cue').count()).toBe(LINES.length);
    expect(await page.locator('.turn-speaker').first().textContent()).toBe('Mara');
    expect(await page.locator('noscript').count()).toBe(0);
  });

  test('a show has its episodes as links, ways to subscribe and its feed', async () => {
    const page = await visit('/podcasts/night-ferry', { javaScriptEnabled: false });
    expect(await page.locator('.episode-title a').allTextContents()).toEqual(expect.arrayContaining(['The pilots', 'Bread at three']));
    const feed = page.locator('link[rel=alternate][type="application/rss+xml"]');
    expect(await feed.getAttribute('href')).toBe(`${server.url}/podcasts/night-ferry/feed.xml`);
    expect(await page.getByRole('link', { name: 'Overcast' }).getAttribute('href')).toMatch(/^overcast:\/\/x-callback-url\/add\?url=http/);
    await page.getByText('Other apps, other devices').click();
    expect(await page.getByLabel("The feed's address, for any podcast app").inputValue()).toBe(
      `${server.url}/podcasts/night-ferry/feed.xml`,
    );
    expect(await page.getByRole('img', { name: 'QR code' }).isVisible()).toBe(true);
    await page.getByRole('link', { name: 'The pilots' }).click();
    await page.waitForURL(server.url + EPISODE);
  });

  test('what is not there says so in the same look', async () => {
    const page = await visit('/podcasts', { javaScriptEnabled: false });
    const answer = await page.goto(`${server.url}/podcasts/nobody`);
    expect(answer?.status()).toBe(404);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('There is nothing here');
    expect(await page.getByRole('link', { name: 'Podcasts', exact: true }).isVisible()).toBe(true);
    // The browser itself notes that the page was a 404.
    complaints = complaints.filter((text) => !text.includes('status of 404'));
  });
});

describe('an episode that is a film', () => {
  test.each([true, false])('has a player for its MP4, scripts allowed: %s', async (javaScriptEnabled) => {
    const { accountId } = await createTestAccount(environment);
    const show = await seedShow(environment, accountId, { title: 'Films', mode: 'VIDEO' });
    const asset = {
      id: createId(),
      ownerId: accountId,
      filename: 'f.mp4',
      sourceKey: 'x',
      sourceBytes: 1n,
      state: 'PROCESSING',
      height: 720,
    } as const;
    await environment.database.asset.create({ data: asset });
    const episode = await seedEpisode(environment, show.id, { title: 'A film', assetId: asset.id });
    const film = { fileName: 'abcdef0123.mp4', kind: 'MP4', contentType: 'video/mp4' } as const;
    await environment.database.episodeFile.updateMany({ where: { episodeId: episode.id }, data: film });
    const page = await visit(`/podcasts/${show.slug}/${episode.slug}`, { javaScriptEnabled });
    expect(await page.locator('video[controls]').getAttribute('src')).toBe(`/media/${episode.id}/${film.fileName}`);
    expect(await page.locator('audio').count()).toBe(0);
    await environment.database.show.delete({ where: { id: show.id } });
  });
});

test("a show's owner is led to the feed's health, and nobody else", async () => {
  const { accountId } = await createTestAccount(environment);
  const show = await seedShow(environment, accountId, { slug: 'mine', title: 'Mine' });
  const page = await visit(`/sign-in#${await makeSignInToken(accountId)}`);
  await page.waitForURL(`${server.url}/`);
  await page.goto(`${server.url}/podcasts/night-ferry`);
  await page.getByRole('button', { name: 'Copy address' }).waitFor();
  await page.goto(`${server.url}/podcasts/${show.slug}`);
  await page.getByRole('link', { name: 'Feed health' }).click();
  await page.waitForURL(`${server.url}/podcasts/mine/health`);
  await page.getByRole('heading', { name: 'Feed health' }).waitFor();
  expect(await page.locator('.finding').count()).toBeGreaterThan(0);
  await page.goto(`${server.url}/podcasts/night-ferry/health`);
  await page.getByRole('heading', { name: 'This is not open to you' }).waitFor();
  await environment.database.show.delete({ where: { id: show.id } });
  complaints = complaints.filter((text) => !text.includes('status of 403'));
});

/** A one-time link as `npm run token -- --sign-in` prints it. */
async function makeSignInToken(accountId: string): Promise<string> {
  const text = createTokenText();
  const expiresAt = new Date(Date.now() + 60_000);
  await environment.database.token.create({
    data: { id: createId(), accountId, kind: 'SIGN_IN', scope: 'WRITE', name: 'test', hash: hashToken(text), expiresAt },
  });
  return text;
}

describe('with scripts', () => {
  test('the page is taken over as it stands, and tells machines what it is', async () => {
    const page = await visit(EPISODE);
    await player(page).getByRole('button', { name: 'Play', exact: true }).waitFor();
    const data = await page.locator('script[type="application/ld+json"]').textContent();
    expect(JSON.parse(data ?? '')).toMatchObject({
      '@type': 'PodcastEpisode',
      name: 'The pilots',
      partOfSeries: { name: 'The Night Ferry' },
    });
    const oembed = await page.locator('link[type="application/json+oembed"]').getAttribute('href');
    expect(await (await fetch(oembed ?? '')).json()).toMatchObject({ title: 'The pilots', type: 'rich' });
    expect(await page.locator('main').count()).toBe(1);
    expect(await page.locator('audio').count()).toBe(1);
  });

  test('a chapter plays from its beginning, and is marked', async () => {
    const page = await visit(EPISODE);
    await player(page).getByRole('slider', { name: 'Position' }).waitFor();
    await page.getByRole('link', { name: 'The channel' }).click();
    await waitForTime(page, 30, 34);
    expect(await read(page, 'paused')).toBe(false);
    expect(await page.locator('.chapter[aria-current] .chapter-title').textContent()).toBe('The channel');
    expect(await player(page).locator('.deck-chapter').textContent()).toBe('The channel');
    expect(new URL(page.url()).hash).toBe('');
  });

  test('a time in the address begins there, and outlasts neither the listening nor a press on a chapter', async () => {
    const page = await visit(`${EPISODE}#t=5`);
    await player(page).getByRole('slider', { name: 'Position' }).waitFor();
    await waitForTime(page, 5, 5);
    await page.reload();
    await player(page).getByRole('slider', { name: 'Position' }).waitFor();
    await waitForTime(page, 5, 5);
    await player(page).getByRole('button', { name: 'Play', exact: true }).click();
    await waitForTime(page, 5.1, 9);
    expect(new URL(page.url()).hash).toBe('');
    await page.locator('.turn-time').nth(2).click();
    await waitForTime(page, 6, 9);
    await page.getByRole('link', { name: 'The channel' }).click();
    await waitForTime(page, 30.5, 36);
    await page.reload();
    await player(page).getByRole('button', { name: 'Play', exact: true }).click();
    await waitForTime(page, 30, 40);
    expect(new URL(page.url()).hash).toBe('');
  });

  test("the transcript is offered in its languages, the show's own first", async () => {
    const page = await visit(EPISODE);
    await player(page).getByRole('slider', { name: 'Position' }).waitFor();
    const languages = page.getByRole('navigation', { name: 'Transcript languages' }).getByRole('link');
    expect(await languages.allTextContents()).toEqual(['English', 'Deutsch']);
    await page.getByRole('link', { name: 'Deutsch' }).click();
    await page.locator('.cue', { hasText: 'Das ist Satz 4 vom Meer.' }).click();
    await waitForTime(page, 12, 15);
    expect(await page.locator('.transcript-box').getAttribute('lang')).toBe('de');
    expect(await page.locator('.documents a').allTextContents()).toEqual(['VTT', 'SRT', 'JSON', 'HTML']);
    expect(await page.getByRole('link', { name: 'JSON' }).getAttribute('href')).toContain('bbbbbbbb.json');
    await page.getByLabel('Search the transcript').fill('meer');
    expect(await page.locator('.transcript-count').textContent()).toBe('1 of 30');
    await page.getByRole('link', { name: 'English' }).click();
    await page.locator('.cue', { hasText: 'This is sentence 4,' }).waitFor();
    expect(await page.locator('.turn-speaker').first().textContent()).toBe('Mara');
  });

  test('the transcript follows, is searched, and plays from what is pressed', async () => {
    const page = await visit(EPISODE);
    await play(page);
    await page.locator('.cue').nth(4).click();
    await waitForTime(page, 12, 15);
    await page.locator('.cue[aria-current]', { hasText: 'sentence 4,' }).waitFor();
    await page.evaluate(`${AUDIO}.currentTime = 75`);
    await vi.waitUntil(async () => (await page.locator('.transcript-box').evaluate((box) => box.scrollTop)) > 200, { timeout: 10_000 });
    await page.getByLabel('Search the transcript').fill('cafe');
    const count = page.locator('.transcript-count');
    expect(await count.textContent()).toBe('1 of 3');
    expect(await page.locator('mark').allTextContents()).toEqual(['Café', 'Café', 'Café']);
    await page.getByRole('button', { name: 'Next hit' }).click();
    await page.getByLabel('Search the transcript').press('Enter');
    expect(await count.textContent()).toBe('3 of 3');
    expect(await page.locator('mark[data-current=true]').count()).toBe(1);
    await page.getByRole('button', { name: 'Next hit' }).click();
    expect(await count.textContent()).toBe('1 of 3');
    await page.getByLabel('Search the transcript').fill('nothing of the kind');
    expect(await count.textContent()).toBe('None');
  });

  test('a reader who scrolls is left alone until they want to follow again', async () => {
    const page = await visit(EPISODE);
    await play(page);
    await page.locator('.transcript-box').hover();
    await page.mouse.wheel(0, 400);
    await page.getByRole('button', { name: 'Follow along' }).waitFor();
    const before = await page.locator('.transcript-box').evaluate((box) => box.scrollTop);
    await page.evaluate(`${AUDIO}.currentTime = 6`);
    await page.waitForTimeout(600);
    expect(await page.locator('.transcript-box').evaluate((box) => box.scrollTop)).toBeGreaterThanOrEqual(before);
    await page.getByRole('button', { name: 'Follow along' }).click();
    await vi.waitUntil(async () => (await page.locator('.transcript-box').evaluate((box) => box.scrollTop)) < 100, { timeout: 10_000 });
  });

  test('with reduced motion the sentence is marked and nothing moves', async () => {
    const page = await visit(EPISODE, { reducedMotion: 'reduce' });
    await play(page);
    await page.evaluate(`${AUDIO}.currentTime = 75`);
    await waitForTime(page, 75, 79);
    await page.waitForTimeout(400);
    await page.locator('.cue[aria-current]', { hasText: 'sentence 25,' }).waitFor();
    expect(await page.locator('.transcript-box').evaluate((box) => box.scrollTop)).toBe(0);
  });

  test('it plays on across pages without a gap, and its page takes it back', async () => {
    const page = await visit(EPISODE);
    await play(page);
    await page.evaluate(`window.theAudio = ${AUDIO}; theAudio.addEventListener('pause', () => { window.paused = true; })`);
    await page.getByRole('link', { name: 'The Night Ferry' }).click();
    const bar = page.getByRole('complementary', { name: 'Now playing' });
    await bar.waitFor();
    await page.getByRole('link', { name: 'Podcasts', exact: true }).click();
    await page.getByRole('heading', { name: 'Podcasts' }).waitFor();
    expect(await page.evaluate('theAudio.paused || window.paused === true')).toBe(false);
    await bar.getByRole('button', { name: '30 seconds on' }).click();
    await waitForTime(page, 30, 40);
    await bar.getByRole('link', { name: 'The pilots' }).click();
    await page.waitForURL(server.url + EPISODE);
    await player(page).getByRole('button', { name: 'Pause' }).waitFor();
    expect(await page.evaluate(`${AUDIO} === theAudio && !theAudio.paused && window.paused !== true`)).toBe(true);
    expect(await bar.count()).toBe(0);
    expect(await page.locator('audio').count()).toBe(1);
  });

  test('another episode that begins ends the one before', async () => {
    const page = await visit(EPISODE);
    await play(page);
    await page.evaluate(`window.theAudio = ${AUDIO}`);
    await page.getByRole('link', { name: 'The Night Ferry' }).click();
    await page.getByRole('link', { name: 'Bread at three' }).click();
    await page.getByRole('heading', { name: 'Bread at three' }).waitFor();
    await player(page).getByRole('button', { name: 'Play', exact: true }).click();
    await vi.waitUntil(() => page.evaluate('theAudio.paused'), { timeout: 5000 });
    expect(await page.evaluate('navigator.mediaSession.metadata.title')).toBe('Bread at three');
  });

  test('one goes on where one stopped, at the speed that one likes', async () => {
    const page = await visit(EPISODE);
    await play(page);
    await player(page)
      .getByRole('button', { name: /^Speed/ })
      .click();
    await player(page).getByRole('menuitemradio', { name: '1.5×' }).click();
    await page.evaluate(`${AUDIO}.currentTime = 42`);
    await waitForTime(page, 42, 46);
    await page.reload();
    await player(page).getByRole('button', { name: 'Play', exact: true }).waitFor();
    expect(await read(page, 'currentTime')).toBeGreaterThanOrEqual(42);
    expect(await read(page, 'playbackRate')).toBe(1.5);
    expect(await player(page).getByRole('slider', { name: 'Position' }).getAttribute('aria-valuetext')).toMatch(
      /^0:4\d of 1:30, The channel$/,
    );
    await player(page).getByRole('button', { name: 'Play', exact: true }).click();
    await waitForTime(page, 42, 52);
  });

  test('an address with a time leads there, and the button for it copies one', async () => {
    const page = await visit(`${EPISODE}#t=1:05`, { permissions: ['clipboard-read', 'clipboard-write'] });
    await player(page).getByRole('button', { name: 'Copy a link to 1:05' }).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(`${server.url}${EPISODE}#t=65`);
    await page.evaluate(`location.hash = '#t=7'`);
    await waitForTime(page, 7, 7.5);
  });

  test('the keyboard is enough', async () => {
    const page = await visit(EPISODE);
    const slider = player(page).getByRole('slider', { name: 'Position' });
    await slider.waitFor();
    await page.keyboard.press('k');
    await waitForTime(page, 0.1, 5);
    await page.keyboard.press('l');
    await waitForTime(page, 30, 36);
    await page.keyboard.press('j');
    await waitForTime(page, 15, 22);
    await page.keyboard.press('k');
    expect(await read(page, 'paused')).toBe(true);
    await slider.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('PageUp');
    await page.keyboard.press('ArrowRight');
    await waitForTime(page, 65, 65);
    await page.getByLabel('Search the transcript').fill('kjl');
    expect(await read(page, 'paused')).toBe(true);
    expect(await read(page, 'currentTime')).toBe(65);
  });

  test('the sleep timer ends at the chapter', async () => {
    const page = await visit(EPISODE);
    await play(page);
    await player(page)
      .getByRole('button', { name: /^Sleep timer/ })
      .click();
    await player(page).getByRole('menuitemradio', { name: 'End of chapter' }).click();
    await page.evaluate(`${AUDIO}.playbackRate = 1.5; ${AUDIO}.currentTime = 29`);
    await vi.waitUntil(() => read(page, 'paused'), { timeout: 5000 });
    expect(await read(page, 'currentTime')).toBeGreaterThan(29.7);
    expect(await read(page, 'currentTime')).toBeLessThan(30.3);
    await player(page).getByRole('button', { name: 'Sleep timer, off' }).waitFor();
  });
});

/** A page of another origin. */
async function servePage(html: string): Promise<AsyncDisposable & { readonly url: string }> {
  const other = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>x</title>${html}`),
  );
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: () => new Promise((resolve) => other.close(() => resolve())) };
}

test("it plays in a frame on somebody else's page", async () => {
  await using elsewhere = await servePage(`<iframe src="${server.url}/embed/episodes/${episodeId}" width="640" height="228"></iframe>`);
  const page = await visit('/podcasts');
  await page.goto(elsewhere.url);
  const frame = page.frameLocator('iframe');
  await frame.getByRole('button', { name: 'Play', exact: true }).click();
  await frame.getByRole('button', { name: 'Pause' }).waitFor();
  expect(await frame.getByRole('link', { name: 'The pilots' }).getAttribute('target')).toBe('_blank');
  expect(await frame.locator('.site-header').count()).toBe(0);
});

describe.each([true, false])('hostile text, scripts allowed: %s', (javaScriptEnabled) => {
  test('runs nowhere and is text everywhere', async () => {
    const { accountId } = await createTestAccount(environment);
    // The API drops what XML cannot carry; rows that are written here keep it, so it is left out.
    const isWhole = ([name, text, survivor]: (typeof HOSTILE_TEXTS)[number]) => text === survivor && name !== '300 KB';
    const texts = HOSTILE_TEXTS.filter(isWhole);
    const all = texts.map(([, text]) => text).join(' ');
    const show = await seedShow(environment, accountId, {
      title: all,
      author: all,
      description: all,
      copyright: all,
      details: { persons: [{ name: all }] },
    });
    const notes = `${all}<img src=x onerror="document.title='run'"><svg onload="document.title='run'"><a href="javascript:document.title='run'">x</a> ${'<b>&]]>'.repeat(43_000)}`;
    const episode = await seedEpisode(environment, show.id, { title: all, description: notes });
    await environment.database.episode.update({ where: { id: episode.id }, data: { chapters: [{ startSeconds: 0, title: all }] } });
    const cues = [{ startSeconds: 0, endSeconds: 1, speaker: all, text: all }];
    await environment.database.transcript.create({ data: { episodeId: episode.id, language: 'en', cues, files: FILES } });

    const page = await visit(`/podcasts/${show.slug}/${episode.slug}`, { javaScriptEnabled });
    if (javaScriptEnabled) await player(page).getByRole('slider', { name: 'Position' }).waitFor();
    for (const place of ['h1', '.chapter-title', '.cue', '.turn-speaker', '.notes']) {
      const shown = (await page.locator(place).first().textContent()) ?? '';
      for (const [name, , survivor] of texts) expect(shown, `${name} in ${place}`).toContain(survivor);
    }
    expect(await page.title()).toContain('<script>alert(1)</script>');
    expect(
      await page.locator('main img:not(.artwork img), main script, main [onerror], main [onload], a[href^="javascript:"]').count(),
    ).toBe(0);
    await page.goto(`${server.url}/podcasts/${show.slug}`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('<script>alert(1)</script>');
    await page.goto(`${server.url}/embed/episodes/${episode.id}`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('<script>alert(1)</script>');
    await environment.database.show.update({ where: { id: show.id }, data: { deletedAt: new Date() } });
  });
});

test.each(['light', 'dark'] as const)('nobody is kept out: the pages pass axe in %s', async (colorScheme) => {
  // axe puts a script into the page, which the policy rightly refuses.
  const page = await visit(EPISODE, { bypassCSP: true, colorScheme, reducedMotion: 'reduce' });
  for (const path of ['/', '/podcasts', '/podcasts/night-ferry', EPISODE, `/embed/episodes/${episodeId}`, '/podcasts/night-ferry/health']) {
    await page.goto(server.url + path, { waitUntil: 'networkidle' });
    if (path === EPISODE) {
      await play(page);
      await page.getByLabel('Search the transcript').fill('sea');
    }
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(violations.map(({ id, nodes }) => `${path}: ${id} ${nodes[0]?.html}`)).toEqual([]);
  }
  // The page of a feed's health asks who is there, and a stranger is nobody.
  complaints = complaints.filter((text) => !text.includes('status of 401'));
});

/** Without a film the front page is one of shows alone. */
async function seedFilm(ownerId: string): Promise<void> {
  const asset = { id: createId(), ownerId, filename: 'f.mp4', sourceKey: 'x', sourceBytes: 1n, state: 'READY', height: 720 } as const;
  await environment.database.asset.create({ data: asset });
  await environment.database.video.create({ data: { id: createId(), ownerId, assetId: asset.id, title: 'A film', visibility: 'PUBLIC' } });
}

test('the front page has a row of shows', async () => {
  const { accountId } = await createTestAccount(environment);
  for (let place = 0; place < 8; place++) await seedShow(environment, accountId, { title: `Show ${place}, by a name that is long` });
  await seedFilm(accountId);
  const page = await visit('/');
  const row = page.locator('.show-row');
  await row.waitFor();
  for (const [width, columns] of [
    [1280, 5],
    [700, 3],
    [390, 2],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    const cards = row.locator('li:visible');
    expect(await cards.count(), `${width}`).toBeGreaterThanOrEqual(columns);
    const tops = await cards.evaluateAll((items) => items.map((item) => item.getBoundingClientRect().top));
    expect(new Set(tops).size, `${width}`).toBe(1);
    expect(await row.evaluate((box) => box.scrollHeight - box.clientHeight), `${width}`).toBe(0);
  }
  await environment.database.show.deleteMany({ where: { ownerId: accountId } });
  await page.reload();
  await page.getByRole('link', { name: 'The Night Ferry' }).click();
  await page.waitForURL(`${server.url}/podcasts/night-ferry`);
});

describe('a long transcript', () => {
  const LONG = Array.from({ length: 1600 }, (_, index) => ({ startSeconds: index, endSeconds: index + 1, text: `Sentence ${index}.` }));
  const path = '/podcasts/night-ferry/long';

  beforeAll(async () => {
    const { id: showId } = await environment.database.show.findUniqueOrThrow({ where: { slug: 'night-ferry' } });
    const { id } = await seedEpisode(environment, showId, { slug: 'long', title: 'Long', pubDate: new Date('2020-01-01') });
    const files = { ...FILES, json: 'cccccccc.json', html: 'cccccccc.html' };
    await environment.database.transcript.create({ data: { episodeId: id, language: 'en', cues: LONG, files } });
    await environment.objectStore.put(objectKeys.episodeFile(id, files.json), await renderTranscriptJson(LONG), {
      contentType: 'application/json',
    });
  });

  test('has its beginning on the page, and a link to the whole text that needs no script', async () => {
    const page = await visit(path, { javaScriptEnabled: false });
    expect(await page.locator('.transcript .cue').count()).toBe(1500);
    const link = page.getByRole('link', { name: 'Read the whole transcript' });
    expect(await link.getAttribute('href')).toMatch(/cccccccc\.html$/);
  });

  test('is fetched to its end when somebody reads on, or searches it', async () => {
    const page = await visit(path);
    await page.getByRole('link', { name: 'Read the whole transcript' }).click();
    await page.locator('.cue[data-cue="1599"]').waitFor();
    expect(await page.getByRole('link', { name: 'Read the whole transcript' }).count()).toBe(0);
    await page.reload();
    await page.getByRole('searchbox').fill('Sentence 1599');
    await page.locator('.cue[data-cue="1599"] mark').waitFor();
  });
});
