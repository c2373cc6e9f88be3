import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { podcastUrls } from '../../../core/podcasts/podcast-urls.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { requestJson } from '../../support/request-json.ts';
import { seedShow } from '../../support/seed-show.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';

const PUBLIC_URL = 'https://pods.example';
const TOPIC = podcastUrls.feed(PUBLIC_URL, 'night-train');

let environment: TestEnvironment;
let server: TestServer;
let ownerId: string;

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment, { publicUrl: PUBLIC_URL });
  ownerId = (await createTestAccount(environment)).accountId;
  const show = await seedShow(environment, ownerId, { slug: 'night-train' });
  await environment.database.showSlug.create({ data: { slug: 'day-train', showId: show.id } });
  await seedShow(environment, ownerId, { slug: 'members-only', visibility: 'PRIVATE' });
  await seedShow(environment, ownerId, { slug: 'deleted', deletedAt: new Date() });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

beforeEach(() => environment.redis.flushdb());

let callbacks = 0;
const freshCallback = (host = 'app.example') => `https://${host}/hook/${callbacks++}?for=me`;

function ask(fields: Record<string, string>, headers: Record<string, string> = {}) {
  const form = { 'hub.mode': 'subscribe', 'hub.topic': TOPIC, 'hub.callback': freshCallback(), ...fields };
  return send(new URLSearchParams(form).toString(), { 'content-type': 'application/x-www-form-urlencoded', ...headers });
}

async function send(body: string, headers: Record<string, string>) {
  const response = await fetch(`${server.url}/websub`, { method: 'POST', headers, body });
  const text = await response.text();
  return { status: response.status, headers: response.headers, problem: text.startsWith('{') ? JSON.parse(text) : null };
}

/** Payloads of the verifications that wait for a worker. */
async function findVerifications() {
  const keys = (await environment.redis.keys('bull:websub-verification:verify-*')).filter((key) => key.split(':').length === 3);
  const rows = await Promise.all(keys.map((key) => environment.redis.hgetall(key)));
  return rows.map((row) => ({ ...JSON.parse(row['data'] ?? '{}'), delayMs: Number(row['delay']) }));
}

test('a request is accepted, queued for verification, and nothing is stored yet', async () => {
  const callback = freshCallback();
  const { status } = await ask({ 'hub.callback': `${callback}#part`, 'hub.secret': 'hush', 'hub.lease_seconds': '3600' });
  expect(status).toBe(202);
  const wanted = { mode: 'subscribe', topic: TOPIC, callback, secret: 'hush', leaseSeconds: 3600, feed: 'feed', attempt: 1, delayMs: 0 };
  expect(await findVerifications()).toEqual([expect.objectContaining(wanted)]);
  expect(await environment.database.webSubSubscription.count()).toBe(0);
});

test.each([
  ['1', 300],
  ['999999999', 30 * 86_400],
  ['', 10 * 86_400],
])('a lease of "%s" seconds becomes %i', async (lease, granted) => {
  expect((await ask({ 'hub.lease_seconds': lease })).status).toBe(202);
  expect(await findVerifications()).toEqual([expect.objectContaining({ leaseSeconds: granted })]);
});

test('a feed is known by an old slug too', async () => {
  expect((await ask({ 'hub.topic': podcastUrls.feed(PUBLIC_URL, 'day-train') })).status).toBe(202);
});

test('a feed of films is a topic where there is one', async () => {
  const topic = podcastUrls.videoFeed(PUBLIC_URL, 'night-train');
  expect((await ask({ 'hub.topic': topic })).status).toBe(404);
  const { id: showId } = await environment.database.show.findUniqueOrThrow({ where: { slug: 'night-train' } });
  const sizes = { identityBytes: 1, gzipBytes: 1, brotliBytes: 1 };
  await environment.database.feedBuild.create({
    data: { showId, name: 'video', hash: 'films', contentHash: 'c', lastModified: new Date(), ...sizes },
  });
  expect((await ask({ 'hub.topic': topic })).status).toBe(202);
  expect(await findVerifications()).toEqual([expect.objectContaining({ feed: 'video', knownHash: 'films' })]);
});

test.each([
  'https://elsewhere.example/podcasts/night-train/feed.xml',
  `${PUBLIC_URL}/podcasts/unknown/feed.xml`,
  `${PUBLIC_URL}/podcasts/members-only/feed.xml`,
  `${PUBLIC_URL}/podcasts/deleted/feed.xml`,
  `${PUBLIC_URL}/podcasts/night-train/feed.xml?page=2`,
  `${PUBLIC_URL}/podcasts/night-train/private.xml`,
  `${PUBLIC_URL}.elsewhere.example/podcasts/night-train/feed.xml`,
  'no address',
])('the hub does not speak for %s', async (topic) => {
  const { status, problem } = await ask({ 'hub.topic': topic });
  expect([status, problem.type]).toEqual([404, '/problems/not_found']);
  expect(await findVerifications()).toEqual([]);
});

