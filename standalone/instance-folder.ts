import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that an instance keeps, below one folder. */
export interface InstanceFolder {
  readonly root: string;
  readonly postgres: string;
  readonly redis: string;
  readonly objects: string;
  readonly logs: string;
  readonly compileCache: string;
  /** The sample films while they are being made. */
  readonly samples: string;
  readonly secretFile: string;
  /** Who runs this instance now, and where (instance-record.ts). */
  readonly recordFile: string;
  /** What the first start has already done (first-start/). */
  readonly firstStartFile: string;
}

export function openInstanceFolder(root: string): InstanceFolder {
  const folder: InstanceFolder = {
    root,
    postgres: join(root, 'postgres'),
    redis: join(root, 'redis'),
    objects: join(root, 'objects'),
    logs: join(root, 'logs'),
    compileCache: join(root, 'compile-cache'),
    samples: join(root, 'samples'),
    secretFile: join(root, 'secret'),
    recordFile: join(root, 'instance.json'),
    firstStartFile: join(root, 'first-start.json'),
  };
  mkdirSync(folder.logs, { recursive: true });
  return folder;
}

/** The secret that signs playback links, made on the first start and kept for its owner's eyes only. */
export function ensureSecret(file: string): string {
  const kept = readText(file)?.trim();
  if (kept) return kept;
  const secret = randomBytes(48).toString('base64url');
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  return secret;
}

export function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
