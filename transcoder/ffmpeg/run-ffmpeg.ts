import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import { AppError } from '../../core/errors.ts';
import type { EncodeCommand } from './encode-command.ts';

export interface RunOptions {
  /** The executable; see open-encoder-launcher.ts. */
  readonly ffmpegPath: string;
  readonly signal: AbortSignal;
  readonly onFrames?: (frames: number) => void;
  /** How much of the output is done, in seconds of it; for runs without a picture. */
  readonly onSeconds?: (seconds: number) => void;
  /** Every line of stderr, where filters print what they measured. */
  readonly onLine?: (line: string) => void;
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
        .on('stderr', (line: string) => {
          keepLine(stderr, line);
          options.onLine?.(line);
        })
        .on('progress', ({ frames, timemark }: { frames: number; timemark?: string }) => {
          options.onFrames?.(frames);
          options.onSeconds?.(parseTimemark(timemark));
        })
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
  for (const input of [command.input, ...(command.furtherInputs ?? [])]) process.input(input.location).inputOptions(...input.options);
  if (command.filterGraph) process.complexFilter(command.filterGraph);
  for (const output of command.outputs) process.output(output.path).outputOptions(...output.options);
  return process;
}

/** `00:01:02.50`; before the first packet ffmpeg writes `N/A`. */
function parseTimemark(timemark = ''): number {
  return timemark.split(':').reduce((seconds, part) => seconds * 60 + (Number(part) || 0), 0);
}

function keepLine(lines: string[], line: string): void {
  lines.push(line);
  if (lines.length > KEPT_STDERR_LINES) lines.shift();
}
