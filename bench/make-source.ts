import { execFile } from 'node:child_process';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Say } from './report.ts';

const run = promisify(execFile);
const CACHE = join(tmpdir(), 'rostrum-bench-sources');

const SHORT_SECONDS = 60;
const LONG_MINUTES = 30;

/** What the sources are, for the report. */
export const SOURCE_DESCRIPTION =
  '1920x1080, 30 frames a second, H.264 at 8 Mb/s with a key frame every 2 s, moving patterns under camera noise, AAC sound';

export interface BenchSources {
  /** 60 s. */
  readonly short: string;
  /** 30 min: the short one again and again, its stream copied. */
  readonly long: string;
}

/** Makes the films that benches upload, once: they are kept in the system's temporary folder. */
export async function makeSources(say: Say): Promise<BenchSources> {
  const short = await ensureSource('60s.mp4', say, SHORT_FILM);
  const copies = (LONG_MINUTES * 60) / SHORT_SECONDS;
  const long = await ensureSource('30min.mp4', say, ['-stream_loop', String(copies - 1), '-i', short, '-map', '0', '-c', 'copy']);
  return { short, long };
}

// Noise makes every block of every frame change, as a real camera does; a clean test card would cost next to nothing.
const PICTURE = 'testsrc2=size=1920x1080:rate=30,noise=alls=8:allf=t,format=yuv420p';
const SOUND = 'sine=frequency=220:beep_factor=4:sample_rate=48000,aformat=channel_layouts=stereo';

const SHORT_FILM = [
  ...['-f', 'lavfi', '-i', PICTURE, '-f', 'lavfi', '-i', SOUND, '-t', String(SHORT_SECONDS)],
  ...['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '8M', '-maxrate', '12M', '-bufsize', '16M', '-g', '60'],
  ...['-c:a', 'aac', '-b:a', '192k'],
];

/** Makes a file with ffmpeg, once: it is kept in the system's temporary folder. @returns its path */
export async function ensureSource(name: string, say: Say, args: readonly string[]): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const path = join(CACHE, name);
  if (await isThere(path)) return path;
  say(`making ${path}`);
  const draft = join(CACHE, `draft-${process.pid}-${name}`);
  try {
    await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args, draft], { maxBuffer: 2 ** 24 });
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
  return path;
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
