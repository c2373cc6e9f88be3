import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, openDatabase } from '../core/database.ts';
import { createId } from '../core/identifiers.ts';
import { type Logger, openLogger } from '../core/logger.ts';
import { objectKeys } from '../core/object-storage/object-keys.ts';
import { openObjectStore } from '../core/object-storage/open-object-store.ts';
import { openPodcastJobs } from '../core/queues/podcast-jobs.ts';
import { openRedis } from '../core/redis.ts';
import { createAccount } from '../server/accounts/create-account.ts';
import { planBareMasters } from './bare-masters.ts';
import { measureProgram, readCpuSeconds } from './cpu-seconds.ts';
import { makeSpeech } from './make-speech.ts';
import { type BenchReport, judge, type Say } from './report.ts';
import { type BenchInstance, startInstance } from './start-instance.ts';

const MINUTES = process.argv.includes('--hour') ? 60 : 10;
const PATIENCE_SECONDS = 1800;

/** CPU seconds of our worker for an episode's masters, against the bare ffmpeg passes that they need. */
export async function measureMasters(say: Say): Promise<BenchReport> {
  const path = await makeSpeech(say, MINUTES);
  say(`source: ${MINUTES} min of synthetic speech under room noise, stereo, WAV, 48 kHz (--hour for an hour)`);
  const bare = await measureBare(path, say);
  say(`bare ffmpeg: ${bare.toFixed(1)} s of CPU`);
  const ours = await measureOurs(path, say);
  say(`ours: ${ours.toFixed(1)} s of CPU`);
  return judge('masters', { cpu_ratio: ours / bare, ours_cpu_s: ours, bare_cpu_s: bare }, { cpu_ratio: '<= 1.15' });
}

async function measureBare(path: string, say: Say): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'rostrum-bench-bare-'));
  try {
    const { analysis, encode } = await planBareMasters(path, directory);
    say('bare: one ffmpeg that measures the loudness, one that levels with the gain that follows and encodes MP3 and M4A;');
    say('the filters are ours, the waveform and the check of the finished files are not among them');
    return (await measureProgram('ffmpeg', analysis)) + (await measureProgram('ffmpeg', encode));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measureOurs(path: string, say: Say): Promise<number> {
  say('ours: the worker with all its ffmpegs and ffprobes (user and system time), from the job until the masters are READY');
  const logger = openLogger('silent', 'standalone');
  await using instance = await startInstance();
  await using connection = openDatabase(instance.databaseUrl, logger);
  const assetId = await enterAsset(instance, connection.database, path);
  const before = await readCpuSeconds(instance.workerPid);
  await askForMasters(instance, assetId, logger);
  await untilReady(connection.database, assetId);
  const after = await readCpuSeconds(instance.workerPid);
  const own = after.own - before.own;
  const children = after.children - before.children;
  say(`the worker's own process took ${own.toFixed(1)} s of CPU, its ffmpegs and ffprobes ${children.toFixed(1)} s`);
  return own + children;
}

/** As an upload would, but READY from the start, so that nobody encodes it for HLS meanwhile. */
async function enterAsset({ objects }: BenchInstance, database: Database, path: string): Promise<string> {
  await using store = openObjectStore({ kind: 'folder', root: objects, publicUrl: 'http://127.0.0.1', secret: 'unused' });
  const { id: ownerId } = await createAccount(database, { displayName: 'Speaker', role: 'CREATOR' });
  const sourceKey = objectKeys.uploadSource(createId());
  await store.put(sourceKey, createReadStream(path), { contentType: 'audio/wav' });
  const { sizeBytes } = await store.head(sourceKey);
  const id = createId();
  const asset = { id, ownerId, filename: 'speech.wav', sourceKey, sourceBytes: BigInt(sizeBytes), state: 'READY' as const };
  await database.asset.create({ data: asset });
  return id;
}

async function askForMasters({ redisUrl }: BenchInstance, assetId: string, logger: Logger): Promise<void> {
  await using connection = openRedis(redisUrl, logger);
  await using jobs = openPodcastJobs(connection.redis);
  await jobs.audioMasters.add({ assetId });
}

async function untilReady(database: Database, assetId: string): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_SECONDS * 1000; Date.now() < deadline; await sleep(100)) {
    const master = await database.audioMaster.findUnique({ where: { assetId } });
    if (master?.state === 'READY') return;
    if (master?.state === 'FAILED') throw new Error(`The masters failed: ${master.failureCode}, ${master.failureDetail}`);
  }
  throw new Error(`The masters were not ready after ${PATIENCE_SECONDS} s.`);
}
