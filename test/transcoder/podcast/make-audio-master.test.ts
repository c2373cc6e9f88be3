import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isPermanent } from '../../../core/errors.ts';
import { failAudioMaster, makeAudioMaster } from '../../../transcoder/podcast/make-audio-master.ts';
import { H264, makeMedia, PICTURE, probe } from '../../support/make-media.ts';
import {
  checkMp3,
  download,
  enterAsset,
  enterEpisode,
  measureFile,
  openPodcastBench,
  type PodcastBench,
  readBytes,
} from './podcast-fixtures.ts';

vi.setConfig({ testTimeout: 120_000 });

let bench: PodcastBench;

beforeAll(async () => {
  bench = await openPodcastBench();
});

afterAll(() => bench[Symbol.asyncDispose]());

const NEVER = new AbortController().signal;
const fileOf = (name: string) => join(bench.environment.directory, name);
const lavfi = (graph: string) => ['-f', 'lavfi', '-i', graph];

/** Something like speech: noise that comes and goes, in two channels that differ. */
const SPEECH = lavfi(
  'anoisesrc=color=pink:amplitude=0.25:sample_rate=48000:seed=7,lowpass=f=5000,tremolo=f=3:d=0.8,aeval=val(0)|0.7*val(0):c=stereo',
);
const MONO = lavfi('anoisesrc=color=pink:amplitude=0.25:sample_rate=44100:seed=7,lowpass=f=5000,tremolo=f=3:d=0.8');

async function master(name: string, argv: readonly string[]) {
  const assetId = await enterAsset(bench, await makeMedia(fileOf(name), argv));
  await makeAudioMaster(bench.transcoder, { assetId }, NEVER);
  return bench.environment.database.audioMaster.findUniqueOrThrow({ where: { assetId } });
}

const keysOf = ({ mp3Key, m4aKey, peaksKey }: { mp3Key: string | null; m4aKey: string | null; peaksKey: string | null }) => {
  if (!mp3Key || !m4aKey || !peaksKey) throw new Error('a master is missing');
  return { mp3Key, m4aKey, peaksKey };
};

/** A voice of buzzing syllables, 20 dB from its loudness to its peaks, of which a limiter takes more than a decibel. */
const VOICE = lavfi(
  "aevalsrc='0.85*exp(-5*mod(90*t,1))*(sin(2*PI*500*mod(90*t,1)/90)+0.4*sin(2*PI*1800*mod(90*t,1)/90))*pow(max(0,sin(2*PI*1.1*t)),8)':s=22050",
);

const LEVELS = [
  { name: 'stereo', file: 'stereo.wav', make: [...SPEECH, '-t', '12'], channels: 2 },
  { name: 'one channel', file: 'mono.wav', make: [...MONO, '-t', '12'], channels: 1 },
  { name: 'a lively voice in one channel', file: 'voice.wav', make: [...VOICE, '-t', '8'], channels: 1 },
  { name: 'a quiet recording', file: 'quiet.wav', make: [...SPEECH, '-t', '12', '-af', 'volume=-14dB'], channels: 2 },
  { name: 'a recording that is too loud', file: 'loud.wav', make: [...SPEECH, '-t', '12', '-af', 'volume=8dB'], channels: 2 },
  { name: 'a clipped recording', file: 'clipped.wav', make: [...SPEECH, '-t', '12', '-af', 'volume=30dB'], channels: 2 },
  {
    name: 'quiet speech with claps, which the limiter has to take',
    file: 'claps.wav',
    make: [...lavfi('aevalsrc=0.05*sin(500*t)*(1+sin(9*t))+0.9*sin(3000*t)*lt(mod(t\\,3)\\,0.02):s=48000'), '-t', '12', '-ac', '2'],
    channels: 2,
  },
];

describe.each(LEVELS)('$name', ({ file, make, channels }) => {
  test('is as loud as podcasts are, and no peak rises above -1 dBTP', async () => {
    const row = await master(file, make);
    expect(row).toMatchObject({ state: 'READY', channels, progress: 1, failureCode: null });
    const { mp3Key, m4aKey } = keysOf(row);
    for (const key of [mp3Key, m4aKey]) {
      const { lufs, peakDbtp } = await measureFile(await download(bench, key));
      expect(Math.abs(lufs - (channels === 1 ? -19 : -16))).toBeLessThanOrEqual(0.5);
      expect(peakDbtp).toBeLessThanOrEqual(-1);
      expect(Math.abs((row.masterLufs ?? 0) - lufs)).toBeLessThanOrEqual(0.5);
    }
    expect(row.truePeakDbtp).toBeLessThanOrEqual(-1);
  });
});

const FORMATS = [
  { file: 'in.flac', make: [...SPEECH, '-t', '4'] },
  { file: 'in.mp3', make: [...SPEECH, '-t', '4', '-c:a', 'libmp3lame'] },
  { file: 'in.m4a', make: [...SPEECH, '-t', '4', '-c:a', 'aac'] },
  { file: 'in.ogg', make: [...SPEECH, '-t', '4', '-c:a', 'libvorbis'] },
  { file: 'in.opus', make: [...SPEECH, '-t', '4', '-c:a', 'libopus'] },
  { file: 'telephone.wav', make: [...MONO, '-t', '4', '-ar', '8000'] },
  { file: 'surround.wav', make: [...lavfi('anoisesrc=color=pink:sample_rate=48000'), '-t', '4', '-ac', '6'] },
  { file: 'film.mp4', make: [...PICTURE('320x180', '25'), ...SPEECH, '-t', '4', ...H264, '-c:a', 'aac'] },
  {
    file: 'cover.mp3',
    make: [
      ...SPEECH,
      ...lavfi('testsrc2=size=300x300:rate=1'),
      '-map',
      '0',
      '-map',
      '1',
      '-t',
      '4',
      '-frames:v',
      '1',
      '-c:v',
      'mjpeg',
      '-disposition:v',
      'attached_pic',
    ],
  },
  { file: 'brief.wav', make: [...SPEECH, '-t', '0.25'] },
];

