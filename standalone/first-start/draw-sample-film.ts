import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runCommand, succeeds } from '../prepare/run-command.mjs';
import type { SampleFilm, SampleTitle } from './sample-films.ts';

const FADE_SECONDS = 1.5;
const END_FADE_SECONDS = 2;

/**
 * Draws a film into `file` (H.264 and AAC in MP4), with titles where ffmpeg can write and a voice where espeak-ng
 * can speak. The file appears only when it is whole.
 */
export async function drawSampleFilm(film: SampleFilm, ffmpeg: string, file: string): Promise<void> {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.draft.mp4`;
  const voice = `${file}.voice.wav`;
  const narrated = await succeeds('espeak-ng', ['-v', 'en', '-s', '135', '-w', voice, film.narration]);
  const font = await findFont(ffmpeg);
  await runCommand(ffmpeg, drawingArguments(film, { font, voice: narrated ? voice : null, file: draft }));
  renameSync(draft, file);
  rmSync(voice, { force: true });
}

/** The arguments of the one ffmpeg run that draws, sounds and encodes a film. */
export function drawingArguments(
  film: SampleFilm,
  { font, voice, file }: { font: string | null; voice: string | null; file: string },
): string[] {
  const end = film.seconds - END_FADE_SECONDS;
  const titles = font ? film.titles.map((title) => titleFilter(title, font, film.titleBackdrop)) : [];
  const fades = [`fade=in:d=${END_FADE_SECONDS}`, `fade=out:st=${end}:d=${END_FADE_SECONDS}`];
  const picture = [film.picture, ...titles, ...fades, 'format=yuv420p'].join(',');
  const pad = `${padSource(film)},lowpass=f=900,aecho=0.8:0.7:90|170:0.4|0.3,afade=in:d=3,afade=out:st=${end}:d=${END_FADE_SECONDS}`;
  const delayMs = film.narrationFromSeconds * 1000;
  // `normalize=0`: the voice must not make the chord half as loud.
  const mix = `[1:a]adelay=${delayMs}:all=1,aresample=48000,aformat=channel_layouts=stereo[voice];[pad][voice]amix=inputs=2:duration=first:normalize=0[sound]`;
  const sound = voice ? `${pad}[pad];${mix}` : `${pad}[sound]`;
  return [
    ...['-v', 'error', '-nostdin', '-y'],
    ...['-f', 'lavfi', '-i', picture],
    ...(voice ? ['-i', voice] : []),
    ...['-filter_complex', sound, '-map', '0:v', '-map', '[sound]', '-t', String(film.seconds)],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-c:a', 'aac', '-b:a', '160k'],
    // The index stands in front, as in films that were made for the web.
    ...['-movflags', '+faststart', file],
  ];
}

/** A chord that breathes, in stereo: the right ear hears each tone a little higher, so that they beat softly. */
function padSource({ chord, breathSeconds, seconds }: SampleFilm): string {
  const ear = (detune: number) => chord.map((frequency, index) => `sin(2*PI*${frequency * detune}*t)/${index + 1.5}`).join('+');
  const breath = `0.09*(0.65+0.35*sin(2*PI*t/${breathSeconds}))`;
  return `aevalsrc='${breath}*(${ear(1)})|${breath}*(${ear(1.002)})':s=48000:d=${seconds}`;
}

function titleFilter({ text, size, at, fromSeconds, toSeconds }: SampleTitle, font: string, backdrop: string | null): string {
  const alpha = `clip(min((t-${fromSeconds})/${FADE_SECONDS}\\,(${toSeconds}-t)/${FADE_SECONDS})\\,0\\,1)`;
  const look = `fontcolor=white:shadowcolor=black@0.35:shadowx=0:shadowy=2:fontsize=${size}`;
  const box = backdrop ? `:box=1:boxcolor=${backdrop}:boxborderw=${Math.round(size / 3)}` : '';
  return `drawtext=fontfile='${font}':text='${text}':${look}:x=(w-tw)/2:y=h*${at}-th/2${box}:alpha='${alpha}'`;
}

/** The web player's own typeface, or null when this ffmpeg cannot write with it. */
async function findFont(ffmpeg: string): Promise<string | null> {
  const root = dirname(createRequire(import.meta.url).resolve('@fontsource-variable/newsreader/package.json'));
  const font = join(root, 'files', 'newsreader-latin-opsz-normal.woff2');
  const trial = `color=black:s=64x64,drawtext=fontfile='${font}':text='a'`;
  return (await succeeds(ffmpeg, ['-v', 'error', '-f', 'lavfi', '-i', trial, '-frames:v', '1', '-f', 'null', '-'])) ? font : null;
}
