import type { ObjectLocation } from '../../core/object-storage/object-store.ts';
import {
  type FrameRate,
  frameSeconds,
  framesPerSecond,
  type PictureTreatment,
  type PlannedChunk,
  type Rung,
  type VideoPlan,
} from '../transcode/transcode-plan.ts';
import type { EncodeCommand } from './encode-command.ts';
import { fenceInput, nameInput } from './input-options.ts';

/**
 * ffmpeg's arguments for one chunk of one lane: one decode, all the lane's rungs, each straight into its final CMAF
 * segments. Chunks know nothing of each other, yet their segments join without a seam: every chunk rounds timestamps to
 * the film's own grid, so that none drops or doubles a frame, and writes decode times from the film's beginning.
 *
 * @param directory receives `{rung}/{segment}.m4s`, `{rung}/init.mp4` and `{rung}/index.m3u8`
 */
export function buildVideoCommand(request: {
  readonly location: ObjectLocation;
  readonly directory: string;
  readonly video: VideoPlan;
  readonly rungs: readonly Rung[];
  readonly chunk: PlannedChunk;
}): EncodeCommand {
  const { location, directory, video, rungs, chunk } = request;
  return {
    input: { location: nameInput(location), options: [...fenceInput(location), ...seekOptions(chunk, video)] },
    filterGraph: renderFilterGraph(video, rungs, chunk),
    outputs: rungs.map((rung, index) => ({
      path: `${directory}/${rung.name}/index.m3u8`,
      options: [
        ...['-map', `[v${index}]`],
        ...encoderOptions(rung, video),
        ...(chunk.last ? [] : ['-frames:v', String(chunk.frameCount)]),
        ...timelineOptions(chunk, video.frameRate),
        ...segmentOptions(`${directory}/${rung.name}`, chunk, video.frameRate),
      ],
    })),
  };
}

/** The chunk's first frame on the file's clock, counted from the file's start. */
const chunkSeconds = (chunk: PlannedChunk, video: VideoPlan) => video.startSeconds + frameSeconds(video.frameRate, chunk.startFrame);

/** Where decoding begins: containers without an index find a place only roughly, so there it begins well before. */
function seekSeconds(chunk: PlannedChunk, video: VideoPlan): number {
  return chunk.startFrame === 0 ? 0 : Math.max(0, chunkSeconds(chunk, video) - video.prerollSeconds);
}

/**
 * From the last key frame at or before the place we want, and keep what lies in between: the picture that stands when
 * the chunk begins may have come long before it. Some streams cannot even seek to their start, so that is left out.
 */
function seekOptions(chunk: PlannedChunk, video: VideoPlan): string[] {
  const seconds = seekSeconds(chunk, video);
  return seconds === 0 ? [] : ['-noaccurate_seek', '-ss', seconds.toFixed(6)];
}

/** A picture that stands longer than this at a film's end is a broken timestamp. */
const LONGEST_HOLD_SECONDS = 12;

/**
 * Puts frame 0 of the chunk at zero, and keeps the constant rate that follows from filling endless gaps with copies of
 * one picture (they would all be in memory at once): what lies beyond the chunk only marks its end, and in the last
 * chunk, whose end nobody knows, no single picture stands for longer than a while.
 */
function renderTimestamps(video: VideoPlan, chunk: PlannedChunk): string {
  const zero = (chunkSeconds(chunk, video) - seekSeconds(chunk, video)).toFixed(6);
  const end = frameSeconds(video.frameRate, chunk.frameCount + 1).toFixed(6);
  const bounded = `min(PTS-${zero}/TB,${end}/TB)`;
  if (!chunk.last) return `setpts='${bounded}'`;
  return `setpts='if(isnan(PREV_OUTPTS),${bounded},PREV_OUTPTS+min(PTS-PREV_INPTS,${LONGEST_HOLD_SECONDS}/TB))'`;
}

