import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import { AppError } from '../../core/errors.ts';
import type { EncodeCommand } from './encode-command.ts';

export interface RunOptions {
  /** The executable; see open-encoder-launcher.ts. */
  readonly ffmpegPath: string;
  readonly signal: AbortSignal;
  readonly onFrames?: (frames: number) => void;
}

const KEPT_STDERR_LINES = 20;

/**
 * Runs ffmpeg to its end. The only file that knows fluent-ffmpeg.
 * @returns the last lines that ffmpeg wrote to stderr (it warns there about damaged input).
 * @throws AppError encoder_failed with the exit message, the pasteable command and those lines; the signal's reason when aborted.
 */
export async function runFfmpeg(command: EncodeCommand, options: RunOptions): Promise<string[]> {
  options.signal.throwIfAborted();
  const process = buildProcess(command, options.ffmpegPath);
  const stderr: string[] = [];
  let started = '';
  const abort = () => process.kill('SIGKILL');
  options.signal.addEventListener('abort', abort, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      process
        .on('start', (line: string) => {
          started = line;
        })
        .on('stderr', (line: string) => keepLine(stderr, line))
        .on('progress', ({ frames }: { frames: number }) => options.onFrames?.(frames))
        .on('end', () => resolve())
        .on('error', reject)
        .run();
    });
    return stderr;
  } catch (error) {
    options.signal.throwIfAborted();
    throw new AppError('encoder_failed', [(error as Error).message, started, ...stderr].join('\n'), { cause: error });
  } finally {
    options.signal.removeEventListener('abort', abort);
  }
}

function buildProcess(command: EncodeCommand, ffmpegPath: string): FfmpegCommand {
  const process = ffmpeg({ logger: undefined }).setFfmpegPath(ffmpegPath);
  // Options go in one by one: given as an array, fluent-ffmpeg splits an item at its space.
  process.input(command.input.location).inputOptions(...command.input.options);
  if (command.filterGraph) process.complexFilter(command.filterGraph);
  for (const output of command.outputs) process.output(output.path).outputOptions(...output.options);
  return process;
}

function keepLine(lines: string[], line: string): void {
  lines.push(line);
  if (lines.length > KEPT_STDERR_LINES) lines.shift();
}
