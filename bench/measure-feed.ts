import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueueEvents } from 'bullmq';
import { type Database, openDatabase } from '../core/database.ts';
import { openLogger } from '../core/logger.ts';
import { FEEDS } from '../core/queues/feed-queue.ts';
import { openRedis } from '../core/redis.ts';
import { findPort } from '../standalone/services/find-port.ts';
import { type BenchReport, judge, median, type Say } from './report.ts';
import { type LongShow, seedLongShow } from './seed-long-show.ts';
import { type BenchInstance, startInstance } from './start-instance.ts';

const EPISODES = 5_000;
const COLD_TRIALS = 3;
const EDITS = 7;
const ROUNDS = 7;
const ROUND_SECONDS = 2;
const CONNECTIONS = 64;
const STORM_CONNECTIONS = 100;
const STORM_SECONDS = 8;
const PATIENCE_SECONDS = 60;
const ENCODING = 'br';

const GOALS = {
  ratio_304: '>= 0.7',
  ratio_body: '>= 0.7',
  cold_ms: '<= 1500',
  edit_ms: '<= 300',
  rebuilds: '<= 1',
  storm_5xx: '<= 0',
  storm_etag_ms: '<= 2000',
};

/** How fast feeds are answered beside a bare Fastify route, and how soon a change is in them. */
export async function measureFeed(say: Say): Promise<BenchReport> {
  await using instance = await startInstance();
  await using connection = openDatabase(instance.databaseUrl, openLogger('silent', 'server'));
  say(`shows of ${EPISODES} episodes; one server and one worker, each a process of its own, the folder store`);
  const { shows, colds } = await measureColdBuilds(instance, connection.database, say);
  const show = shows.at(-1) as LongShow;
  await untilQuiet(feedOf(instance, show));
  const edits = await measureEdits(instance, show, say);
  await untilQuiet(feedOf(instance, show));
  const ratios = await measureRatios(instance, show, say);
  const storm = await measureStorm(instance, show, say);
  return judge('feed', { ...ratios, cold_ms: median(colds), edit_ms: median(edits), ...storm }, GOALS);
}

async function measureColdBuilds(instance: BenchInstance, database: Database, say: Say) {
  const shows: LongShow[] = [];
  const colds: number[] = [];
  for (let trial = 0; trial < COLD_TRIALS; trial += 1) {
    const show = await seedLongShow(database, EPISODES);
    await database.show.update({ where: { id: show.showId }, data: { deletedAt: null } });
    await patch(instance, `/api/shows/${show.slug}`, { title: 'A long show, told' });
    colds.push(await untilEtagChanges(feedOf(instance, show), null));
    shows.push(show);
  }
  say(`cold builds, from the commit of the first change until the feed is served: ${colds.map(Math.round).join(', ')} ms`);
  return { shows, colds };
}

async function measureEdits(instance: BenchInstance, show: LongShow, say: Say): Promise<number[]> {
  const edits: number[] = [];
  for (let edit = 0; edit < EDITS; edit += 1) {
    const { etag } = await ask(feedOf(instance, show));
    await patch(instance, `/api/shows/${show.slug}/episodes/${show.episodeId}`, { description: `Edited for the ${edit}th time` });
    edits.push(await untilEtagChanges(feedOf(instance, show), etag));
    await sleep(500);
  }
  say(`one episode's notes edited, from the commit until the new version is served: ${edits.map(Math.round).join(', ')} ms`);
  return edits;
}

/** Turn and turn about, so that a busy second of the machine touches both alike; the median of the rounds' ratios. */
async function measureRatios(instance: BenchInstance, show: LongShow, say: Say) {
  await using directory = await openDirectory();
  const ours = feedOf(instance, show);
  const { etag, body } = await ask(ours);
  const file = join(directory.path, 'feed');
  await writeFile(file, body);
  const bare = await startBareServer(file, etag);
  try {
    const compare = async (what: string, given: string[]) => {
      const ratios: number[] = [];
      const rates = { ours: [] as number[], bare: [] as number[] };
      for (let round = 0; round < ROUNDS; round += 1) {
        const order = round % 2 === 0 ? ([ours, bare.url] as const) : ([bare.url, ours] as const);
        const [first, second] = [await pollFast(order[0], given), await pollFast(order[1], given)];
        const [mine, its] = round % 2 === 0 ? [first, second] : [second, first];
        rates.ours.push(mine);
        rates.bare.push(its);
        ratios.push(mine / its);
      }
      say(`${what}: ${Math.round(median(rates.ours))} a second, the bare route ${Math.round(median(rates.bare))}`);
      return median(ratios);
    };
    // Both have run before they are measured.
    for (const url of [ours, bare.url]) await pollFast(url, [etag]);
    return { ratio_304: await compare('304', [etag]), ratio_body: await compare(`bodies of ${body.length} bytes (${ENCODING})`, []) };
  } finally {
    bare.stop();
  }
}