test.each([
  [{ 'hub.mode': 'denied' }, /hub\.mode/],
  [{ 'hub.mode': 'publish' }, /nobody needs to tell/],
  [{ 'hub.topic': '' }, /hub\.topic is missing/],
  [{ 'hub.callback': '' }, /hub\.callback is missing/],
  [{ 'hub.callback': 'not a url' }, /not a URL/],
  [{ 'hub.callback': `https://app.example/${'x'.repeat(2000)}` }, /2000 characters/],
  [{ 'hub.secret': 'x'.repeat(200) }, /shorter than 200 bytes/],
  [{ 'hub.secret': 'ü'.repeat(100) }, /shorter than 200 bytes/],
  [{ 'hub.secret': 'a\0b' }, /U\+0000/],
  [{ 'hub.lease_seconds': '1e9' }, /whole number/],
  [{ 'hub.lease_seconds': '-5' }, /whole number/],
] as [Record<string, string>, RegExp][])('%o is malformed, and the answer says how', async (fields, words) => {
  const { status, problem } = await ask(fields);
  expect(status).toBe(400);
  expect(problem.detail).toMatch(words);
});

test.each([
  'http://127.0.0.1:8000/hook',
  'http://0x7f.1/hook',
  'http://[::1]/hook',
  'http://localhost/hook',
  'http://10.1.2.3/hook',
  'http://169.254.169.254/latest/meta-data',
  'http://[::ffff:192.168.0.1]/hook',
  'http://app.example:22/hook',
  'https://me:secret@app.example/hook',
  'ftp://app.example/hook',
  'file:///etc/passwd',
])('the callback %s is refused at once', async (callback) => {
  const { status, problem } = await ask({ 'hub.callback': callback });
  expect([status, problem.type]).toEqual([422, '/problems/address_refused']);
  expect(await findVerifications()).toEqual([]);
});

test('a callback is asked once in ten seconds: a second request waits its turn, a third is refused', async () => {
  const callback = freshCallback();
  expect((await ask({ 'hub.callback': callback })).status).toBe(202);
  expect((await ask({ 'hub.callback': callback, 'hub.mode': 'unsubscribe' })).status).toBe(202);
  const third = await ask({ 'hub.callback': callback });
  expect([third.status, third.problem.type]).toEqual([429, '/problems/rate_limited']);
  expect(third.headers.get('retry-after')).toBe('10');
  const delays = (await findVerifications()).sort((a, b) => a.delayMs - b.delayMs);
  expect(delays.map(({ mode }) => mode)).toEqual(['subscribe', 'unsubscribe']);
  expect(delays[1].delayMs).toBeGreaterThan(9_000);
  expect(delays[1].delayMs).toBeLessThanOrEqual(10_000);
});

test('one host is called a hundred times a minute at most', async () => {
  const answers = [];
  for (let call = 0; call < 101; call++) answers.push((await ask({ 'hub.callback': freshCallback('victim.example') })).status);
  expect(answers.filter((status) => status === 202)).toHaveLength(100);
  expect(answers.at(-1)).toBe(429);
  expect((await ask({ 'hub.callback': freshCallback('other.example') })).status).toBe(202);
});

test('one host has a hundred subscriptions to a feed at most, and may renew them', async () => {
  const { id: showId } = await environment.database.show.findUniqueOrThrow({ where: { slug: 'night-train' } });
  const columns = { topic: TOPIC, showId, feed: 'feed', host: 'many.example', leaseSeconds: 300 };
  const rows = Array.from({ length: 100 }, (_, index) => ({ ...columns, id: `many-${index}`, callback: `https://many.example/${index}` }));
  await environment.database.webSubSubscription.createMany({ data: rows });
  expect((await ask({ 'hub.callback': 'https://many.example/one-more' })).status).toBe(429);
  expect((await ask({ 'hub.callback': 'https://many.example/7' })).status).toBe(202);
  expect((await ask({ 'hub.callback': 'https://many.example/8', 'hub.mode': 'unsubscribe' })).status).toBe(202);
  await environment.database.webSubSubscription.deleteMany();
});

test('a callback in a private network is refused with what the operator can do, and the hub tells it before', async () => {
  expect((await ask({ 'hub.callback': 'http://10.1.2.3/hook' })).problem.detail).toContain('OUTBOUND_ALLOW');
  expect((await requestJson(`${server.url}/websub`)).body).toContain('OUTBOUND_ALLOW');
});

test('the hub takes forms and nothing else, and explains itself', async () => {
  const { status, problem } = await send('{}', { 'content-type': 'application/json' });
  expect([status, problem.detail]).toEqual([415, 'The Content-Type of this body must be application/x-www-form-urlencoded.']);
  expect((await send(`hub.topic=${'x'.repeat(20_000)}`, { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(413);
  expect((await send('', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(400);
  const page = await requestJson(`${server.url}/websub`);
  expect(page.headers.get('content-type')).toContain('text/plain');
  expect(page.body).toContain('hub.callback');
});
