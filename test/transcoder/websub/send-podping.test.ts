import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PodpingPayload, PublishPayload } from '../../../core/queues/websub-queue.ts';
import { planPodping, sendPodping } from '../../../transcoder/websub/send-podping.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { startCallbackServer } from '../../support/start-callback-server.ts';
import { openPublisher, publishFeed } from './publish-environment.ts';

let environment: TestEnvironment;
let podpinger: ReturnType<typeof openPublisher> & TestEnvironment;

beforeAll(async () => {
  environment = await openTestEnvironment({ PODPING_TOKEN: 'token-of-ours' });
  podpinger = { ...environment, ...openPublisher(environment) };
});

afterAll(async () => {
  await podpinger.outbound[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

const ping = (news: PublishPayload, endpoint: string) =>
  sendPodping(podpinger, { ...news, kind: 'podping' } as PodpingPayload, new AbortController().signal, endpoint);

test('Podping is told of a change once, with our token', async () => {
  await using podping = await startCallbackServer(() => ({ status: 200, body: 'Success!' }));
  const feed = await publishFeed(environment);
  const news = await feed.build('<rss/>');
  await ping(news, podping.url);
  await ping(news, podping.url);
  expect(podping.requests).toHaveLength(1);
  const [{ method, query, headers } = { query: [] }] = podping.requests;
  expect(method).toBe('GET');
  expect(Object.fromEntries(query)).toEqual({ url: feed.topic, reason: 'update', medium: 'podcast' });
  expect(headers).toMatchObject({ authorization: 'token-of-ours', 'user-agent': expect.stringContaining('Rostrum') });
});

test('versions that were overtaken, and shows that do not want it, are not told of', async () => {
  await using podping = await startCallbackServer(() => ({ status: 200 }));
  const silent = await publishFeed(environment, { details: { podping: false } });
  await ping(await silent.build('<rss/>'), podping.url);
  const busy = await publishFeed(environment, { mode: 'VIDEO' });
  const first = await busy.build('<rss>1</rss>');
  const second = await busy.build('<rss>2</rss>');
  await ping(first, podping.url);
  expect(podping.requests).toEqual([]);
  await ping(second, podping.url);
  expect(podping.requests.map(({ query }) => query.get('medium'))).toEqual(['video']);
});

test('a fault of Podping is tried again, a refusal is not', async () => {
  const answers = [503, 403];
  await using podping = await startCallbackServer(() => ({ status: answers.shift() ?? 200 }));
  const news = await (await publishFeed(environment)).build('<rss/>');
  await expect(ping(news, podping.url)).rejects.toThrow('Podping answers 503');
  await ping(news, podping.url);
  expect(podping.requests).toHaveLength(2);
});

test('a ping waits for more changes, and none is planned without a token', async () => {
  const news = await (await publishFeed(environment)).build('<rss/>');
  const key = `bull:websub:podping-${news.showId}-${news.hash}`;
  const { podcasts } = environment.config;
  await planPodping({ ...environment, config: { ...environment.config, podcasts: { ...podcasts, podpingToken: null } } }, news);
  expect(await environment.redis.exists(key)).toBe(0);
  await planPodping(environment, news);
  expect(Number(await environment.redis.hget(key, 'delay'))).toBe(5_000);
});
