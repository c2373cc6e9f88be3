import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from './instance-folder.ts';
import { runCommand } from './prepare/run-command.mjs';

const SOURCES = ['player', 'vite.config.ts', 'package-lock.json'];
const STAMP = join('dist', 'player', '.stamp');

/** A hash over everything that the built web player is made of. */
export function hashPlayerSources(root: string, sources: readonly string[] = SOURCES): string {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((source) => listFiles(root, source)).sort()) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

export function isPlayerStale(root: string): boolean {
  return readText(join(root, STAMP))?.trim() !== hashPlayerSources(root);
}

/** Builds the web player into dist/player and marks the result with the hash of its sources. */
export async function buildPlayer(root: string): Promise<void> {
  const hash = hashPlayerSources(root);
  await runCommand(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build'], { cwd: root });
  writeFileSync(join(root, STAMP), `${hash}\n`);
}

function listFiles(root: string, source: string): string[] {
  try {
    const entries = readdirSync(join(root, source), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [source];
    throw error;
  }
}
