import { AppError } from '../../core/errors.ts';
import type { EncodeCommand } from '../ffmpeg/encode-command.ts';
import { runFfmpeg } from '../ffmpeg/run-ffmpeg.ts';
import type { Loudness } from './plan-gain.ts';

/** What ebur128 prints where no block of 400 ms was above the absolute gate (EBU Tech 3341). */
const NOTHING_MEASURED_LUFS = -70;

export interface FfmpegRun {
  readonly ffmpegPath: string;
  readonly signal: AbortSignal;
  readonly onSeconds?: (seconds: number) => void;
}

/** Runs ffmpeg to its end. @returns the figures that its filters printed, by name; the last of each name, the first of Threshold. */
export async function runMeasuring(command: EncodeCommand, run: FfmpegRun): Promise<ReadonlyMap<string, number>> {
  const figures = new Map<string, number>();
  await runFfmpeg(command, { ...run, onLine: (line) => readFigure(figures, line) });
  return figures;
}

/** `    I:         -26.3 LUFS` of ebur128, `[Parsed_volumedetect_1 @ 0x55] max_volume: -10.8 dB` of volumedetect. */
const FIGURE = /(?:^|\s)(I|Threshold|LRA|Peak|max_volume):\s+(-?(?:[\d.]+|inf|nan)) (?:LUFS|LU|dBFS|dB)\s*$/;

export function readFigure(figures: Map<string, number>, line: string): void {
  const [, name, text] = FIGURE.exec(line) ?? [];
  // The second threshold is the one of the loudness range.
  if (!name || !text || (name === 'Threshold' && figures.has(name))) return;
  figures.set(name, text === '-inf' ? Number.NEGATIVE_INFINITY : Number(text));
}

/** @throws AppError source_damaged when nothing could be decoded: then no filter prints anything of worth. */
export function readLoudness(figures: ReadonlyMap<string, number>): Loudness {
  const integrated = readIntegrated(figures);
  const peak = figures.get('Peak');
  if (peak === undefined) throw new AppError('source_damaged', 'Nothing of the sound in this file could be decoded.');
  return {
    integratedLufs: integrated,
    thresholdLufs: figures.get('Threshold') ?? NOTHING_MEASURED_LUFS,
    rangeLu: figures.get('LRA') ?? 0,
    truePeakDbtp: Number.isNaN(peak) ? Number.NEGATIVE_INFINITY : peak,
  };
}

/** Integrated loudness in LUFS, or null where nothing was loud or long enough. */
export function readIntegrated(figures: ReadonlyMap<string, number>): number | null {
  const lufs = figures.get('I') ?? Number.NaN;
  return lufs > NOTHING_MEASURED_LUFS ? lufs : null;
}
