import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { makeAudioMaster } from '../../../transcoder/podcast/make-audio-master.ts';
import { makeEpisodeFiles } from '../../../transcoder/podcast/make-episode-files.ts';
import { makeMedia, probe } from '../../support/make-media.ts';
import { checkMp3, download, enterAsset, enterEpisode, openPodcastBench, type PodcastBench } from './podcast-fixtures.ts';

vi.setConfig({ testTimeout: 120_000 });

const NEVER = new AbortController().signal;
const CHAPTERS = `;FFMETADATA1
[CHAPTER]
TIMEBASE=1/1000
START=0
END=2000
title=Overture
[CHAPTER]
TIMEBASE=1/1000
START=2000
END=6000
title=Second \\= half
`;

let bench: PodcastBench;
let assetId: string;
let chapteredAssetId: string;
/** A show whose cover is drawn once for all. */
let showId: string;

beforeAll(async () => {
  bench = await openPodcastBench();
  const tone = ['-f', 'lavfi', '-i', 'sine=frequency=330:sample_rate=44100', '-t', '6'];
  assetId = await enterMaster('tone.wav', tone);
  ({ showId } = await enterEpisode(bench, assetId));
  const chapters = join(bench.environment.directory, 'chapters.txt');
  await writeFile(chapters, CHAPTERS);
  chapteredAssetId = await enterMaster('chaptered.m4a', [
    ...tone.slice(0, 4),
    '-i',
    chapters,
    '-t',
    '6',
    '-map_metadata',
    '1',
    '-c:a',
    'aac',
  ]);
});

afterAll(() => bench[Symbol.asyncDispose]());

async function enterMaster(name: string, argv: readonly string[]): Promise<string> {
  const id = await enterAsset(bench, await makeMedia(join(bench.environment.directory, name), argv));
  await makeAudioMaster(bench.transcoder, { assetId: id }, NEVER);
  return id;
}

async function build(episodeId: string) {
  await makeEpisodeFiles(bench.transcoder, { episodeId }, NEVER);
  const files = await bench.environment.database.episodeFile.findMany({ where: { episodeId, isCurrent: true }, orderBy: { kind: 'asc' } });
  const paths = await Promise.all(files.map(({ fileName }) => download(bench, objectKeys.episodeFile(episodeId, fileName))));
  return { files, paths, names: files.map((file) => file.fileName) };
}

const pathOf = ({ paths }: { paths: string[] }, suffix: string) => paths.find((path) => path.endsWith(suffix)) ?? '';

interface Probed {
  readonly format: { readonly duration: string; readonly tags: Record<string, string> };
  readonly streams: { readonly codec_name: string; readonly disposition: { readonly attached_pic: number }; readonly tags: object }[];
  readonly chapters: { readonly start_time: string; readonly end_time: string; readonly tags: { readonly title: string } }[];
}

const look = (path: string) => probe<Probed>(path, '-show_format', '-show_streams', '-show_chapters');

