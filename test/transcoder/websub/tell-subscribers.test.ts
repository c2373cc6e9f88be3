import { createHmac } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PublishPayload } from '../../../core/queues/websub-queue.ts';
import { WorkerStopping } from '../../../transcoder/queues/worker-stopping.ts';
import { tellSubscribers } from '../../../transcoder/websub/tell-subscribers.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { type CallbackRequest, startCallbackServer } from '../../support/start-callback-server.ts';
import { openPublisher, publishFeed } from './publish-environment.ts';

let environment: TestEnvironment;
let publisher: ReturnType<typeof openPublisher>;

beforeAll(async () => {
  environment = await openTestEnvironment();
  publisher = openPublisher(environment);
});

afterAll(async () => {
  await publisher.outbound[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

const never = new AbortController().signal;
setMaxListeners(0, never);
const tell = (news: PublishPayload, signal = never) => tellSubscribers(publisher, news, signal);
const sign = (secret: string, body: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
const pathsOf = (requests: readonly CallbackRequest[]) => requests.map(({ path }) => path).sort();

const subscriptionsOf = (topic: string) =>
  environment.database.webSubSubscription.findMany({ where: { topic }, orderBy: { callback: 'asc' } });

/** The delayed job that will try again, if there is one. */
async function findRetry({ showId, hash }: PublishPayload, attempt: number) {
  const job = await environment.redis.hgetall(`bull:websub:publish-${showId}-${hash}-${attempt}`);
  return job['data'] ? { delayMs: Number(job['delay']), news: JSON.parse(job['data']) as PublishPayload } : null;
}

test('news are the whole feed with its links, signed for those who gave a secret', async () => {
  await using subscriber = await startCallbackServer();
  const feed = await publishFeed(environment);
  await feed.subscribe([`${subscriber.url}/signed`], { secret: 'schlüssel' });
  await feed.subscribe([`${subscriber.url}/plain?who=me`]);
  const body = '<rss>Neues für alle</rss>';
  await tell(await feed.build(body));

  const [signed] = subscriber.deliveries('/signed');
  expect(signed?.body.toString()).toBe(body);
  expect(signed?.headers).toMatchObject({
    'content-type': 'application/rss+xml; charset=utf-8',
    link: `<${environment.config.publicUrl}/websub>; rel="hub", <${feed.topic}>; rel="self"`,
    'x-hub-signature': sign('schlüssel', body),
  });
  const [plain] = subscriber.deliveries('/plain');
  expect(plain?.body.toString()).toBe(body);
  expect(plain?.query.get('who')).toBe('me');
  expect(plain?.headers).not.toHaveProperty('x-hub-signature');
});

test('each is told of a version once, however often the job runs, at the same time too, and of the next one again', async () => {
  await using subscriber = await startCallbackServer();
  const feed = await publishFeed(environment);
  await feed.subscribe([`${subscriber.url}/a`, `${subscriber.url}/b`]);
  const first = await feed.build('<rss>1</rss>');
  await Promise.all([tell(first), tell(first)]);
  await tell(first);
  expect(pathsOf(subscriber.deliveries())).toEqual(['/a', '/b']);
  await tell(await feed.build('<rss>2</rss>'));
  expect(subscriber.deliveries('/a').map(({ body }) => body.toString())).toEqual(['<rss>1</rss>', '<rss>2</rss>']);
});

test('those whose lease is over, and the subscribers of other feeds, are told nothing', async () => {
  await using subscriber = await startCallbackServer();
  const [feed, other] = [await publishFeed(environment), await publishFeed(environment)];
  await feed.subscribe([`${subscriber.url}/late`], { expiresAt: new Date(Date.now() - 1) });
  await feed.subscribe([`${subscriber.url}/films`], { feed: 'video' });
  await other.subscribe([`${subscriber.url}/other`]);
  await feed.subscribe([`${subscriber.url}/here`]);
  await tell(await feed.build('<rss/>'));
  expect(pathsOf(subscriber.deliveries())).toEqual(['/here']);
});

test('a version that there is a newer one of is told to nobody', async () => {
  await using subscriber = await startCallbackServer();
  const feed = await publishFeed(environment);
  await feed.subscribe([`${subscriber.url}/a`]);
  const old = await feed.build('<rss>old</rss>');
  await feed.build('<rss>new</rss>');
  await tell(old);
  expect(subscriber.deliveries()).toEqual([]);
});

test('a newer version stops the telling of the older one midway', async () => {
  const feed = await publishFeed(environment);
  let renewed: Promise<PublishPayload> | null = null;
  await using subscriber = await startCallbackServer(async () => {
    renewed ??= feed.build('<rss>new</rss>');
    await renewed;
    return { status: 204 };
  });
  await feed.subscribe(Array.from({ length: 1000 }, (_, index) => `${subscriber.url}/${index}`));
  await tell(await feed.build('<rss>old</rss>'));
  const old = subscriber.deliveries().length;
  expect(old).toBeLessThanOrEqual(400);
  if (!renewed) throw new Error('nobody was told');
  await tell(await (renewed as Promise<PublishPayload>));
  const told = subscriber.deliveries().slice(old);
  expect(new Set(pathsOf(told)).size).toBe(1000);
  expect(new Set(told.map(({ body }) => body.toString()))).toEqual(new Set(['<rss>new</rss>']));
});

test('who answers 500, redirects or is not there is tried again later, alone; 410 ends a subscription', async () => {
  let isWell = false;
  await using subscriber = await startCallbackServer(({ path }) => {
    if (path === '/gone') return { status: 410 };
    return { status: isWell || path === '/well' ? 200 : path === '/moved' ? 302 : 500, body: 'thank you' };
  });
  const feed = await publishFeed(environment);
  const paths = ['broken', 'gone', 'moved', 'well'];
  await feed.subscribe([...paths.map((path) => `${subscriber.url}/${path}`), 'http://127.0.0.1:1999/nobody']);
  const news = await feed.build('<rss/>');
  await tell(news);
  const rows = await subscriptionsOf(feed.topic);
  expect(rows.map(({ callback, failures }) => [new URL(callback).pathname, failures])).toEqual([
    ['/nobody', 1],
    ['/broken', 1],
    ['/moved', 1],
    ['/well', 0],
  ]);

  const second = await findRetry(news, 2);
  expect(second).toEqual({ delayMs: 30_000, news: { ...news, attempt: 2 } });
  isWell = true;
  await tell({ ...news, attempt: 2 });
  expect(pathsOf(subscriber.deliveries())).toEqual(['/broken', '/broken', '/gone', '/moved', '/moved', '/well']);
  expect((await findRetry(news, 3))?.delayMs).toBe(150_000);
  await tell({ ...news, attempt: 3 });
  expect(await findRetry(news, 4)).toBeNull();
  expect((await subscriptionsOf(feed.topic)).map(({ failures }) => failures)).toEqual([3, 0, 0, 0]);
});

test('who fails thirty times in a row is forgotten; one success wipes the slate clean', async () => {
  await using subscriber = await startCallbackServer(({ path }) => ({ status: path === '/back' ? 204 : 503 }));
  const feed = await publishFeed(environment);
  await feed.subscribe([`${subscriber.url}/back`, `${subscriber.url}/dead`], { failures: 29 });
  await tell(await feed.build('<rss/>'));
  const rows = await subscriptionsOf(feed.topic);
  expect(rows.map(({ callback, failures }) => [new URL(callback).pathname, failures])).toEqual([['/back', 0]]);
});

test('callbacks that hang hold up nobody else, and count as failed after five seconds', async () => {
  await using subscriber = await startCallbackServer(({ path }) => (path.startsWith('/hang') ? 'hang' : { status: 204 }));
  const feed = await publishFeed(environment);
  // Ids are random, so these are spread among the others.
  await feed.subscribe(Array.from({ length: 100 }, (_, index) => `${subscriber.url}/hang/${index}`));
  await feed.subscribe(Array.from({ length: 200 }, (_, index) => `${subscriber.url}/quick/${index}`));
  const startedAt = performance.now();
  const telling = tell(await feed.build('<rss/>'));
  await expect.poll(() => subscriber.deliveries().filter(({ path }) => path.startsWith('/quick')).length, { timeout: 4_500 }).toBe(200);
  await telling;
  expect(performance.now() - startedAt).toBeGreaterThan(4_900);
  // Together, not one after another.
  expect(performance.now() - startedAt).toBeLessThan(15_000);
  expect(await environment.database.webSubSubscription.count({ where: { topic: feed.topic, failures: 1 } })).toBe(100);
});

test('who failed before comes last, so that it holds up nobody even when there are many', async () => {
  await using subscriber = await startCallbackServer(({ path }) => (path.startsWith('/weak') ? 'hang' : { status: 204 }));
  const feed = await publishFeed(environment);
  await feed.subscribe(
    Array.from({ length: 1000 }, (_, index) => `${subscriber.url}/weak/${index}`),
    { failures: 1 },
  );
  await feed.subscribe(Array.from({ length: 300 }, (_, index) => `${subscriber.url}/strong/${index}`));
  const enough = new AbortController();
  setMaxListeners(0, enough.signal);
  const telling = tell(await feed.build('<rss/>'), enough.signal);
  await expect.poll(() => subscriber.deliveries().filter(({ path }) => path.startsWith('/strong')).length, { timeout: 4_500 }).toBe(300);
  enough.abort(new WorkerStopping());
  await expect(telling).rejects.toThrow(WorkerStopping);
});

test('a thousand subscribers are told within seconds', async () => {
  await using subscriber = await startCallbackServer();
  const feed = await publishFeed(environment);
  await feed.subscribe(
    Array.from({ length: 1000 }, (_, index) => `${subscriber.url}/${index}`),
    { secret: 'hush' },
  );
  const startedAt = performance.now();
  await tell(await feed.build(Buffer.alloc(20_000, '<rss/>')));
  expect(performance.now() - startedAt).toBeLessThan(12_000);
  expect(new Set(pathsOf(subscriber.deliveries())).size).toBe(1000);
  expect(subscriber.deliveries()).toHaveLength(1000);
});

test('a worker that stops writes down whom it has told, and leaves the rest to the next', async () => {
  await using subscriber = await startCallbackServer(({ path }) => (path === '/hang' ? 'hang' : { status: 204 }));
  const feed = await publishFeed(environment);
  await feed.subscribe([`${subscriber.url}/hang`, `${subscriber.url}/quick`]);
  const stopping = new AbortController();
  const news = await feed.build('<rss/>');
  const telling = tell(news, stopping.signal);
  await expect.poll(() => subscriber.deliveries().length).toBe(2);
  setTimeout(() => stopping.abort(new WorkerStopping()), 100);
  await expect(telling).rejects.toThrow(WorkerStopping);
  const rows = await subscriptionsOf(feed.topic);
  expect(rows.map(({ deliveredHash, failures }) => [deliveredHash, failures])).toEqual([
    ['', 0],
    [news.hash, 0],
  ]);
});
