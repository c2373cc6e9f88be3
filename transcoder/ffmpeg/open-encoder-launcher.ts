import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Executables that run ffmpeg at three politenesses: `prompt` for what somebody waits for, `steady` for what runs
 * beside it, `patient` for what takes the processor only when nobody else wants it.
 */
export interface EncoderLauncher {
  readonly prompt: string;
  readonly steady: string;
  readonly patient: string;
}

/** A job that wants more address space than this was made to take the machine down; all rungs of a 4K film stay below. */
const MEMORY_LIMIT_KIB = 8 * 2 ** 20;

const NICENESS = { prompt: 0, steady: 5, patient: 19 } as const;

/**
 * Writes small launch scripts into `directory`. They set the niceness, and on Linux they ask the kernel to kill
 * ffmpeg when its worker dies (prctl PR_SET_PDEATHSIG through setpriv): a worker killed with -9 leaves no orphan
 * that burns the processor for a chunk which another worker has already taken.
 */
export async function openEncoderLauncher(directory: string, ffmpegPath: string): Promise<EncoderLauncher> {
  await mkdir(directory, { recursive: true });
  return { prompt: await writeScript('prompt'), steady: await writeScript('steady'), patient: await writeScript('patient') };

  async function writeScript(name: keyof typeof NICENESS): Promise<string> {
    const path = join(directory, `ffmpeg-${name}`);
    await writeFile(path, renderScript(ffmpegPath, NICENESS[name]));
    await chmod(path, 0o755);
    return path;
  }
}

function renderScript(ffmpegPath: string, niceness: number): string {
  const ffmpeg = `'${ffmpegPath.replaceAll("'", "'\\''")}'`;
  return `#!/bin/sh
ulimit -v ${MEMORY_LIMIT_KIB} 2>/dev/null
run="nice -n ${niceness}"
if command -v setpriv >/dev/null 2>&1; then run="$run setpriv --pdeathsig KILL"; fi
exec $run ${ffmpeg} "$@"
`;
}
