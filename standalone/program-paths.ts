import { join } from 'node:path';
import { readText } from './instance-folder.ts';
import { programsFolder } from './prepare/project-folders.mjs';

export type ProgramPaths = Readonly<
  Partial<Record<'ffmpeg' | 'ffprobe' | 'redis-server' | 'chromium' | 'radosgw' | 'podcast-clients', string>>
>;

/** Where the programs of the system are, as prepare/install-programs.mjs found or installed them. */
export function readProgramPaths(data: string): ProgramPaths {
  return JSON.parse(readText(join(programsFolder(data), 'paths.json')) ?? '{}') as ProgramPaths;
}
