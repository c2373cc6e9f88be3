import { expect, test } from 'vitest';
import { buildEpisodeFileCommand } from '../../../transcoder/ffmpeg/episode-file-arguments.ts';
import { buildFilmCommand } from '../../../transcoder/ffmpeg/film-arguments.ts';
import { buildLoudnessCommand } from '../../../transcoder/ffmpeg/loudness-arguments.ts';
import { buildMasterCommand, MASTER_FORMATS } from '../../../transcoder/ffmpeg/master-arguments.ts';

const GOLDEN = '../../fixtures/golden';
const LOCATION = { kind: 'file', path: '/store/source' } as const;
const film = { streamIndex: 1, channels: 2, startSeconds: 0.021, durationSeconds: 30.03 } as const;
const voice = { streamIndex: 0, channels: 1, startSeconds: 0, durationSeconds: null } as const;
const pretty = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;

test("the loudness of a film's sound", async () => {
  await expect(pretty(buildLoudnessCommand(LOCATION, film))).toMatchFileSnapshot(`${GOLDEN}/loudness-command.json`);
});

test('masters of a voice that only has to be raised', async () => {
  const command = buildMasterCommand({
    location: LOCATION,
    directory: '/job',
    sound: voice,
    gain: { gainDb: 4.2, ceilingDbtp: null },
    formats: MASTER_FORMATS,
  });
  await expect(pretty(command)).toMatchFileSnapshot(`${GOLDEN}/master-command.json`);
});

test("masters of a film's sound whose peaks have to be limited", async () => {
  const command = buildMasterCommand({
    location: LOCATION,
    directory: '/job',
    sound: film,
    gain: { gainDb: 9.1, ceilingDbtp: -2 },
    formats: MASTER_FORMATS,
  });
  await expect(pretty(command)).toMatchFileSnapshot(`${GOLDEN}/limited-master-command.json`);
});

test("an episode's M4A with chapters and a cover", async () => {
  const command = buildEpisodeFileCommand({
    kind: 'M4A',
    master: { kind: 'url', url: 'https://store.example/master.m4a?signature=x' },
    tags: {
      title: 'Echoes & halls',
      artist: 'Ada',
      album: 'Voices',
      track: 3,
      season: null,
      date: new Date('2024-02-29T23:00:00Z'),
      comment: null,
      language: 'eng',
    },
    chaptersPath: '/job/chapters.txt',
    artworkPath: '/job/cover.jpg',
    path: '/job/episode.m4a',
  });
  await expect(pretty(command)).toMatchFileSnapshot(`${GOLDEN}/episode-file-command.json`);
});

test('a film as one file', async () => {
  const sound = { kind: 'file', path: '/store/master.m4a' } as const;
  const command = buildFilmCommand({ picturePath: '/job/picture.mp4', sound, pictureSeconds: 30.03, path: '/job/film.mp4' });
  await expect(pretty(command)).toMatchFileSnapshot(`${GOLDEN}/film-command.json`);
});
