import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { podcastUrls } from '../../../core/podcasts/podcast-urls.ts';
import { wantFeed } from '../../../core/podcasts/wanted-queries.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { seedShow } from '../../support/seed-show.ts';
import { spawnRole } from '../../support/spawn-role.ts';
import { agree, type CallbackServer, startCallbackServer } from '../../support/start-callback-server.ts';
import { startTestServer } from '../../support/start-test-server.ts';
import { startTestWorker } from '../../support/start-test-worker.ts';

/** The hub as its subscribers see it: a real server, a real worker that builds feeds, and subscribers that speak HTTP. */
vi.setConfig({ testTimeout: 180_000 });

let environment: TestEnvironment;

beforeEach(async () => {
  environment = await openTestEnvironment();
});

afterEach(() => environment[Symbol.asyncDispose]());

async function createShow(slug: string) {
  const { accountId } = await createTestAccount(environment);
  const show = await seedShow(environment, accountId, { slug });
  return { showId: show.id, topic: podcastUrls.feed(environment.config.publicUrl, slug) };
}

/** As the API does when a show is edited. */
async function retitle(showId: string, title: string): Promise<void> {
  await environment.database.show.update({ where: { id: showId }, data: { title } });
  await wantFeed(environment.database, showId);
  await environment.jobs.feeds.add({ showId });
}

const findBuild = (showId: string) => environment.database.feedBuild.findFirst({ where: { showId, name: 'feed' } });
const isSettled = async (showId: string) => {
  const build = await findBuild(showId);
  return build !== null && build.announcedHash === build.hash;
};
const countSubscriptions = () => environment.database.webSubSubscription.count();
const findTitles = (subscriber: CallbackServer, path: string) =>
  subscriber.deliveries(path).map(({ body }) => /<title>(.*?)<\/title>/.exec(body.toString())?.[1]);

test('an app subscribes, is asked, is told of each change with a signature, unsubscribes and is left alone', async () => {
  const { publicUrl } = environment.config;
  await using server = await startTestServer(environment, { publicUrl });
  await using _worker = await startTestWorker(environment);
  await using subscriber = await startCallbackServer();
  const { showId, topic } = await createShow('night-train');
  await expect.poll(() => isSettled(showId), { timeout: 15_000 }).toBe(true);
  const send = async (mode: string, path: string, more: Record<string, string> = {}) => {
    const form = { 'hub.mode': mode, 'hub.topic': topic, 'hub.callback': subscriber.url + path, ...more };
    return (await fetch(`${server.url}/websub`, { method: 'POST', body: new URLSearchParams(form) })).status;
  };
  expect(await send('subscribe', '/signed', { 'hub.secret': 'hush' })).toBe(202);
  expect(await send('subscribe', '/plain')).toBe(202);
  await expect.poll(countSubscriptions, { timeout: 5_000 }).toBe(2);

  const changedAt = performance.now();
  await retitle(showId, 'A night train');
  await expect.poll(() => subscriber.deliveries().length, { timeout: 10_000, interval: 20 }).toBe(2);
  expect(performance.now() - changedAt).toBeLessThan(8_000);
  expect(findTitles(subscriber, '/signed')).toEqual(['A night train']);
  expect(findTitles(subscriber, '/plain')).toEqual(['A night train']);
  const [signed] = subscriber.deliveries('/signed');
  expect(signed?.headers['x-hub-signature']).toBe(
    `sha256=${createHmac('sha256', 'hush')
      .update(signed?.body ?? '')
      .digest('hex')}`,
  );
  expect(signed?.headers.link).toBe(`<${publicUrl}/websub>; rel="hub", <${topic}>; rel="self"`);

  // Its turn to be asked would come ten seconds after the last.
  await environment.redis.del(await environment.redis.keys('rostrum:websub:turn:*'));
  expect(await send('unsubscribe', '/plain')).toBe(202);
  await expect.poll(countSubscriptions, { timeout: 5_000 }).toBe(1);
  await retitle(showId, 'A day train');
  await expect.poll(() => findTitles(subscriber, '/signed'), { timeout: 10_000 }).toEqual(['A night train', 'A day train']);
  await sleep(300);
  expect(subscriber.deliveries('/plain')).toHaveLength(1);
});

test('a worker that is killed while it tells a thousand tells those twice whom it was just telling, and nobody is left out', async () => {
  await using subscriber = await startCallbackServer(async (request) => {
    await sleep(100);
    return agree(request);
  });
  const { showId, topic } = await createShow('long-line');
  const terms = { topic, showId, feed: 'feed', host: '127.0.0.1', leaseSeconds: 3600, expiresAt: new Date(Date.now() + 3_600_000) };
  const rows = Array.from({ length: 1000 }, (_, index) => ({ ...terms, id: `line-${index}`, callback: `${subscriber.url}/${index}` }));
  await environment.database.webSubSubscription.createMany({ data: rows });

  const quickToRetake = { WORKER_LOCK_SECONDS: '2' };
  await using first = await spawnRole('worker', environment, quickToRetake);
  await expect.poll(() => subscriber.deliveries().length, { timeout: 60_000, interval: 10 }).toBeGreaterThan(400);
  await first.kill();
  const before = subscriber.deliveries().length;
  expect(before).toBeLessThan(1000);
  await using _second = await spawnRole('worker', environment, quickToRetake);
  const build = await findBuild(showId);
  const countUntold = () => environment.database.webSubSubscription.count({ where: { deliveredHash: { not: build?.hash ?? '' } } });
  await expect.poll(countUntold, { timeout: 90_000 }).toBe(0);

  const told = subscriber.deliveries().map(({ path }) => path);
  expect(new Set(told).size).toBe(1000);
  // Those who were just being told when it died.
  expect(told.length - 1000).toBeLessThanOrEqual(128);
});
