import { createReadStream } from 'node:fs';
import { WAVEFORM_SAMPLE_RATE } from '../ffmpeg/master-arguments.ts';

/** One for every pixel of the widest player. */
const PEAK_COUNT = 1_800;
const SAMPLE_BYTES = 2;
const FULL_SCALE = 32_768;

/** A sound's outline: the highest sample of each of equal spans, 0 to 1, in steps of a thousandth. */
export interface Waveform {
  readonly version: 1;
  readonly durationSeconds: number;
  readonly peaks: readonly number[];
}

/**
 * Draws the outline of samples (s16le, mono, WAVEFORM_SAMPLE_RATE) in a file. Reads it piece by piece: hours of sound
 * need no more memory than seconds.
 */
export async function drawWaveform(path: string, sizeBytes: number): Promise<Waveform> {
  const samples = Math.floor(sizeBytes / SAMPLE_BYTES);
  const span = Math.max(1, samples / PEAK_COUNT);
  const highest = new Uint16Array(Math.min(samples, PEAK_COUNT));
  let position = 0;
  for await (const chunk of readWholeSamples(path)) {
    for (let offset = 0; offset < chunk.length; offset += SAMPLE_BYTES, position += 1) {
      const level = Math.abs(chunk.readInt16LE(offset));
      const index = Math.floor(position / span);
      if (level > (highest[index] ?? FULL_SCALE)) highest[index] = level;
    }
  }
  const peaks = Array.from(highest, (level) => Math.round((Math.min(level, FULL_SCALE) * 1000) / FULL_SCALE) / 1000);
  return { version: 1, durationSeconds: samples / WAVEFORM_SAMPLE_RATE, peaks };
}

/** The file in pieces that end between two samples. */
async function* readWholeSamples(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 18 }) as AsyncIterable<Buffer>) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const whole = bytes.length - (bytes.length % SAMPLE_BYTES);
    yield bytes.subarray(0, whole);
    rest = bytes.subarray(whole);
  }
}