/** An episode is published while apps poll: how many builds that takes, and what the pollers see of it. */
async function measureStorm(instance: BenchInstance, show: LongShow, say: Say) {
  await using redis = openRedis(instance.redisUrl, openLogger('silent', 'server'));
  // BullMQ closes no connection that it was given.
  const events = new QueueEvents(FEEDS.name, { connection: redis.redis });
  await events.waitUntilReady();
  let builds = 0;
  events.on('completed', () => {
    builds += 1;
  });
  const url = feedOf(instance, show);
  const seen = new Map<string, number>();
  let [faults, answers] = [0, 0];
  const end = performance.now() + STORM_SECONDS * 1000;
  const agent = new Agent({ keepAlive: true, maxSockets: STORM_CONNECTIONS });
  const pollers = Array.from({ length: STORM_CONNECTIONS }, async () => {
    for (let known = ''; performance.now() < end; ) {
      const { status, etag } = await ask(url, known ? { 'if-none-match': known } : {}, agent);
      answers += 1;
      if (status >= 500) faults += 1;
      if (!seen.has(etag)) seen.set(etag, performance.now());
      known = etag;
    }
  });
  await sleep(2_000);
  const before = [...seen.keys()];
  await patch(instance, `/api/shows/${show.slug}/episodes/${show.draftId}`, { state: 'PUBLISHED' });
  const publishedAt = performance.now();
  await Promise.all(pollers);
  await events.close();
  agent.destroy();
  const after = [...seen].filter(([etag]) => !before.includes(etag));
  const [, firstSeenAt = Number.POSITIVE_INFINITY] = after[0] ?? [];
  say(
    `a storm of ${answers} polls: ${builds} builds, ${after.length} new versions, ${faults} faults; new after ${Math.round(firstSeenAt - publishedAt)} ms`,
  );
  return { rebuilds: Math.max(builds, after.length), storm_5xx: faults, storm_etag_ms: firstSeenAt - publishedAt };
}

const feedOf = ({ api }: BenchInstance, { slug }: LongShow) => `${api.url}/podcasts/${slug}/feed.xml`;

async function patch({ api }: BenchInstance, path: string, changes: object): Promise<void> {
  const headers = { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' };
  const response = await fetch(api.url + path, { method: 'PATCH', headers, body: JSON.stringify(changes) });
  if (!response.ok) throw new Error(`PATCH ${path} answers ${response.status}: ${await response.text()}`);
}

async function ask(url: string, headers: Record<string, string> = {}, agent?: Agent) {
  const request = get(url, { headers: { 'accept-encoding': ENCODING, ...headers }, ...(agent ? { agent } : {}) });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, etag: response.headers.etag ?? '', body: await buffer(response) };
}

const QUIET_MS = 5_000;

/** What the worker does late of its own accord is not measured. */
async function untilQuiet(url: string): Promise<void> {
  let { etag } = await ask(url);
  for (let since = performance.now(); performance.now() - since < QUIET_MS; await sleep(100)) {
    const next = (await ask(url)).etag;
    if (next !== etag) since = performance.now();
    etag = next;
  }
}

const POLL_MS = 5;

/** @returns milliseconds from the call until the feed has another ETag than this one. */
async function untilEtagChanges(url: string, old: string | null): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const { status, etag } = await ask(url, old ? { 'if-none-match': old } : {});
    const elapsed = performance.now() - startedAt;
    if (status === 200 && etag !== old) return elapsed;
    if (elapsed > PATIENCE_SECONDS * 1000) throw new Error(`${url} still answers ${status} with ${etag}.`);
    await sleep(POLL_MS);
  }
}

/** Started as the roles are: a process in a session of its own, which the scheduler weighs by itself. */
async function startBareServer(file: string, etag: string): Promise<{ url: string; stop: () => void }> {
  const port = await findPort(21_400);
  const script = join(import.meta.dirname, 'bare-feed-server.ts');
  const args = ['--enable-source-maps', '--import', 'tsx', script, String(port), file, ENCODING, etag];
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await once(child, 'message');
  return { url: `http://127.0.0.1:${port}/podcasts/bare/feed.xml`, stop: () => child.kill() };
}

async function pollFast(url: string, given: readonly string[]): Promise<number> {
  const script = join(import.meta.dirname, 'poll-feed.ts');
  const args = ['--import', 'tsx', script, url, String(CONNECTIONS), String(ROUND_SECONDS), ENCODING, ...given];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const rate = Number(await text(child.stdout));
  if (!(rate > 0)) throw new Error(`${url} could not be polled.`);
  return rate;
}

async function openDirectory() {
  const path = await mkdtemp(join(tmpdir(), 'rostrum-bench-feed-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
