import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findProgram, searchFolders } from '../../standalone/prepare/find-programs.mjs';

const run = promisify(execFile);

/**
 * The podcast clients that Debian has, each run as a listener would, in a folder of its own. gpo, podget and newsboat
 * exit with 0 when they fail, so what counts is which files they have in the end.
 */
const CLIENT_TIMEOUT_MS = 60_000;

/** False, said aloud, where the clients cannot be had; with ROSTRUM_REQUIRE_CLIENTS=1 that is an error instead. */
export function hasPodcastClients(): boolean {
  if (findProgram('podcast-clients', searchFolders('')) !== null) return true;
  const explanation = 'gpodder, newsboat, podget, mpv, mp3val and jing are not all installed.';
  if (process.env['ROSTRUM_REQUIRE_CLIENTS'] === '1') throw new Error(explanation);
  console.warn(`SKIPPED: ${explanation} Install them with "apt-get install gpodder newsboat podget mpv mp3val jing".`);
  return false;
}

/** Runs one of gPodder's commands; `home` is its whole memory. */
export async function runGpo(home: string, ...argv: string[]): Promise<string> {
  const env = { ...process.env, GPODDER_HOME: home, HOME: home, LANG: 'C.UTF-8' };
  const { stdout } = await run('gpo', argv, { env, timeout: CLIENT_TIMEOUT_MS });
  return stdout;
}

/** newsboat reads the feed and queues its enclosures; podboat, which never ends by itself, fetches them. */
export async function fetchWithNewsboat(folder: string, feedUrl: string, files: number): Promise<Map<string, string>> {
  const downloads = join(folder, 'downloads');
  await mkdir(join(folder, '.newsboat'), { recursive: true });
  await mkdir(downloads);
  await writeFile(join(folder, 'urls'), `${feedUrl}\n`);
  await writeFile(join(folder, 'config'), `podcast-auto-enqueue yes\ndownload-path "${downloads}/"\nmax-downloads 2\n`);
  const env = { ...process.env, HOME: folder, TERM: 'xterm', LANG: 'C.UTF-8' };
  const config = join(folder, 'config');
  await run('newsboat', ['-u', join(folder, 'urls'), '-c', join(folder, 'cache.db'), '-C', config, '-q', '-x', 'reload'], {
    env,
    timeout: CLIENT_TIMEOUT_MS,
  });
  const command = `podboat -C '${config}' -q '${join(folder, '.newsboat', 'queue')}' -a`;
  const podboat = spawn('script', ['-qec', command, '/dev/null'], { env, stdio: 'ignore', detached: true });
  try {
    return await untilFetched(downloads, files);
  } finally {
    if (podboat.pid) process.kill(-podboat.pid);
  }
}

/** The version line is what podget knows its own configuration by. */
const PODGET_HEAD = '# Podget configuration file created by version 0.9.0\n';

export async function fetchWithPodget(folder: string, feedUrl: string): Promise<Map<string, string>> {
  const library = join(folder, 'library');
  await mkdir(library, { recursive: true });
  const settings = { CONFIG_SERVERLIST: 'serverlist', DIR_LIBRARY: library, LOG_FAIL: 'errors', LOG_COMPLETE: 'done', MOST_RECENT: 0 };
  const lines = Object.entries({ ...settings, WGET_BASEOPTS: '"-c -nH"', MIN_SPACE: 1000 }).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(join(folder, 'podgetrc'), PODGET_HEAD + lines.join(''));
  await writeFile(join(folder, 'serverlist'), `${feedUrl} Category Show\n`);
  const env = { ...process.env, HOME: folder };
  await run('podget', ['-d', folder, '-c', 'podgetrc'], { env, timeout: CLIENT_TIMEOUT_MS });
  return hashFiles(library);
}

async function untilFetched(folder: string, files: number): Promise<Map<string, string>> {
  const deadline = Date.now() + CLIENT_TIMEOUT_MS;
  for (;;) {
    const names = await readdir(folder);
    if (names.filter((name) => !name.endsWith('.part')).length >= files || Date.now() > deadline) return hashFiles(folder);
    await delay(200);
  }
}

/** SHA-256 by file name, of every media file below a folder. */
export async function hashFiles(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const media = entries.filter((entry) => entry.isFile() && /\.(mp3|m4a|mp4)$/.test(entry.name));
  const hashes = media.map(async (entry) => {
    const bytes = await readFile(join(entry.parentPath, entry.name));
    return [entry.name, createHash('sha256').update(bytes).digest('hex')] as const;
  });
  return new Map(await Promise.all(hashes));
}

/** @returns what the RELAX NG validator has to say; empty for a valid document. */
export async function validateWithJing(schema: string, document: string): Promise<string> {
  const { stdout } = await run('jing', ['-c', schema, document]).catch((error: { stdout: string }) => error);
  return stdout;
}

/** @returns what mp3val finds wrong, a line each: it says so on stdout and exits with 0. */
export async function findMp3Faults(path: string): Promise<string[]> {
  const { stdout } = await run('mp3val', [path]);
  return stdout.split('\n').filter((line) => line.startsWith('WARNING') || line.startsWith('ERROR'));
}

/** mpv's own name for where it is; written in two pieces, since it looks like a template of ours. */
const POSITION = `@$${'{=time-pos}'}`;

/** Plays two seconds from `seconds` on, without a screen or a speaker. @returns the positions that mpv told, in seconds. */
export async function playWithMpv(url: string, seconds: number): Promise<number[]> {
  const argv = ['--no-config', '--no-video', '--ao=null', '--untimed', `--start=${seconds}`, '--length=2', '--msg-level=all=no'];
  const { stdout, stderr } = await run('mpv', [...argv, `--term-status-msg=${POSITION}`, '--msg-level=statusline=status', url], {
    timeout: CLIENT_TIMEOUT_MS,
  });
  return [...(stdout + stderr).matchAll(/@([\d.]+)/g)].map(([, position]) => Number(position));
}
