import { renameSync, writeFileSync } from 'node:fs';
import { readText } from '../instance-folder.ts';

/** How far a sample film has come; each step is repeated when it was not recorded as done. */
export interface SampleProgress {
  /** The path of the tus upload, from its creation on. */
  readonly upload?: string;
  readonly done?: boolean;
}

/** What the first start has done already, so that an interrupted one is continued and none is repeated. */
export interface FirstStartState {
  readonly administratorWelcomed?: boolean;
  /** By slug; `off` when the instance was first started without sample films. */
  readonly samples?: 'off' | Readonly<Record<string, SampleProgress>>;
}

export function readFirstStart(file: string): FirstStartState {
  return JSON.parse(readText(file) ?? '{}') as FirstStartState;
}

/** Changes parts of the state; the file appears as a whole. */
export function updateFirstStart(file: string, change: FirstStartState): void {
  writeFileSync(`${file}.new`, `${JSON.stringify({ ...readFirstStart(file), ...change }, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

export function updateSample(file: string, slug: string, change: SampleProgress): void {
  const { samples } = readFirstStart(file);
  const known = typeof samples === 'object' ? samples : {};
  updateFirstStart(file, { samples: { ...known, [slug]: { ...known[slug], ...change } } });
}