test('an episode becomes an MP3 and an M4A with its title, its show, its cover and nothing that mp3val minds', async () => {
  const { episodeId } = await enterEpisode(bench, assetId, {
    showId,
    description: '<p>All about <b>echoes</b> &amp; halls.</p>',
    season: 2,
    number: 14,
    pubDate: new Date('2021-03-09T10:00:00Z'),
  });
  const built = await build(episodeId);
  expect(built.files.map(({ kind, contentType, codecs }) => [kind, contentType, codecs])).toEqual([
    ['MP3', 'audio/mpeg', 'mp3'],
    ['M4A', 'audio/x-m4a', 'mp4a.40.2'],
  ]);
  const tags = { title: 'The first one', artist: 'Ada Ångström', album: 'Voices & Choirs', genre: 'Podcast', track: '14', disc: '2' };
  const mp3 = await look(pathOf(built, 'mp3'));
  // ffprobe joins the frames of year and day.
  expect(mp3.format.tags).toMatchObject({ ...tags, date: '2021-03-09', language: 'deu', comment: 'All about echoes & halls.' });
  expect(await checkMp3(pathOf(built, 'mp3'))).not.toContain('WARNING');
  const m4a = await look(pathOf(built, 'm4a'));
  expect(m4a.format.tags).toMatchObject({ ...tags, date: '2021-03-09', comment: 'All about echoes & halls.' });
  expect(m4a.streams[0]?.tags).toMatchObject({ language: 'deu' });
  for (const { streams, format } of [mp3, m4a]) {
    expect(streams.filter((stream) => stream.disposition.attached_pic === 1)).toMatchObject([{ codec_name: 'mjpeg' }]);
    expect(Math.abs(Number(format.duration) - 6)).toBeLessThan(0.1);
  }
  const { database } = bench.environment;
  expect(await database.episode.findUnique({ where: { id: episodeId } })).toMatchObject({ filesWanted: 1, filesBuilt: 1 });
  expect((await database.show.findUniqueOrThrow({ where: { id: showId } })).feedWanted).toBeGreaterThan(1);
});

test('what the table says of a file is what the file is', async () => {
  const { episodeId } = await enterEpisode(bench, assetId, { showId });
  const { files, paths } = await build(episodeId);
  for (const [index, file] of files.entries()) {
    const bytes = await readFile(paths[index] ?? '');
    expect(file.fileName).toBe(`${createHash('sha256').update(bytes).digest('hex').slice(0, 24)}.${file.kind.toLowerCase()}`);
    expect(Number(file.sizeBytes)).toBe(bytes.length);
    expect(file.integrity).toBe(`sha384-${createHash('sha384').update(bytes).digest('base64')}`);
    expect(Math.abs(file.durationSeconds - 6)).toBeLessThan(0.01);
    expect(Math.abs(file.bitrateBps - 128_000)).toBeLessThan(file.kind === 'MP3' ? 4_000 : 30_000);
    const media = bytes.subarray(file.headBytes);
    if (file.kind === 'MP3') expect(media.readUInt16BE(0) & 0xffe0).toBe(0xffe0);
    else expect(bytes.toString('latin1', file.headBytes - 4, file.headBytes)).toBe('mdat');
  }
});

test('the same tags are the same names; a new title is a new name, and the old file stays', async () => {
  const { episodeId } = await enterEpisode(bench, assetId, { showId });
  const { database, objectStore } = bench.environment;
  const first = await build(episodeId);
  await database.episode.update({ where: { id: episodeId }, data: { filesWanted: { increment: 1 } } });
  expect((await build(episodeId)).names).toEqual(first.names);
  await database.episode.update({ where: { id: episodeId }, data: { title: 'Renamed', filesWanted: { increment: 1 } } });
  const renamed = await build(episodeId);
  expect(renamed.names.filter((name) => first.names.includes(name))).toEqual([]);
  expect((await look(pathOf(renamed, 'mp3'))).format.tags['title']).toBe('Renamed');
  expect(await database.episodeFile.count({ where: { episodeId } })).toBe(4);
  for (const name of first.names) expect((await objectStore.head(objectKeys.episodeFile(episodeId, name))).sizeBytes).toBeGreaterThan(0);
});

test("chapters of the uploaded file become the episode's, and stand in both files", async () => {
  const { episodeId } = await enterEpisode(bench, chapteredAssetId, { showId });
  const built = await build(episodeId);
  const episode = await bench.environment.database.episode.findUniqueOrThrow({ where: { id: episodeId } });
  expect(episode.chapters).toEqual([
    { startSeconds: 0, title: 'Overture' },
    { startSeconds: 2, title: 'Second = half' },
  ]);
  expect(episode.chaptersFile).toMatch(/chapters\.json$/);
  for (const suffix of ['mp3', 'm4a']) {
    const { chapters } = await look(pathOf(built, suffix));
    expect(chapters.map(({ start_time, tags }) => [Number(start_time), tags.title])).toEqual([
      [0, 'Overture'],
      [2, 'Second = half'],
    ]);
    expect(Number(chapters[1]?.end_time)).toBeCloseTo(6, 1);
  }
  expect(await checkMp3(pathOf(built, 'mp3'))).not.toContain('WARNING');
});

