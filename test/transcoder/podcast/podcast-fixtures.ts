import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { createId } from '../../../core/identifiers.ts';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { openEncoderLauncher } from '../../../transcoder/ffmpeg/open-encoder-launcher.ts';
import { openWorkDirectory } from '../../../transcoder/job-directory.ts';
import type { Transcoder } from '../../../transcoder/transcoder.ts';
import { createTestAccount } from '../../support/create-account.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';

const run = promisify(execFile);

/** What a worker is made of, without the worker: tests call the steps themselves. */
export interface PodcastBench extends AsyncDisposable {
  readonly environment: TestEnvironment;
  readonly transcoder: Transcoder;
}

export async function openPodcastBench(): Promise<PodcastBench> {
  const environment = await openTestEnvironment({ LOG_LEVEL: process.env['DEBUG_LOG'] ?? 'silent' });
  const { config, database, logger, objectStore, redis, jobs } = environment;
  const directory = await openWorkDirectory();
  const launcher = await openEncoderLauncher(directory.path, 'ffmpeg');
  const transcoder = {
    config,
    database,
    logger,
    objectStore,
    redis,
    jobs,
    launcher,
    ffprobePath: 'ffprobe',
    workDirectory: directory.path,
  };
  return {
    environment,
    transcoder,
    async [Symbol.asyncDispose]() {
      await directory[Symbol.asyncDispose]();
      await environment[Symbol.asyncDispose]();
    },
  };
}

/** Puts a file where a finished upload lies and enters its asset, which nobody transcodes. @returns its id */
export async function enterAsset({ environment }: PodcastBench, path: string): Promise<string> {
  const { accountId } = await createTestAccount(environment);
  const assetId = createId();
  const sourceKey = objectKeys.uploadSource(createId());
  await environment.objectStore.put(sourceKey, createReadStream(path), { contentType: 'application/octet-stream' });
  const sourceBytes = BigInt((await stat(path)).size);
  // As if it had been transcoded: the worker's sweep leaves it alone.
  const state = 'READY' as const;
  await environment.database.asset.create({
    data: { id: assetId, ownerId: accountId, filename: basename(path), sourceKey, sourceBytes, state },
  });
  return assetId;
}

/** Enters a show without a picture. */
export async function enterShow({ environment: { database } }: PodcastBench, ownerId: string, columns: object = {}): Promise<string> {
  const showId = createId();
  const show = { id: showId, ownerId, slug: showId, guid: showId, title: 'Voices & Choirs', author: 'Ada Ångström', language: 'de-AT' };
  await database.show.create({ data: { ...show, ...columns } });
  return showId;
}

/** Enters a draft episode of an asset, by default into a show of its own. */
export async function enterEpisode(
  bench: PodcastBench,
  assetId: string,
  columns: { readonly showId?: string; [column: string]: unknown } = {},
) {
  const { database } = bench.environment;
  const { ownerId } = await database.asset.findUniqueOrThrow({ where: { id: assetId } });
  const showId = columns.showId ?? (await enterShow(bench, ownerId));
  const episodeId = createId();
  const episode = { id: episodeId, showId, guid: episodeId, slug: episodeId, assetId, title: 'The first one' };
  await database.episode.create({ data: { ...episode, ...columns } });
  return { showId, episodeId };
}

/** Copies an object into a file for programs to read. @returns its path */
export async function download({ environment }: PodcastBench, key: string): Promise<string> {
  const path = join(environment.directory, key.replaceAll('/', '-'));
  await writeFile(path, await readBytes(environment, key));
  return path;
}

export async function readBytes({ objectStore }: Pick<TestEnvironment, 'objectStore'>, key: string): Promise<Buffer> {
  const read = await objectStore.get(key);
  if (read.notModified) throw new Error('nobody asked for that');
  return buffer(read.body);
}

/** Integrated loudness and true peak of a file, as ebur128 measures them. */
export async function measureFile(path: string): Promise<{ lufs: number; peakDbtp: number }> {
  const { stderr } = await run('ffmpeg', [
    '-hide_banner',
    '-nostats',
    '-nostdin',
    '-i',
    path,
    '-af',
    'ebur128=peak=true:framelog=verbose',
    '-f',
    'null',
    '-',
  ]);
  const [, lufs] = /I: +(\S+) LUFS/.exec(stderr) ?? [];
  const [, peak] = /Peak: +(\S+) dBFS/.exec(stderr) ?? [];
  return { lufs: Number(lufs), peakDbtp: peak === '-inf' ? Number.NEGATIVE_INFINITY : Number(peak) };
}

/** What mp3val says; it ends with 0 whatever it finds. */
export async function checkMp3(path: string): Promise<string> {
  return (await run('mp3val', [path])).stdout;
}
