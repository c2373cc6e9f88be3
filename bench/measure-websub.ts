import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, openDatabase } from '../core/database.ts';
import { createId } from '../core/identifiers.ts';
import { openLogger } from '../core/logger.ts';
import type { Api } from './api-client.ts';
import { type BenchReport, judge, type Say } from './report.ts';
import { startInstance } from './start-instance.ts';

const SUBSCRIBERS = 10_000;
const EPISODES = 150;
const NOTES = 'What was said, by whom, and where one may read on about it. '.repeat(12);
const PATIENCE_SECONDS = 300;
/** Every n-th signature is computed again; all of them would be measured as well. */
const CHECK_EVERY = 50;

/** Seconds from an edit of a show until 10,000 subscribers of its feed have it, signed. */
export async function measureWebSub(say: Say): Promise<BenchReport> {
  await using instance = await startInstance();
  await using connection = openDatabase(instance.databaseUrl, openLogger('silent', 'server'));
  await using subscribers = await startSubscribers();
  const { database } = connection;
  const show = await createShow(instance.api, database);
  const build = await untilQuiet(database, show.id);
  await subscribe(database, show, build.hash, subscribers.url);
  say(`${SUBSCRIBERS} subscribers with a secret each, all in this process; a feed of ${EPISODES} episodes, ${build.identityBytes} bytes;`);
  say('one server and one worker; from the PATCH of the title until the last of them has answered.');

  const editedAt = performance.now();
  await send(instance.api, 'PATCH', `/api/shows/${show.slug}`, { title: 'Edited' });
  for (const deadline = editedAt + PATIENCE_SECONDS * 1000; subscribers.told.size < SUBSCRIBERS; await sleep(20)) {
    if (performance.now() > deadline) throw new Error(`Only ${subscribers.told.size} were told within ${PATIENCE_SECONDS} s.`);
  }
  const figures = { delivered_s: (performance.now() - editedAt) / 1000, forged: subscribers.forged() };
  return judge('websub', figures, { delivered_s: '<= 60', forged: '<= 0' });
}

const secretOf = (path: string) => `secret-of-${path}`;

async function startSubscribers() {
  const told = new Set<string>();
  let forged = 0;
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const path = request.url ?? '';
    const check = told.size % CHECK_EVERY === 0;
    if (check && request.headers['x-hub-signature'] !== `sha256=${createHmac('sha256', secretOf(path)).update(body).digest('hex')}`)
      forged += 1;
    told.add(path);
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told,
    forged: () => forged,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface BenchShow {
  readonly id: string;
  readonly slug: string;
  readonly feed: string;
}

async function createShow(api: Api, database: Database): Promise<BenchShow> {
  const show = (await (await send(api, 'POST', '/api/shows', { title: 'Bench', author: 'Bench' })).json()) as BenchShow;
  const ids = Array.from({ length: EPISODES }, createId);
  const publishAt = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000);
  const episode = { showId: show.id, state: 'PUBLISHED' as const, publishAt, description: NOTES };
  await database.episode.createMany({ data: ids.map((id) => ({ ...episode, id, guid: id, slug: id, title: `Episode ${id}` })) });
  const file = {
    fileName: 'bench.mp3',
    kind: 'MP3' as const,
    isCurrent: true,
    contentType: 'audio/mpeg',
    sizeBytes: 1_000_000,
    headBytes: 0,
  };
  const sound = { durationSeconds: 60, bitrateBps: 128_000, codecs: 'mp3', integrity: `sha384-${'A'.repeat(64)}` };
  await database.episodeFile.createMany({ data: ids.map((episodeId) => ({ episodeId, ...file, ...sound })) });
  await send(api, 'PATCH', `/api/shows/${show.slug}`, { description: 'For measuring.' });
  return show;
}

/** Waits until the feed has all episodes and has not been built again for a while. */
async function untilQuiet(database: Database, showId: string): Promise<{ hash: string; identityBytes: number }> {
  for (let last = ''; ; await sleep(3_000)) {
    const build = await database.feedBuild.findFirst({ where: { showId, name: 'feed' } });
    if (build && build.hash === last && build.announcedHash === last && build.identityBytes > EPISODES * NOTES.length) return build;
    last = build?.hash ?? '';
  }
}

async function subscribe(database: Database, { id: showId, feed: topic }: BenchShow, deliveredHash: string, url: string): Promise<void> {
  const now = new Date();
  const lease = { leaseSeconds: 3600, verifiedAt: now, expiresAt: new Date(now.getTime() + 3_600_000) };
  const terms = { showId, topic, feed: 'feed', host: '127.0.0.1', deliveredHash, ...lease };
  const paths = Array.from({ length: SUBSCRIBERS }, (_, index) => `/${index}`);
  const rows = paths.map((path) => ({ ...terms, id: createId(), callback: url + path, secret: secretOf(path) }));
  await database.webSubSubscription.createMany({ data: rows });
}

async function send({ url, token }: Api, method: string, path: string, json: object): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(url + path, { method, headers, body: JSON.stringify(json) });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return response;
}
