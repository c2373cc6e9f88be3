import { execFile } from 'node:child_process';
import { access, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A moving test picture and a tone, as inputs of ffmpeg. */
export const PICTURE = (size: string, rate: string) => ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}`];
export const TONE = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'];
export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

/** Makes a media file with ffmpeg, once: a path that exists is taken as it is. */
export async function makeMedia(path: string, argv: readonly string[]): Promise<string> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) return path;
  const partial = join(dirname(path), `partial-${basename(path)}`);
  await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...argv, partial]);
  await rename(partial, path);
  return path;
}

/** ffprobe's answer as JSON. */
export async function probe<T>(input: string, ...options: string[]): Promise<T> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-print_format', 'json', ...options, input], { maxBuffer: 64 * 2 ** 20 });
  return JSON.parse(stdout) as T;
}
