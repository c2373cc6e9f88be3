import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { makeAudioMaster } from '../../../transcoder/podcast/make-audio-master.ts';
import { makeEpisodeFiles } from '../../../transcoder/podcast/make-episode-files.ts';
import { choosePicture } from '../../../transcoder/podcast/make-film.ts';
import type { StoredRendition } from '../../../transcoder/transcode/package-queries.ts';
import { openWorker } from '../../../transcoder/worker.ts';
import { H264, makeMedia, probe } from '../../support/make-media.ts';
import { submitFile, waitForEnd } from '../../support/transcode-file.ts';
import { download, enterEpisode, openPodcastBench, type PodcastBench } from './podcast-fixtures.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const run = promisify(execFile);
const NEVER = new AbortController().signal;

let bench: PodcastBench;
let assetId: string;
let episodeId: string;

/** A white flash and a beep together at two seconds, so that one sees whether sound and picture still fit. */
const FLASH = ['-f', 'lavfi', '-i', "color=black:size=640x360:rate=25,drawbox=color=white:t=fill:enable='between(t,2,2.2)'"];
const BEEP = ['-f', 'lavfi', '-i', 'aevalsrc=0.5*sin(6283*t)*between(t\\,2\\,2.2)+0.02*sin(900*t):s=48000'];

beforeAll(async () => {
  bench = await openPodcastBench();
  const film = await makeMedia(join(bench.environment.directory, 'film.mp4'), [...FLASH, ...BEEP, '-t', '7', ...H264, '-c:a', 'aac']);
  const worker = openWorker(bench.transcoder);
  assetId = await submitFile(bench.environment, film);
  await waitForEnd(bench.environment, assetId);
  await worker[Symbol.asyncDispose]();
  ({ episodeId } = await enterEpisode(bench, assetId));
});

afterAll(() => bench[Symbol.asyncDispose]());

const lookFor = async (path: string, option: '-vf' | '-af', filter: string, pattern: RegExp) => {
  const { stderr } = await run('ffmpeg', ['-hide_banner', '-nostats', '-nostdin', '-i', path, option, filter, '-f', 'null', '-']);
  return Number(pattern.exec(stderr)?.[1]);
};

test('the film of an episode is one file: picture as published, levelled sound, both in step, tagged', async () => {
  await makeAudioMaster(bench.transcoder, { assetId }, NEVER);
  await makeEpisodeFiles(bench.transcoder, { episodeId }, NEVER);
  const { database } = bench.environment;
  const row = await database.episodeFile.findFirstOrThrow({ where: { episodeId, isCurrent: true, kind: 'MP4' } });
  expect(row).toMatchObject({ contentType: 'video/mp4', codecs: expect.stringMatching(/^avc1\.64[0-9a-f]{4},mp4a\.40\.2$/) });
  const path = await download(bench, objectKeys.episodeFile(episodeId, row.fileName));
  const { streams, format } = await probe<{
    streams: { codec_name: string; height?: number; nb_frames: string }[];
    format: { tags: object };
  }>(path, '-show_streams', '-show_format');
  expect(streams).toMatchObject([{ codec_name: 'h264', height: 360, nb_frames: '175' }, { codec_name: 'aac' }]);
  expect(format.tags).toMatchObject({ title: 'The first one', album: 'Voices & Choirs' });
  const flash = await lookFor(path, '-vf', 'blackdetect=d=0.5:pix_th=0.3', /black_start:0 black_end:(\S+)/);
  const beep = await lookFor(path, '-af', 'silencedetect=n=-20dB:d=0.5', /silence_end: (\S+)/);
  expect(Math.abs(flash - 2)).toBeLessThan(0.02);
  expect(Math.abs(beep - 2)).toBeLessThan(0.02);
});

test('done again, nothing changes', async () => {
  const { database } = bench.environment;
  const before = await database.audioMaster.findUniqueOrThrow({ where: { assetId } });
  await makeAudioMaster(bench.transcoder, { assetId }, NEVER);
  expect(await database.audioMaster.findUniqueOrThrow({ where: { assetId } })).toEqual(before);
  await database.audioMaster.update({ where: { assetId }, data: { mp4Key: null } });
  await makeAudioMaster(bench.transcoder, { assetId }, NEVER);
  expect((await database.audioMaster.findUniqueOrThrow({ where: { assetId } })).mp4Key).toBe(before.mp4Key);
});

test('a film is made of the best picture up to 1080p that needs one initialisation segment only', () => {
  const segment = (index: number, initName: string) => ({
    index,
    initName,
    startTicks: BigInt(index * 100),
    durationTicks: 100n,
    timescale: 100,
  });
  const rendition = (height: number, ...inits: string[]) =>
    ({
      name: `${height}p`,
      kind: 'VIDEO',
      width: (height * 16) / 9,
      height,
      segments: inits.map((init, index) => segment(index, init)),
    }) as unknown as StoredRendition;
  const ladder = [rendition(360, 'a', 'a'), rendition(720, 'b', 'b'), rendition(1080, 'c', 'd'), rendition(2160, 'e', 'e')];
  expect(choosePicture(ladder)?.name).toBe('720p');
  expect(choosePicture([rendition(2160, 'e')])?.name).toBe('2160p');
  expect(choosePicture([])).toBeNull();
});
