import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from './instance-folder.ts';

/** Something that is built from files of the project. */
export interface BuildTarget {
  /** Files and folders that the result is made of, below the project's root. */
  readonly sources: readonly string[];
  /** The folder of the result, below the project's root. */
  readonly folder: string;
}

/** True unless the result was built from the sources as they are now. */
export function isStale(root: string, target: BuildTarget): boolean {
  return readText(stampFile(root, target))?.trim() !== hashSources(root, target);
}

/** Builds, and marks the result with the hash that the sources had before. */
export async function buildWithStamp(root: string, target: BuildTarget, build: () => Promise<unknown>): Promise<void> {
  const hash = hashSources(root, target);
  await build();
  writeFileSync(stampFile(root, target), `${hash}\n`);
}

const stampFile = (root: string, { folder }: BuildTarget) => join(root, folder, '.stamp');

/** A hash over the names and contents of all sources. */
function hashSources(root: string, { sources }: BuildTarget): string {
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

function listFiles(root: string, source: string): string[] {
  try {
    const entries = readdirSync(join(root, source), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [source];
    throw error;
  }
}
