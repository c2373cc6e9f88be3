import { execFile } from 'node:child_process';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { H264, makeMedia, PICTURE, probe, TONE } from '../../support/make-media.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';
import { startTestWorker, type TestWorker } from '../../support/start-test-worker.ts';
import { submitFile, waitForEnd } from '../../support/transcode-file.ts';

const run = promisify(execFile);

// Real encodes on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

let environment: TestEnvironment;
let worker: TestWorker;
let server: TestServer;

beforeAll(async () => {
  environment = await openTestEnvironment({ LOG_LEVEL: process.env['DEBUG_LOG'] ?? 'silent' });
  worker = await startTestWorker(environment);
  server = await startTestServer(environment);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

const fileOf = (name: string) => join(environment.directory, name);

const masterOf = (assetId: string) => `${server.url}/hls/${assetId}/master.m3u8`;
const playlistOf = (assetId: string, rendition: string) => `${server.url}/hls/${assetId}/v1/${rendition}/index.m3u8`;

/** Presentation times of a rendition's pictures in order, as ffprobe reads them through its playlist. */
async function readTimes(assetId: string, rendition: string, kind: 'v' | 'a'): Promise<number[]> {
  const options = ['-select_streams', kind, '-show_entries', 'packet=pts_time'];
  const { packets } = await probe<{ packets: { pts_time: string }[] }>(playlistOf(assetId, rendition), ...options);
  return packets.map((packet) => Number(packet.pts_time)).sort((a, b) => a - b);
}

function largestStepError(times: readonly number[], frameSeconds: number): number {
  return Math.max(...times.slice(1).map((time, index) => Math.abs(time - (times[index] ?? 0) - frameSeconds)));
}

const SOURCES = [
  {
    name: '29.97 fps with sound, over several chunks',
    file: 'ntsc.mp4',
    make: [...PICTURE('1280x720', '30000/1001'), ...TONE, '-t', '25', ...H264, '-g', '250', '-c:a', 'aac', '-shortest'],
    frames: 749,
    fps: 30000 / 1001,
    rungs: ['240p', '360p', '480p', '720p'],
    top: [1280, 720],
  },
  {
    name: 'Matroska at 25 fps, whose timestamps are whole milliseconds',
    file: 'pal.mkv',
    make: [...PICTURE('640x360', '25'), ...TONE, '-t', '13', ...H264, '-c:a', 'aac'],
    frames: 325,
    fps: 25,
    rungs: ['240p', '360p'],
    top: [640, 360],
  },
  {
    name: '23.976 fps in Matroska without sound',
    file: 'film.mkv',
    make: [...PICTURE('640x360', '24000/1001'), '-t', '14', ...H264],
    frames: 336,
    fps: 24000 / 1001,
    rungs: ['240p', '360p'],
    top: [640, 360],
  },
  {
    name: '120 fps, published at 60',
    file: 'fast.mp4',
    make: [...PICTURE('426x240', '120'), '-t', '8', ...H264],
    frames: 480,
    fps: 60,
    rungs: ['240p'],
    top: [426, 240],
  },
  {
    name: 'a picture of odd size, smaller than the ladder',
    file: 'odd.mkv',
    make: [
      '-f',
      'lavfi',
      '-i',
      'testsrc=size=201x113:rate=30',
      '-t',
      '3',
      '-pix_fmt',
      'yuv444p',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
    ],
    frames: 90,
    fps: 30,
    rungs: ['113p'],
    top: [202, 114],
  },
  {
    name: 'an upright film',
    file: 'portrait.mp4',
    make: [...PICTURE('360x640', '30'), ...TONE, '-t', '3', ...H264, '-c:a', 'aac'],
    frames: 90,
    fps: 30,
    rungs: ['240p', '360p'],
    top: [360, 640],
  },
  {
    name: 'sound that ends before the picture',
    file: 'short-sound.mp4',
    make: [
      ...PICTURE('426x240', '30'),
      '-f',
      'lavfi',
      '-t',
      '2',
      '-i',
      'sine=frequency=440:sample_rate=48000',
      '-t',
      '8',
      ...H264,
      '-c:a',
      'aac',
    ],
    frames: 240,
    fps: 30,
    rungs: ['240p'],
    top: [426, 240],
  },
  {
    name: 'timestamps that start at a day',
    file: 'offset.mkv',
    make: [...PICTURE('426x240', '30'), ...TONE, '-t', '9', '-output_ts_offset', '86400', ...H264, '-c:a', 'aac'],
    frames: 270,
    fps: 30,
    rungs: ['240p'],
    top: [426, 240],
  },
  {
    name: 'one single frame',
    file: 'frame.mp4',
    make: [...PICTURE('426x240', '30'), '-frames:v', '1', ...H264],
    frames: 1,
    fps: 30,
    rungs: ['240p'],
    top: [426, 240],
  },
] as const;

describe('every frame of the source comes out once, in its place', () => {
  test.each(SOURCES)('$name', async ({ file, make, frames, fps, rungs, top }) => {
    const assetId = await submitFile(environment, await makeMedia(fileOf(file), make));
    const asset = await waitForEnd(environment, assetId);
    expect(asset).toMatchObject({ state: 'READY', failureCode: null, warnings: [], width: top[0], height: top[1] });
    expect(asset.durationSeconds).toBeCloseTo(frames / fps, 3);
    for (const rung of rungs) {
      const times = await readTimes(assetId, rung, 'v');
      expect(times).toHaveLength(frames);
      expect(times[0]).toBeCloseTo(0, 5);
      expect(largestStepError(times, 1 / fps)).toBeLessThan(0.0001);
    }
    const published = await environment.database.rendition.findMany({ where: { assetId, kind: 'VIDEO' }, orderBy: { height: 'asc' } });
    expect(published.map((rendition) => rendition.name)).toEqual(rungs);
    expect([published.at(-1)?.width, published.at(-1)?.height]).toEqual(top);
  });

  test('the sound ends with the picture, whatever the source did', async () => {
    const assets = await environment.database.asset.findMany({ include: { renditions: { where: { kind: 'AUDIO' } } } });
    const withSound = assets.filter((asset) => asset.renditions.length > 0);
    expect(withSound.map((asset) => asset.filename)).toEqual(
      expect.arrayContaining(['ntsc.mp4', 'pal.mkv', 'short-sound.mp4', 'offset.mkv']),
    );
    for (const asset of withSound) {
      const times = await readTimes(asset.id, asset.renditions[0]?.name ?? '', 'a');
      expect(times[0], asset.filename).toBeCloseTo(0, 5);
      expect(Math.abs((times.at(-1) ?? 0) + 1024 / 48000 - (asset.durationSeconds ?? 0)), asset.filename).toBeLessThan(0.1);
      expect(largestStepError(times, 1024 / 48000), asset.filename).toBeLessThan(0.0001);
    }
  });

  test("pictures at the seams are the source's own", async () => {
    const { id } = await environment.database.asset.findFirstOrThrow({ where: { filename: 'ntsc.mp4' } });
    const stats = fileOf('ssim.log');
    await run('ffmpeg', [
      '-v',
      'error',
      '-i',
      playlistOf(id, '720p'),
      '-i',
      fileOf('ntsc.mp4'),
      '-lavfi',
      `[0:v][1:v]ssim=stats_file=${stats}`,
      '-f',
      'null',
      '-',
    ]);
    const similarity = (await readFile(stats, 'utf8')).match(/All:[\d.]+/g)?.map((text) => Number(text.slice(4))) ?? [];
    expect(similarity).toHaveLength(749);
    // Chunks begin at 60, 180, 540: a picture that is one frame late is nowhere near this on a moving source.
    expect(Math.min(...similarity)).toBeGreaterThan(0.97);
  });
});

describe('every second shows its own picture', () => {
  // A grey of its own for each second (ten greys, then again), so that a picture tells when it belongs.
  const GREYS = ['-f', 'lavfi', '-i', "nullsrc=size=426x240:rate=30,format=yuv420p,geq=lum='20+22*mod(floor(N/30),10)':cb=128:cr=128"];
  const FINE = [...H264, '-qp', '8'];

  /** For each published frame, which of the ten greys it shows. */
  async function readGreys(assetId: string): Promise<number[]> {
    const grey = ['-vf', 'format=gray,crop=1:1:0:0', '-f', 'rawvideo', '-'];
    const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', playlistOf(assetId, '240p'), ...grey], { encoding: 'buffer' });
    // Video range to full range: 16 to 235 have become 0 to 255.
    return [...stdout].map((level) => Math.round(((level * 219) / 255 + 16 - 20) / 22));
  }

  test.each([
    ['an MPEG transport stream, which has no index to seek by', 'greys.ts', ['-t', '24', ...FINE, '-g', '250']],
    ['an MPEG program stream', 'greys.mpg', ['-t', '24', '-c:v', 'mpeg2video', '-g', '100', '-q:v', '2']],
    ['a film with one key frame', 'greys.mp4', ['-t', '24', ...FINE, '-g', '9999', '-sc_threshold', '0']],
    ['raw H.264 without any timestamps', 'greys.h264', ['-t', '8', ...FINE]],
  ])('in %s', async (_, file, options) => {
    const assetId = await submitFile(environment, await makeMedia(fileOf(file), [...GREYS, ...options]));
    expect(await waitForEnd(environment, assetId)).toMatchObject({ state: 'READY', warnings: [] });
    // Containers may place all frames by a part of one; the frames around a change tell nothing.
    const wrong = (await readGreys(assetId)).filter(
      (grey, frame) => frame % 30 > 1 && frame % 30 < 28 && grey !== Math.floor(frame / 30) % 10,
    );
    expect(wrong).toEqual([]);
  });

  test('a picture that stands for seconds stands until the next one comes, across chunks too', async () => {
    const still = ['-vf', "select='not(mod(n,150))'", '-vsync', 'vfr', '-t', '24', ...FINE];
    const assetId = await submitFile(environment, await makeMedia(fileOf('slides.mp4'), [...GREYS, ...still]));
    expect(await waitForEnd(environment, assetId)).toMatchObject({ state: 'READY' });
    const greys = await readGreys(assetId);
    expect(greys.length).toBeGreaterThan(20 * 30);
    expect(greys.filter((grey, frame) => grey !== (Math.floor(frame / 150) * 5) % 10)).toEqual([]);
  });
});

describe('what a phone turned on its side', () => {
  test('is published upright', async () => {
    const plain = await makeMedia(fileOf('plain.mp4'), [...PICTURE('640x360', '30'), '-t', '3', ...H264]);
    const rotated = await makeMedia(fileOf('rotated.mp4'), ['-i', plain, '-c', 'copy', '-metadata:s:v:0', 'rotate=90']);
    const asset = await waitForEnd(environment, await submitFile(environment, rotated));
    expect(asset).toMatchObject({ state: 'READY', width: 360, height: 640 });
  });
});

describe('sound without a picture', () => {
  test('becomes a film of one audio variant', async () => {
    const assetId = await submitFile(
      environment,
      await makeMedia(fileOf('song.mp3'), [...TONE, '-t', '14', '-c:a', 'libmp3lame', '-b:a', '96k']),
    );
    expect(await waitForEnd(environment, assetId)).toMatchObject({ state: 'READY', width: null });
    expect(await (await fetch(masterOf(assetId))).text()).toMatch(
      /#EXT-X-STREAM-INF:BANDWIDTH=\d+,AVERAGE-BANDWIDTH=\d+,CODECS="mp4a\.40\.2"\nv1\/audio\/index\.m3u8/,
    );
  });
});

describe('a file that is not what it seems', () => {
  test('text is refused as no media', async () => {
    await writeFile(fileOf('text.mp4'), 'just some text, not a video\n'.repeat(2000));
    const asset = await waitForEnd(environment, await submitFile(environment, fileOf('text.mp4')));
    expect(asset).toMatchObject({ state: 'FAILED', failureCode: 'source_not_media' });
    expect(asset.failureDetail).toMatch(/^[A-Z].*\.$/);
  });

  test('an empty file is refused as empty', async () => {
    await writeFile(fileOf('empty.mp4'), '');
    expect(await waitForEnd(environment, await submitFile(environment, fileOf('empty.mp4')))).toMatchObject({
      state: 'FAILED',
      failureCode: 'source_empty',
    });
  });

  test('an encrypted film is refused as encrypted, before anything tries to decode it', async () => {
    const key = ['-encryption_scheme', 'cenc-aes-ctr', '-encryption_key', '00'.repeat(16), '-encryption_kid', '11'.repeat(16)];
    const path = await makeMedia(fileOf('locked.mp4'), [...PICTURE('320x180', '30'), '-t', '2', ...H264, ...key]);
    const asset = await waitForEnd(environment, await submitFile(environment, path));
    expect(asset).toMatchObject({ state: 'FAILED', failureCode: 'source_encrypted' });
  });

  test('an MP4 without its index is refused as damaged', async () => {
    const path = await makeMedia(fileOf('no-index.mp4'), [...PICTURE('320x180', '30'), '-t', '4', ...H264]);
    await truncate(path, 40_000);
    expect(await waitForEnd(environment, await submitFile(environment, path))).toMatchObject({
      state: 'FAILED',
      failureCode: 'source_damaged',
    });
  });

  test('an MP4 that was cut off is published as far as it goes, with a warning', async () => {
    const path = await makeMedia(fileOf('cut.mp4'), [
      ...PICTURE('640x360', '30'),
      ...TONE,
      '-t',
      '20',
      ...H264,
      '-c:a',
      'aac',
      '-movflags',
      '+faststart',
    ]);
    await truncate(path, Math.floor((await readFile(path)).byteLength * 0.6));
    const asset = await waitForEnd(environment, await submitFile(environment, path));
    expect(asset.state).toBe('READY');
    expect(asset.durationSeconds).toBeGreaterThan(8);
    expect(asset.durationSeconds).toBeLessThan(14);
    expect(asset.warnings).toHaveLength(1);
  });

  test('a playlist that names a file of the host opens nothing', async () => {
    await writeFile(fileOf('playlist.mp4'), '#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n');
    expect(await waitForEnd(environment, await submitFile(environment, fileOf('playlist.mp4')))).toMatchObject({
      state: 'FAILED',
      failureCode: 'source_not_media',
    });
  });
});
