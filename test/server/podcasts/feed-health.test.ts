import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkFeedHealth } from '../../../server/podcasts/check-feed-health.ts';
import type { HealthCheck, HealthEpisode, HealthShow } from '../../../server/podcasts/feed-health-model.ts';
import { FEED_HEALTH_RULES, type FeedHealthCode } from '../../../server/podcasts/feed-health-rules.ts';
import { createTestAccount, type TestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { insertAsset, insertFiles } from './insert-media.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY);

const SHOW: HealthShow = {
  title: 'Night Train',
  description: '<p>Stories told on the last train home, every Friday, by people who missed the one before.</p>',
  mode: 'AUDIO',
  type: 'SERIAL',
  visibility: 'PUBLIC',
  language: 'en-GB',
  link: 'https://example.org/',
  copyright: 'Anna Lee',
  explicit: false,
  categories: ['Arts > Books', 'Fiction'],
  details: { ownerEmail: 'anna@example.org', locked: true },
  artwork: { hash: 'h', sizePx: 3000, isReady: true, isGenerated: false },
  pageSize: null,
  newFeedUrl: null,
  redirects: false,
};

const EPISODE: HealthEpisode = {
  id: 'e1',
  title: 'The Conductor',
  type: 'FULL',
  season: 1,
  number: 1,
  explicit: null,
  audience: 'EVERYONE',
  state: 'PUBLISHED',
  publishAt: daysAgo(14),
  pubDate: null,
  assetId: 'a1',
  notesBytes: 300,
  foreignTag: null,
  artworkPx: null,
  chapters: 5,
  lastChapterSeconds: 300,
  transcripts: 1,
  failure: null,
  file: { contentType: 'audio/mpeg', sizeBytes: 20_000_000, durationSeconds: 1250, bitrateBps: 128_000 },
};
const SECOND: HealthEpisode = { ...EPISODE, id: 'e2', title: 'The Whistle', number: 2, publishAt: daysAgo(7) };

/** A show without a fault, and what a test changes in it. Episodes are given newest first. */
function check(show: Partial<HealthShow> = {}, episodes: readonly HealthEpisode[] = [SECOND, EPISODE], publicUrl = 'https://pods.example') {
  return checkFeedHealth({ show: { ...SHOW, ...show }, episodes, publicUrl, now: NOW } satisfies HealthCheck);
}
const withFile = (file: Partial<NonNullable<HealthEpisode['file']>>) => [
  { ...SECOND, file: { ...(SECOND.file as NonNullable<HealthEpisode['file']>), ...file } },
  EPISODE,
];
const withSecond = (change: Partial<HealthEpisode>) => [{ ...SECOND, ...change }, EPISODE];

describe('the check', () => {
  test('finds nothing in a show that is as it should be', () => {
    expect(check()).toEqual({ checkedAt: NOW.toISOString(), findings: [], counts: { refused: 0, warnings: 0, advice: 0 } });
  });

  const CASES: Record<FeedHealthCode, readonly [Partial<HealthShow>, (readonly HealthEpisode[] | undefined)?, string?]> = {
    no_episodes: [{}, []],
    description_missing: [{ description: '<p> </p>' }],
    artwork_too_small: [{ artwork: { hash: 'h', sizePx: 1399, isReady: true, isGenerated: false } }],
    category_unknown: [{ categories: ['Trains'] }],
    language_unknown: [{ language: 'qx-QX' }],
    enclosure_missing: [{}, withSecond({ assetId: null, file: null })],
    enclosure_failed: [{}, withSecond({ file: null, failure: { code: 'source_damaged', detail: 'The file ends in the middle.' } })],
    enclosure_type: [{}, withFile({ contentType: 'audio/ogg' })],
    enclosure_empty: [{}, withFile({ sizeBytes: 0 })],
    address_not_https: [{}, undefined, 'http://pods.example'],
    artwork_generated: [{ artwork: { hash: 'h', sizePx: 3000, isReady: true, isGenerated: true } }],
    category_missing: [{ categories: [] }],
    description_long: [{ description: 'long words '.repeat(380) }],
    html_unsupported: [{}, withSecond({ foreignTag: 'div' })],
    blocked: [{ details: { ...SHOW.details, block: true } }],
    moved_without_redirect: [{ newFeedUrl: 'https://elsewhere.example/feed.xml' }],
    complete_with_scheduled: [
      { details: { ...SHOW.details, complete: true } },
      [{ ...SECOND, id: 'e3', title: 'Later', number: 3, publishAt: daysAgo(-1) }, SECOND, EPISODE],
    ],
    locked_without_owner: [{ details: { locked: true } }],
    duration_missing: [{}, withFile({ durationSeconds: 0 })],
    bitrate_missing: [{}, withFile({ bitrateBps: 0 })],
    serial_without_number: [{}, withSecond({ number: null })],
    duplicate_number: [{}, withSecond({ number: 1 })],
    duplicate_title: [{}, withSecond({ title: 'the conductor ' })],
    title_stuffed: [{}, withSecond({ title: 'Episode 2: The Whistle' })],
    date_in_future: [{}, withSecond({ pubDate: daysAgo(-2) })],
    date_order: [{}, withSecond({ pubDate: daysAgo(20) })],
    description_short: [{ description: 'Train stories.' }],
    title_long: [{ title: 'T'.repeat(256) }],
    artwork_small: [{ artwork: { hash: 'h', sizePx: 1400, isReady: true, isGenerated: false } }],
    trailer_only: [{}, [{ ...EPISODE, type: 'TRAILER' }]],
    owner_email_missing: [{ details: {} }],
    copyright_missing: [{ copyright: null }],
    copyright_wording: [{ copyright: '© 2026 Anna Lee' }],
    link_not_https: [{ link: 'http://example.org/' }],
    feed_large: [{}, withSecond({ notesBytes: 10_000_000 })],
    enclosure_pending: [{}, withSecond({ file: null })],
    explicit_differs: [{}, withSecond({ explicit: true })],
    number_gap: [{}, withSecond({ number: 3 })],
    same_date: [{}, withSecond({ publishAt: EPISODE.publishAt })],
    notes_missing: [{}, withSecond({ notesBytes: 0 })],
    notes_long: [{}, withSecond({ notesBytes: 4001 })],
    episode_artwork_small: [{}, withSecond({ artworkPx: 600 })],
    transcript_missing: [{}, withSecond({ transcripts: 0 })],
    chapters_missing: [{}, withSecond({ chapters: 0 })],
    chapters_beyond_end: [{}, withSecond({ lastChapterSeconds: 90_000 })],
  };
  /** What comes with some faults of necessity. */
  const COMPANIONS: Partial<Record<FeedHealthCode, readonly FeedHealthCode[]>> = {
    locked_without_owner: ['owner_email_missing'],
    feed_large: ['notes_long'],
  };

  test.each(Object.entries(CASES) as [FeedHealthCode, (typeof CASES)[FeedHealthCode]][])(
    'finds %s, and nothing else',
    (code, [show, episodes, publicUrl]) => {
      const { findings, counts } = check(show, episodes, publicUrl);
      const others = COMPANIONS[code] ?? [];
      expect(findings.map((finding) => finding.code).sort()).toEqual([code, ...others].sort());
      const found = findings.find((finding) => finding.code === code);
      expect(found).toMatchObject(FEED_HEALTH_RULES[code]);
      for (const sentence of [found?.message, found?.fix]) expect(sentence).toMatch(/^.+\.$/);
      expect(counts.refused + counts.warnings + counts.advice).toBe(1 + others.length);
    },
  );

  test('is not disturbed by what is as good', () => {
    const trailer: HealthEpisode = {
      ...EPISODE,
      id: 't',
      title: 'Coming soon',
      type: 'TRAILER',
      number: null,
      transcripts: 0,
      chapters: 0,
      lastChapterSeconds: null,
      publishAt: daysAgo(30),
    };
    const draft: HealthEpisode = {
      ...EPISODE,
      id: 'd',
      title: 'Draft',
      state: 'DRAFT',
      publishAt: null,
      file: null,
      assetId: null,
      notesBytes: 0,
    };
    const scheduled: HealthEpisode = { ...SECOND, id: 's', title: '1984 in trains', number: 3, publishAt: daysAgo(-3) };
    const otherSeason: HealthEpisode = { ...EPISODE, id: 'o', title: '12 Angry Conductors', season: 2, publishAt: daysAgo(1) };
    expect(check({}, [scheduled, otherSeason, SECOND, EPISODE, trailer, draft]).findings).toEqual([]);
    expect(check({ newFeedUrl: 'https://elsewhere.example/feed.xml', redirects: true }).findings).toEqual([]);
    expect(check({ pageSize: 100 }, withSecond({ notesBytes: 10_000_000 })).findings.map(({ code }) => code)).toEqual(['notes_long']);
  });

  test('a private show is not measured by directories that never list it', () => {
    expect(check({ visibility: 'PRIVATE', categories: [], details: { locked: true, block: true } }, []).findings).toEqual([]);
  });

  test.each([
    'Ep. 12 - Lost',
    '#7 Lost',
    'S01E02 Lost',
    '12: Lost',
    'Folge 3: Verloren',
    'Épisode 4',
    'Night Train: Lost',
    'NIGHT TRAIN – Lost',
  ])('the title "%s" says too much', (title) => {
    expect(check({}, withSecond({ title })).findings.map(({ code }) => code)).toEqual(['title_stuffed']);
  });

  test('lists the worst first, and of many alike the newest twenty and how many more', () => {
    const many = Array.from({ length: 1024 }, (_, index): HealthEpisode => {
      const number = 1024 - index;
      return { ...EPISODE, id: `e${number}`, title: `Title ${number}`, number, transcripts: 0, publishAt: daysAgo(index + 1) };
    });
    const { findings, counts } = check({ categories: [], artwork: { hash: 'h', sizePx: 100, isReady: true, isGenerated: false } }, many);
    expect(findings.slice(0, 2).map(({ severity }) => severity)).toEqual(['REFUSED', 'WARNING']);
    const transcripts = findings.filter(({ code }) => code === 'transcript_missing');
    expect(transcripts.length).toBe(21);
    expect(transcripts[0]?.where).toEqual({ kind: 'EPISODE', id: 'e1024', title: 'Title 1024' });
    expect(transcripts[20]).toMatchObject({ where: { kind: 'SHOW' }, message: 'The same is true 1,004 times more.' });
    expect(counts).toEqual({ refused: 1, warnings: 1, advice: 1024 });
  });
});

describe('GET /api/shows/{slug}/health', () => {
  let environment: TestEnvironment;
  let server: TestServer;
  let owner: TestAccount;

  beforeAll(async () => {
    environment = await openTestEnvironment();
    server = await startTestServer(environment);
    owner = await createTestAccount(environment);
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await environment[Symbol.asyncDispose]();
  });

  const codesOf = (body: { findings: { code: string; where: { id?: string } }[] }, id?: string) =>
    body.findings.filter(({ where }) => where.id === id).map(({ code }) => code);

  test('says of a show as it is stored what is wrong with it', async () => {
    const { token } = owner;
    const shows = `${server.url}/api/shows`;
    const post = async (url: string, json: object) => (await requestJson(url, { method: 'POST', token, json })).body;
    await post(shows, { title: 'Show', slug: 'show', description: 'Short <div>words</div>' });
    const assetId = await insertAsset(environment, owner.accountId);
    const out = await post(`${shows}/show/episodes`, {
      title: '1: First',
      description: '<p>x</p><SPAN class="a">y</SPAN>',
      assetId,
      state: 'PUBLISHED',
    });
    await insertFiles(environment, out.id);
    const silent = await post(`${shows}/show/episodes`, {
      title: 'Waiting',
      assetId: await insertAsset(environment, owner.accountId),
      state: 'PUBLISHED',
    });
    const broken = await post(`${shows}/show/episodes`, { title: 'Broken', assetId });
    await environment.database.episode.update({
      where: { id: broken.id },
      data: { failureCode: 'source_damaged', failureDetail: 'The file ends in the middle.' },
    });

    const { status, body } = await requestJson(`${shows}/show/health`, { token });
    expect(status).toBe(200);
    expect(codesOf(body)).toEqual([
      'address_not_https',
      'artwork_generated',
      'category_missing',
      'html_unsupported',
      'description_short',
      'owner_email_missing',
      'copyright_missing',
    ]);
    expect(codesOf(body, out.id)).toEqual(['html_unsupported', 'title_stuffed', 'transcript_missing']);
    expect(codesOf(body, silent.id)).toEqual(['enclosure_pending', 'notes_missing']);
    expect(codesOf(body, broken.id)).toEqual(['enclosure_failed']);
    expect(body.findings[0]).toEqual({
      code: 'enclosure_failed',
      severity: 'REFUSED',
      directory: 'Apple',
      source: 'Podcast RSS feed requirements, <enclosure>',
      where: { kind: 'EPISODE', id: broken.id, title: 'Broken' },
      message: 'Its file could not be made: The file ends in the middle (source_damaged).',
      fix: 'Upload the sound again, from a file that plays.',
    });
    expect(body.counts).toEqual({ refused: 1, warnings: 6, advice: 6 });
  });

  test('is for the owner alone', async () => {
    await requestJson(`${server.url}/api/shows`, { method: 'POST', token: owner.token, json: { title: 'Own', slug: 'own' } });
    const other = await createTestAccount(environment);
    const ask = async (token?: string) => (await requestJson(`${server.url}/api/shows/own/health`, { token })).status;
    expect([await ask(), await ask(other.token), await ask(owner.token)]).toEqual([401, 403, 200]);
  });
});