test.each(FORMATS)('$file becomes an MP3 that players trust and an M4A that starts fast', async ({ file, make }) => {
  const row = await master(file, make);
  const seconds = file === 'brief.wav' ? 0.25 : 4;
  expect(row.state).toBe('READY');
  expect(Math.abs((row.durationSeconds ?? 0) - seconds)).toBeLessThan(0.06);
  const { mp3Key, m4aKey } = keysOf(row);
  const mp3 = await download(bench, mp3Key);
  expect(await checkMp3(mp3)).not.toMatch(/WARNING(?!.*No supported tags)/);
  const streams = await probe<{ streams: object[] }>(mp3, '-show_streams');
  expect(streams.streams).toEqual([
    expect.objectContaining({ codec_name: 'mp3', sample_rate: '44100', bit_rate: '128000', channels: row.channels }),
  ]);
  const bytes = await readBytes(bench.environment, m4aKey);
  expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
  const { format } = await probe<{ format: { duration: string; tags: object } }>(await download(bench, m4aKey), '-show_format');
  expect(Math.abs(Number(format.duration) - seconds)).toBeLessThan(0.06);
  expect(Object.keys(format.tags).filter((name) => !/brand|version/.test(name))).toEqual([]);
});

test('silence stays silence', async () => {
  const row = await master('silence.wav', [...lavfi('anullsrc=sample_rate=48000'), '-t', '6']);
  expect(row).toMatchObject({ state: 'READY', sourceLufs: null, masterLufs: null });
  expect((await measureFile(await download(bench, keysOf(row).mp3Key))).peakDbtp).toBeLessThan(-80);
});

test('what is nearly nothing is not raised to a roar', async () => {
  const row = await master('hiss.wav', [...SPEECH, '-t', '6', '-af', 'volume=-38dB']);
  expect(row.masterLufs).toBeCloseTo((row.sourceLufs ?? 0) + 30, 1);
});

test('the waveform is silent where the sound is', async () => {
  const row = await master('half.wav', [...lavfi('sine=frequency=300:sample_rate=48000'), '-t', '20', '-af', "volume=0:enable='gt(t,10)'"]);
  const waveform = JSON.parse((await readBytes(bench.environment, keysOf(row).peaksKey)).toString());
  expect(waveform).toMatchObject({ version: 1, durationSeconds: row.durationSeconds });
  expect(waveform.peaks).toHaveLength(1800);
  expect(Math.min(...waveform.peaks.slice(10, 880))).toBeGreaterThan(0.1);
  expect(Math.max(...waveform.peaks.slice(920))).toBeLessThan(0.01);
});

test('sound that begins late waits for its time', async () => {
  const argv = [...PICTURE('320x180', '25'), '-itsoffset', '2', ...lavfi('sine=frequency=300:sample_rate=48000'), '-map', '0', '-map', '1'];
  const row = await master('late.mkv', [...argv, '-t', '6', ...H264, '-c:a', 'aac']);
  const { peaks } = JSON.parse((await readBytes(bench.environment, keysOf(row).peaksKey)).toString());
  expect(Math.abs((row.durationSeconds ?? 0) - 6)).toBeLessThan(0.1);
  expect(Math.max(...peaks.slice(0, 570))).toBeLessThan(0.01);
  expect(Math.min(...peaks.slice(640, 1700))).toBeGreaterThan(0.1);
});

test('done again, it is the same bytes under the same names', async () => {
  const first = await master('again.wav', [...SPEECH, '-t', '5']);
  await bench.environment.database.audioMaster.update({ where: { assetId: first.assetId }, data: { state: 'PROCESSING' } });
  await makeAudioMaster(bench.transcoder, { assetId: first.assetId }, NEVER);
  const second = await bench.environment.database.audioMaster.findUniqueOrThrow({ where: { assetId: first.assetId } });
  expect(keysOf(second)).toEqual(keysOf(first));
  expect(keysOf(first).mp3Key).toMatch(/^assets\/[^/]+\/podcast\/[0-9a-f]{24}\.mp3$/);
});

test('a film without sound cannot be an episode, and its episodes say so', async () => {
  const assetId = await enterAsset(bench, await makeMedia(fileOf('mute.mp4'), [...PICTURE('320x180', '25'), '-t', '2', ...H264]));
  const { episodeId } = await enterEpisode(bench, assetId);
  const failure = await makeAudioMaster(bench.transcoder, { assetId }, NEVER).then(
    () => null,
    (error: unknown) => error,
  );
  if (!isPermanent(failure)) throw new Error('it should have failed for good');
  expect(failure.code).toBe('source_without_sound');
  await failAudioMaster(bench.transcoder, { assetId }, failure);
  const { database } = bench.environment;
  const expected = { failureCode: 'source_without_sound', failureDetail: expect.stringContaining('no sound') };
  expect(await database.audioMaster.findUnique({ where: { assetId } })).toMatchObject({ state: 'FAILED', ...expected });
  expect(await database.episode.findUnique({ where: { id: episodeId } })).toMatchObject(expected);
});
