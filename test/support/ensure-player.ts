import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildPlayer, isPlayerStale } from '../../standalone/build-player.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const LOCK = join(ROOT, 'dist', '.building-player');
/** A test run that was killed while it built leaves its lock behind. */
const STALE_LOCK_MS = 120_000;

/** Builds the web player where its sources have changed: once, though several test files ask at the same time. */
export async function ensurePlayer(): Promise<void> {
  await mkdir(join(ROOT, 'dist'), { recursive: true });
  while (!(await takeLock())) await sleep(200);
  try {
    if (isPlayerStale(ROOT)) await buildPlayer(ROOT);
  } finally {
    await rm(LOCK, { recursive: true, force: true });
  }
}

async function takeLock(): Promise<boolean> {
  try {
    await mkdir(LOCK);
    return true;
  } catch {
    const found = await stat(LOCK).catch(() => null);
    if (found && Date.now() - found.mtimeMs > STALE_LOCK_MS) await rm(LOCK, { recursive: true, force: true });
    return false;
  }
}