function renderFilterGraph(video: VideoPlan, rungs: readonly Rung[], chunk: PlannedChunk): string {
  const fps = `${video.frameRate.numerator}/${video.frameRate.denominator}`;
  const prepare = [
    ...(video.treatment.deinterlace ? ['bwdif=mode=send_frame'] : []),
    renderTimestamps(video, chunk),
    // A constant rate from zero on: earlier frames go, but for the one that still stands at zero.
    `fps=${fps}:start_time=0`,
    `setpts=N/(${fps})/TB`,
    ...(video.treatment.toneMap ? TONE_MAP : []),
  ];
  const labels = rungs.map((_, index) => `[s${index}]`);
  const scaled = rungs.map((rung, index) => `${labels[index]}${renderScale(rung, video.treatment)}[v${index}]`);
  return [`[0:${video.streamIndex}]${prepare.join(',')},split=${rungs.length}${labels.join('')}`, ...scaled].join(';');
}

/** HDR (PQ or HLG, BT.2020) to SDR: through linear light, with a curve that keeps highlights. */
const TONE_MAP = [
  'zscale=transfer=linear:npl=100',
  'format=gbrpf32le',
  'zscale=primaries=bt709',
  'tonemap=tonemap=hable:desat=0',
  'zscale=transfer=bt709:matrix=bt709:range=tv',
  'format=yuv420p',
];

/** Square pixels, 8-bit 4:2:0, BT.709, video range: what every decoder shows alike. */
function renderScale(rung: Rung, treatment: PictureTreatment): string {
  const matrix = `in_color_matrix=${treatment.inputMatrix}:out_color_matrix=bt709:out_range=tv`;
  return `scale=${rung.width}:${rung.height}:flags=bicubic:${matrix},setsar=1,format=yuv420p`;
}

function encoderOptions(rung: Rung, video: VideoPlan): string[] {
  const gop = String(video.gopFrames);
  return [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high'],
    // Capped constant quality: easy scenes cost less, hard ones stay below what the rung promises.
    ...['-crf', String(rung.crf), '-maxrate', String(rung.maxrateBps), '-bufsize', String(rung.maxrateBps * 2)],
    // IDR frames at fixed places only: segments start there, in every rendition at the same picture.
    ...['-g', gop, '-keyint_min', gop, '-sc_threshold', '0'],
    ...['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'],
  ];
}

function timelineOptions(chunk: PlannedChunk, rate: FrameRate): string[] {
  return [
    // Decode times go on from where the chunk before ends ...
    ...['-output_ts_offset', frameSeconds(rate, chunk.startFrame).toFixed(9)],
    // ... exactly: without these the muxer shifts each chunk by its own reordering delay.
    ...['-avoid_negative_ts', 'disabled', '-muxdelay', '0', '-muxpreload', '0'],
  ];
}

const LEAST_TIMESCALE = 10_000;

/** A multiple of the rate's numerator, fine enough for any player: 30000 for 30000/1001, 10020 for 30. */
export function chooseTimescale(rate: FrameRate): number {
  return rate.numerator * Math.ceil(LEAST_TIMESCALE / rate.numerator);
}

/** Ticks of `chooseTimescale` in one frame. */
export function ticksPerFrame(rate: FrameRate): number {
  return (chooseTimescale(rate) / rate.numerator) * rate.denominator;
}

function segmentOptions(directory: string, chunk: PlannedChunk, rate: FrameRate): string[] {
  return [
    // Published files carry none of the source's metadata, and the same input gives the same bytes.
    ...['-map_metadata', '-1', '-map_chapters', '-1', '-fflags', '+bitexact', '-flags:v', '+bitexact'],
    ...['-f', 'hls', '-hls_segment_type', 'fmp4', '-hls_playlist_type', 'vod', '-hls_list_size', '0'],
    // frag_discont: the first fragment's decode time is the timestamp itself, not zero. And a clock in which a frame
    // is a whole number of ticks; the HLS muxer hands it on only from here.
    ...['-hls_segment_options', `movflags=+frag_discont:video_track_timescale=${chooseTimescale(rate)}`],
    ...['-hls_flags', 'independent_segments'],
    // Half a frame short, so that rounding cannot carry the cut to the next GOP.
    ...['-hls_time', ((chunk.segmentFrames - 0.5) / framesPerSecond(rate)).toFixed(6)],
    ...[
      '-start_number',
      String(chunk.firstSegment),
      '-hls_segment_filename',
      `${directory}/%05d.m4s`,
      '-hls_fmp4_init_filename',
      'init.mp4',
    ],
  ];
}
