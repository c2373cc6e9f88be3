import { expect, test } from 'vitest';
import { buildAudioCommand } from '../../../transcoder/ffmpeg/audio-arguments.ts';
import { buildPosterCommand } from '../../../transcoder/ffmpeg/poster-arguments.ts';
import { buildVideoCommand, chooseTimescale, ticksPerFrame } from '../../../transcoder/ffmpeg/video-arguments.ts';
import { planChunks } from '../../../transcoder/transcode/plan-chunks.ts';
import { planLadder } from '../../../transcoder/transcode/plan-ladder.ts';
import type { PlannedChunk, VideoPlan } from '../../../transcoder/transcode/transcode-plan.ts';

const GOLDEN = '../../fixtures/golden';
const NTSC = { numerator: 30000, denominator: 1001 };
const LOCATION = { kind: 'file', path: '/store/source' } as const;

const video: VideoPlan = {
  streamIndex: 0,
  frameRate: NTSC,
  totalFrames: 900,
  startSeconds: 0.021,
  gopFrames: 60,
  prerollSeconds: 0,
  treatment: { deinterlace: false, toneMap: false, inputMatrix: 'bt709' },
  rungs: planLadder({ width: 1920, height: 1080 }, NTSC),
};

const low = video.rungs.filter((rung) => rung.lane === 'LOW');
const chunk = (index: number) => planChunks(video)[index] as PlannedChunk;
const command = (index: number, location: Parameters<typeof buildVideoCommand>[0]['location'] = LOCATION) =>
  buildVideoCommand({ location, directory: '/job', video, rungs: low, chunk: chunk(index) });
const pretty = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;

test('a chunk in the middle of a film', async () => {
  await expect(pretty(command(2))).toMatchFileSnapshot(`${GOLDEN}/video-command.json`);
});

test('the whole sound', async () => {
  const audio = { streamIndex: 1, startSeconds: 0.021, bitrateBps: 128_000, claimedSeconds: 30, durationSeconds: 30.03 };
  await expect(pretty(buildAudioCommand({ location: LOCATION, directory: '/job', audio, segmentSeconds: 6 }))).toMatchFileSnapshot(
    `${GOLDEN}/audio-command.json`,
  );
});

test('a poster', async () => {
  const size = { width: 1920, height: 1080 };
  await expect(pretty(buildPosterCommand({ location: LOCATION, path: '/job/poster.jpg', video, size, atSeconds: 3 }))).toMatchFileSnapshot(
    `${GOLDEN}/poster-command.json`,
  );
});

test('the last chunk is not told where to stop: the source decides', () => {
  const last = planChunks(video).length - 1;
  expect(command(last).outputs.every((output) => !output.options.includes('-frames:v'))).toBe(true);
  expect(command(0).outputs.every((output) => output.options.includes('-frames:v'))).toBe(true);
});

test('a source behind a URL may be fetched and nothing else; a file may be read and nothing else', () => {
  const url = command(0, { kind: 'url', url: 'https://store.example/source?signature=x' });
  expect(url.input.location).toBe('https://store.example/source?signature=x');
  expect(url.input.options.join(' ')).toContain('-protocol_whitelist http,https,tcp,tls');
  expect(command(0).input.options.join(' ')).toContain('-protocol_whitelist file ');
});

test('no demuxer that opens further files is on the list', () => {
  const list = command(0).input.options[command(0).input.options.indexOf('-format_whitelist') + 1]?.split(',');
  expect(list).toEqual(expect.arrayContaining(['mov', 'matroska', 'mpegts']));
  for (const dangerous of ['hls', 'concat', 'dash', 'sdp', 'rtsp', 'image2', 'tty', 'bintext', 'imf'])
    expect(list).not.toContain(dangerous);
});

test('a frame is a whole number of ticks at any rate', () => {
  for (const rate of [
    NTSC,
    { numerator: 25, denominator: 1 },
    { numerator: 24000, denominator: 1001 },
    { numerator: 15, denominator: 2 },
  ]) {
    expect(chooseTimescale(rate)).toBeGreaterThanOrEqual(10_000);
    expect(ticksPerFrame(rate) / chooseTimescale(rate)).toBeCloseTo(rate.denominator / rate.numerator, 12);
    expect(Number.isInteger(ticksPerFrame(rate))).toBe(true);
  }
});
