import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createId } from '../../../core/identifiers.ts';
import { openOutboundClient } from '../../../core/outbound/open-outbound-client.ts';
import type { VerificationPayload } from '../../../core/queues/websub-queue.ts';
import { verifySubscription } from '../../../transcoder/websub/verify-subscription.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { agree, startCallbackServer } from '../../support/start-callback-server.ts';
import { openPublisher, type PublishedFeed, publishFeed } from './publish-environment.ts';

let environment: TestEnvironment;
let verifier: ReturnType<typeof openPublisher>;
let feed: PublishedFeed;

beforeAll(async () => {
  environment = await openTestEnvironment();
  verifier = openPublisher(environment);
  feed = await publishFeed(environment);
});

afterAll(async () => {
  await verifier.outbound[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await environment.database.webSubSubscription.deleteMany();
});

const never = new AbortController().signal;

function requestFor(callback: string, changes: Partial<VerificationPayload> = {}): VerificationPayload {
  const { topic, showId } = feed;
  const terms = { secret: null, leaseSeconds: 3600, knownHash: 'known' };
  return { id: createId(), attempt: 1, mode: 'subscribe', topic, showId, feed: 'feed', callback, ...terms, ...changes };
}

const verify = (request: VerificationPayload) => verifySubscription(verifier, request, never);
const listSubscriptions = () => environment.database.webSubSubscription.findMany();
const hasRetry = async ({ id }: VerificationPayload, attempt: number) =>
  (await environment.redis.exists(`bull:websub-verification:verify-${id}-${attempt}`)) === 1;

test('the callback is asked with a challenge behind its own query, and its agreement is entered', async () => {
  await using subscriber = await startCallbackServer();
  const callback = `${subscriber.url}/hook?for=me&x=%2F`;
  const before = Date.now();
  await verify(requestFor(callback, { secret: 'hush' }));

  const [asked] = subscriber.requests;
  expect([asked?.method, asked?.path]).toEqual(['GET', '/hook']);
  expect(Object.fromEntries(asked?.query ?? [])).toEqual({
    for: 'me',
    x: '/',
    'hub.mode': 'subscribe',
    'hub.topic': feed.topic,
    'hub.challenge': expect.stringMatching(/^[\w-]{43}$/),
    'hub.lease_seconds': '3600',
  });
  const [row] = await listSubscriptions();
  expect(row).toMatchObject({ topic: feed.topic, callback, host: '127.0.0.1', secret: 'hush', deliveredHash: 'known', failures: 0 });
  expect(row?.expiresAt?.getTime()).toBeGreaterThanOrEqual(before + 3_600_000);
});

test('subscribing again renews the lease and the secret, and keeps what was delivered', async () => {
  await using subscriber = await startCallbackServer();
  await verify(requestFor(subscriber.url, { secret: 'old' }));
  await environment.database.webSubSubscription.updateMany({ data: { failures: 4, deliveredHash: 'newer' } });
  await verify(requestFor(subscriber.url, { secret: 'new', leaseSeconds: 86_400 }));
  const rows = await listSubscriptions();
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ secret: 'new', leaseSeconds: 86_400, failures: 0, deliveredHash: 'newer' });
});

test('unsubscribing is asked for as well, without a lease', async () => {
  let isWilling = false;
  await using subscriber = await startCallbackServer((request) => (isWilling ? agree(request) : { status: 404 }));
  await feed.subscribe([subscriber.url]);
  await verify(requestFor(subscriber.url, { mode: 'unsubscribe' }));
  expect(await listSubscriptions()).toHaveLength(1);
  isWilling = true;
  await verify(requestFor(subscriber.url, { mode: 'unsubscribe' }));
  expect(await listSubscriptions()).toEqual([]);
  expect(subscriber.requests.map(({ query }) => [query.get('hub.mode'), query.has('hub.lease_seconds')])).toEqual([
    ['unsubscribe', false],
    ['unsubscribe', false],
  ]);
});

test.each([
  ['another text', () => ({ status: 200, body: 'yes please' })],
  ['nothing', () => ({ status: 204 })],
  ['the challenge and 404', (challenge: string) => ({ status: 404, body: challenge })],
  ['the challenge and 500', (challenge: string) => ({ status: 500, body: challenge })],
  ['the challenge and more', (challenge: string) => ({ status: 200, body: `${challenge}!` })],
  ['a redirect', () => ({ status: 302 })],
  ['more than anybody reads', () => ({ status: 200, body: 'x'.repeat(10_000) })],
] as const)('a callback that answers %s has not agreed, and is not asked again', async (_, answer) => {
  await using subscriber = await startCallbackServer(({ query }) => answer(query.get('hub.challenge') ?? ''));
  const request = requestFor(subscriber.url);
  await verify(request);
  expect(subscriber.requests).toHaveLength(1);
  expect(await listSubscriptions()).toEqual([]);
  expect(await hasRetry(request, 2)).toBe(false);
});

test('a callback that nobody answers at is asked three times', async () => {
  const request = requestFor('http://127.0.0.1:1999/nobody');
  await verify(request);
  expect(await hasRetry(request, 2)).toBe(true);
  await verify({ ...request, attempt: 2 });
  expect(await hasRetry(request, 3)).toBe(true);
  await verify({ ...request, attempt: 3 });
  expect(await hasRetry(request, 4)).toBe(false);
  expect(await listSubscriptions()).toEqual([]);
});

test('a name that leads to a private address is never called, whatever it led to before', async () => {
  await using subscriber = await startCallbackServer();
  await using outbound = openOutboundClient({ allowedNetworks: [], resolve: async () => [{ address: '127.0.0.1', family: 4 }] });
  const request = requestFor(`http://rebinding.example:${subscriber.port}/hook`);
  await verifySubscription({ ...verifier, outbound }, request, never);
  expect(subscriber.requests).toEqual([]);
  expect(await listSubscriptions()).toEqual([]);
  expect(await hasRetry(request, 2)).toBe(false);
});

test('a show that went private in the meantime gets no subscriber', async () => {
  await using subscriber = await startCallbackServer();
  const hidden = await publishFeed(environment, { visibility: 'PRIVATE' });
  await verify(requestFor(subscriber.url, { showId: hidden.showId, topic: hidden.topic }));
  expect(subscriber.requests).toHaveLength(1);
  expect(await listSubscriptions()).toEqual([]);
});