test('chapters that somebody has set are not replaced by those of the file', async () => {
  const chapters = [
    { startSeconds: 0, title: 'Mine' },
    { startSeconds: 3, title: 'Mine too', url: 'https://example.org/ö?a=1' },
    { startSeconds: 4, title: 'Not in the table', hidden: true },
  ];
  const { episodeId } = await enterEpisode(bench, chapteredAssetId, { showId, chapters, chaptersFromSource: false });
  const built = await build(episodeId);
  for (const suffix of ['mp3', 'm4a']) {
    expect((await look(pathOf(built, suffix))).chapters.map(({ tags }) => tags.title)).toEqual(['Mine', 'Mine too']);
  }
  const bytes = (await readFile(pathOf(built, 'mp3'))).toString('latin1');
  expect(bytes).toContain('CTOC');
  expect(bytes).toContain('https://example.org/%C3%B6?a=1');
});

test.each([
  ['markup', '<script>alert("x")</script> & ]]> "quotes" \'single\''],
  ['an assignment', 'title=other;#comment\\'],
  ['options and percent signs', '-y -f null %s %n $(reboot) `id`'],
  ['right-to-left and emoji', 'שלום \u202eevil\u202c 👩‍🚀 🎙️'],
  ['very long', 'é'.repeat(300)],
])('a title of %s survives as text', async (_, title) => {
  const { episodeId } = await enterEpisode(bench, assetId, {
    showId,
    title,
    chapters: [
      { startSeconds: 0, title },
      { startSeconds: 3, title: `${title}\\` },
    ],
    chaptersFromSource: false,
  });
  const built = await build(episodeId);
  for (const suffix of ['mp3', 'm4a']) {
    const { format, chapters } = await look(pathOf(built, suffix));
    expect(format.tags['title']).toBe(title);
    expect(chapters.map(({ tags }) => tags.title.trim())).toEqual([title, `${title}\\`]);
  }
  expect(await checkMp3(pathOf(built, 'mp3'))).not.toContain('WARNING');
});

test('characters that no file can carry are dropped', async () => {
  const { episodeId } = await enterEpisode(bench, assetId, { showId, title: 'bell\u0007 line\nbreak' });
  expect((await look(pathOf(await build(episodeId), 'm4a'))).format.tags['title']).toBe('bell line break');
});

test('an episode whose master is not there yet waits, and nothing is said to be built', async () => {
  const waiting = await enterAsset(bench, join(bench.environment.directory, 'tone.wav'));
  await bench.environment.database.audioMaster.create({ data: { assetId: waiting } });
  const { episodeId } = await enterEpisode(bench, waiting, { showId });
  expect((await build(episodeId)).files).toEqual([]);
  expect(await bench.environment.database.episode.findUnique({ where: { id: episodeId } })).toMatchObject({
    filesBuilt: 0,
    failureCode: null,
  });
});

test('an episode whose sound failed says why, until the sound is there', async () => {
  const { database } = bench.environment;
  const failing = await enterAsset(bench, join(bench.environment.directory, 'tone.wav'));
  const failure = { failureCode: 'source_damaged', failureDetail: 'Broken.' };
  await database.audioMaster.create({ data: { assetId: failing, state: 'FAILED', ...failure } });
  const { episodeId } = await enterEpisode(bench, failing, { showId });
  await build(episodeId);
  expect(await database.episode.findUnique({ where: { id: episodeId } })).toMatchObject({ ...failure, filesBuilt: 0 });
  await makeAudioMaster(bench.transcoder, { assetId: failing }, NEVER);
  expect((await build(episodeId)).files).toHaveLength(2);
  expect(await database.episode.findUnique({ where: { id: episodeId } })).toMatchObject({ failureCode: null, filesBuilt: 1 });
});
