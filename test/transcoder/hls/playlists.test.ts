import { expect, test } from 'vitest';
import { measureAverageBps, measurePeakBps } from '../../../transcoder/hls/measure-bandwidth.ts';
import { renderMediaPlaylist } from '../../../transcoder/hls/render-media-playlist.ts';
import { renderMultivariantPlaylist } from '../../../transcoder/hls/render-multivariant-playlist.ts';

const GOLDEN = '../../fixtures/golden';

const segments = [2.002, 4.004, 6.006].map((durationSeconds, index) => ({
  uri: `0000${index}.m4s`,
  initUri: 'init-0a1b2c.mp4',
  durationSeconds,
}));

const variant = (height: number, peakBps: number, averageBps: number) => ({
  uri: `v1/${height}p/index.m3u8`,
  codecs: 'avc1.64001f',
  width: (height * 16) / 9,
  height,
  frameRate: 30000 / 1001,
  peakBps,
  averageBps,
});

const audio = { uri: 'v1/audio/index.m3u8', codecs: 'mp4a.40.2', peakBps: 132_000, averageBps: 128_000 };

test('a growing playlist is an EVENT without an end', async () => {
  await expect(renderMediaPlaylist({ targetSeconds: 6, complete: false, segments })).toMatchFileSnapshot(`${GOLDEN}/growing.m3u8`);
});

test('a complete playlist is VOD and ends', async () => {
  await expect(renderMediaPlaylist({ targetSeconds: 6, complete: true, segments })).toMatchFileSnapshot(`${GOLDEN}/complete.m3u8`);
});

test('a new initialisation segment is named where it begins', () => {
  const changed = segments.map((segment, index) => (index === 2 ? { ...segment, initUri: 'init-ffffff.mp4' } : segment));
  const text = renderMediaPlaylist({ targetSeconds: 6, complete: true, segments: changed });
  expect(text.match(/#EXT-X-MAP/g)).toHaveLength(2);
  expect(text).toContain('#EXT-X-MAP:URI="init-ffffff.mp4"\n#EXTINF:6.006000,\n00002.m4s');
});

test('a multivariant playlist tells what each variant costs together with its sound', async () => {
  const text = renderMultivariantPlaylist({ variants: [variant(720, 3_000_000, 2_000_000), variant(360, 900_000, 600_000)], audio });
  await expect(text).toMatchFileSnapshot(`${GOLDEN}/multivariant.m3u8`);
});

test('a silent film has no audio group', () => {
  const text = renderMultivariantPlaylist({ variants: [variant(360, 900_000, 600_000)], audio: null });
  expect(text).not.toContain('AUDIO=');
  expect(text).toContain('CODECS="avc1.64001f",');
});

test('peak is the worst stretch of half to one and a half target durations, not the worst segment alone', () => {
  const weighed = [
    { sizeBytes: 1_000_000, durationSeconds: 2 },
    { sizeBytes: 500_000, durationSeconds: 4 },
    { sizeBytes: 600_000, durationSeconds: 6 },
  ];
  // The 2 s segment alone is too short to count (4 Mbit/s); with its neighbour it is 12 Mbit in 6 s.
  expect(measurePeakBps(weighed, 6)).toBe(2_000_000);
  expect(measureAverageBps(weighed)).toBe(1_400_000);
});

test('a rendition shorter than half a target duration has only its average', () => {
  expect(measurePeakBps([{ sizeBytes: 100_000, durationSeconds: 1 }], 6)).toBe(800_000);
  expect(measurePeakBps([], 6)).toBe(0);
});
