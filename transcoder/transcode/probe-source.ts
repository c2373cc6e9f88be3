import { AppError } from '../../core/errors.ts';
import type { ObjectLocation } from '../../core/object-storage/object-store.ts';
import { ProbeError, runFfprobe } from '../ffmpeg/run-ffprobe.ts';
import type { FrameRate } from './transcode-plan.ts';

/** What the container says about the source. Claims, all of them: the output decides what is true. */
export interface ProbedSource {
  readonly durationSeconds: number;
  /** The container knows where its key frames lie, so that a seek ends at one. */
  readonly isIndexed: boolean;
  readonly video: ProbedVideo | null;
  readonly audio: ProbedAudio | null;
}

export interface ProbedVideo {
  readonly streamIndex: number;
  /** Size as it is to be shown: upright and with square pixels. */
  readonly display: { readonly width: number; readonly height: number };
  readonly codedPixels: number;
  readonly averageRate: FrameRate | null;
  readonly baseRate: FrameRate | null;
  /** When the stream's first frame starts and its last one ends, counted from the start of the file. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly interlaced: boolean;
  readonly transfer: string;
  readonly colorSpace: string;
}

export interface ProbedAudio {
  readonly streamIndex: number;
  readonly endSeconds: number | null;
}

/** The part of ffprobe's JSON that we read. */
interface ProbeOutput {
  readonly format?: { readonly format_name?: string; readonly duration?: string; readonly start_time?: string };
  readonly streams?: readonly ProbeStream[];
  /** The first few: encryption shows in them alone. */
  readonly packets?: readonly { readonly side_data_list?: readonly { readonly side_data_type?: string }[] }[];
}

interface ProbeStream {
  readonly index: number;
  readonly codec_type?: string;
  readonly codec_name?: string;
  readonly width?: number;
  readonly height?: number;
  readonly sample_aspect_ratio?: string;
  readonly avg_frame_rate?: string;
  readonly r_frame_rate?: string;
  readonly field_order?: string;
  readonly color_transfer?: string;
  readonly color_space?: string;
  readonly duration?: string;
  readonly start_time?: string;
  readonly tags?: Record<string, string>;
  readonly disposition?: { readonly attached_pic?: number };
  readonly side_data_list?: readonly { readonly rotation?: number }[];
}

const WHAT_TO_SHOW = ['-print_format', 'json', '-show_format', '-show_streams', '-show_packets', '-read_intervals', '%+#4'];

/**
 * Asks ffprobe what the source is.
 * @throws AppError source_not_media, source_damaged or source_encrypted.
 */
export async function probeSource(ffprobePath: string, location: ObjectLocation, signal: AbortSignal): Promise<ProbedSource> {
  const probe = (options: readonly string[]) => runFfprobe(ffprobePath, location, options, signal).catch(refuseSource);
  const output = JSON.parse(await probe(WHAT_TO_SHOW)) as ProbeOutput;
  const source = readProbe(output, await readDuration(output, probe));
  if (!source.video && !source.audio) throw new AppError('source_not_media', 'There is neither a picture nor sound in this file.');
  return source;
}

function refuseSource(error: unknown): never {
  if (!(error instanceof ProbeError)) throw error;
  if (/moov atom not found|truncat|end of file/i.test(error.message)) {
    throw new AppError(
      'source_damaged',
      'The file is damaged or incomplete: its index is missing. Export it again, or upload another copy.',
      { cause: error },
    );
  }
  throw new AppError('source_not_media', 'This is not a video or audio file that we can read.', { cause: error });
}

/** Seconds from the file's start to its end; counted from the packets when the container does not say. */
async function readDuration(output: ProbeOutput, probe: (options: readonly string[]) => Promise<string>): Promise<number> {
  const claimed = Number(output.format?.duration);
  if (claimed > 0) return claimed - countedStart(output);
  const lines = (await probe(['-show_entries', 'packet=pts_time,duration_time', '-of', 'csv=p=0'])).split('\n');
  const ends = lines.map((line) => line.split(',').reduce((sum, field) => sum + (Number(field) || 0), 0));
  return ends.reduce((latest, end) => Math.max(latest, end), 0) - (Number(output.format?.start_time) || 0);
}

/** Matroska's durations are counted from zero on the clock, wherever the first timestamp lies. */
function countedStart({ format }: ProbeOutput): number {
  return format?.format_name?.startsWith('matroska') ? Number(format.start_time) || 0 : 0;
}

const INDEXED_FORMATS = ['mp4', 'matroska', 'flv', 'avi'];

function readProbe(output: ProbeOutput, durationSeconds: number): ProbedSource {
  const streams = output.streams ?? [];
  const fileStart = Number(output.format?.start_time) || 0;
  const video = streams.find(
    (stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1 && (stream.width ?? 0) > 0,
  );
  const audio = streams.find((stream) => stream.codec_type === 'audio' && stream.codec_name !== undefined);
  if (isEncrypted(output)) {
    throw new AppError('source_encrypted', 'The file is encrypted. Upload a copy without protection.');
  }
  return {
    durationSeconds,
    isIndexed: INDEXED_FORMATS.some((name) => output.format?.format_name?.includes(name)),
    video: video ? readVideo(video, fileStart, durationSeconds) : null,
    audio: audio ? { streamIndex: audio.index, endSeconds: readEnd(audio, fileStart) } : null,
  };
}

/** Common Encryption (ISO/IEC 23001-7): the codec is still named, but every sample comes with what it takes to decrypt it. */
function isEncrypted({ packets }: ProbeOutput): boolean {
  return (packets ?? []).some((packet) => packet.side_data_list?.some((side) => side.side_data_type === 'Encryption info'));
}

function readVideo(stream: ProbeStream, fileStart: number, durationSeconds: number): ProbedVideo {
  const width = stream.width ?? 0;
  const height = stream.height ?? 0;
  return {
    streamIndex: stream.index,
    display: readDisplay(stream, width, height),
    codedPixels: width * height,
    averageRate: parseFraction(stream.avg_frame_rate),
    baseRate: parseFraction(stream.r_frame_rate),
    startSeconds: Math.max(0, (Number(stream.start_time) || fileStart) - fileStart),
    endSeconds: readEnd(stream, fileStart) ?? durationSeconds,
    interlaced: ['tt', 'bb', 'tb', 'bt'].includes(stream.field_order ?? ''),
    transfer: stream.color_transfer ?? 'unknown',
    colorSpace: stream.color_space ?? 'unknown',
  };
}

/** Applies the sample aspect ratio and the display matrix's quarter turns. */
function readDisplay(stream: ProbeStream, width: number, height: number) {
  const aspect = parseFraction(stream.sample_aspect_ratio, ':');
  const squared = aspect ? Math.round((width * aspect.numerator) / aspect.denominator) : width;
  const rotation = stream.side_data_list?.find((side) => side.rotation !== undefined)?.rotation ?? 0;
  return Math.abs(rotation) % 180 === 90 ? { width: height, height: squared } : { width: squared, height };
}

/** When a stream ends, in seconds after the file's first timestamp. Matroska writes the end into a tag. */
function readEnd(stream: ProbeStream, fileStart: number): number | null {
  const length = Number(stream.duration);
  if (length) return (Number(stream.start_time) || fileStart) + length - fileStart;
  const end = parseClock(stream.tags?.['DURATION']);
  return end ? end - fileStart : null;
}

function parseFraction(text: string | undefined, separator = '/'): FrameRate | null {
  const [numerator, denominator] = (text ?? '').split(separator).map(Number);
  return numerator && denominator && numerator > 0 && denominator > 0 ? { numerator, denominator } : null;
}

/** `00:01:02.500000000` */
function parseClock(text: string | undefined): number {
  return (text ?? '').split(':').reduce((seconds, part) => seconds * 60 + (Number(part) || 0), 0);
}
