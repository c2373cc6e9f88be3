import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sweepSubscriptions } from '../../../transcoder/websub/sweep-subscriptions.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { startCallbackServer } from '../../support/start-callback-server.ts';
import { openPublisher, publishFeed } from './publish-environment.ts';

let environment: TestEnvironment;
let parts: ReturnType<typeof openPublisher>;

beforeAll(async () => {
  environment = await openTestEnvironment();
  parts = openPublisher(environment);
});

afterAll(async () => {
  await parts.outbound[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

beforeEach(async () => {
  await environment.database.webSubSubscription.deleteMany();
});

const listCallbacks = async () => (await environment.database.webSubSubscription.findMany()).map(({ callback }) => callback);

test('a lease that is over ends', async () => {
  const feed = await publishFeed(environment);
  await feed.subscribe(['http://127.0.0.1:1999/over'], { expiresAt: new Date(Date.now() - 1) });
  await feed.subscribe(['http://127.0.0.1:1999/running']);
  await sweepSubscriptions(parts);
  expect(await listCallbacks()).toEqual(['http://127.0.0.1:1999/running']);
});

test.each([
  ['is deleted', { deletedAt: new Date() }],
  ['goes private', { visibility: 'PRIVATE' as const }],
])('when a show %s, its subscribers are told that it is over, and forgotten', async (_, change) => {
  await using subscriber = await startCallbackServer();
  const [ended, other] = [await publishFeed(environment), await publishFeed(environment)];
  await ended.subscribe([`${subscriber.url}/a?for=me`, 'http://127.0.0.1:1999/nobody']);
  await other.subscribe([`${subscriber.url}/other`]);
  await environment.database.show.update({ where: { id: ended.showId }, data: change });
  await sweepSubscriptions(parts);
  expect(await listCallbacks()).toEqual([`${subscriber.url}/other`]);
  expect(subscriber.requests).toHaveLength(1);
  expect(Object.fromEntries(subscriber.requests[0]?.query ?? [])).toEqual({
    for: 'me',
    'hub.mode': 'denied',
    'hub.topic': ended.topic,
    'hub.reason': expect.any(String),
  });
});

test('news whose job was lost are asked for again after two minutes', async () => {
  const feed = await publishFeed(environment);
  await feed.subscribe(['http://127.0.0.1:1999/untold']);
  const news = await feed.build('<rss/>');
  const key = `bull:websub:publish-${news.showId}-${news.hash}-1`;
  await sweepSubscriptions(parts);
  expect(await environment.redis.exists(key)).toBe(0);
  await sweepSubscriptions(parts, new Date(Date.now() + 121_000));
  expect(JSON.parse((await environment.redis.hget(key, 'data')) ?? '{}')).toEqual(news);
});
