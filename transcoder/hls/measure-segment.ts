import { findBox, readBoxes, viewOf } from './mp4-boxes.ts';

/** What a media segment holds. Ticks are 1/timescale seconds of its initialisation segment. */
export interface SegmentMeasurement {
  readonly sizeBytes: number;
  readonly frames: number;
  /** Decode time of the first sample (tfdt). */
  readonly startTicks: bigint;
  readonly durationTicks: bigint;
}

const DEFAULT_DURATION_PRESENT = 0x08;
const BASE_DATA_OFFSET_PRESENT = 0x01;
const SAMPLE_DESCRIPTION_PRESENT = 0x02;
const TRUN_DATA_OFFSET = 0x001;
const TRUN_FIRST_FLAGS = 0x004;
const TRUN_SAMPLE_FIELDS = [0x100, 0x200, 0x400, 0x800] as const;
const TRUN_SAMPLE_DURATION = 0x100;

/**
 * Counts and times the samples of a one-track CMAF segment (ISO/IEC 14496-12 8.8: moof, tfhd, tfdt, trun). A file
 * without a fragment, which the muxer leaves when its input had nothing for it, measures as no frames.
 * @throws Error when a fragment lacks what it must have.
 */
export function measureSegment(bytes: Uint8Array): SegmentMeasurement {
  const fragments = readBoxes(viewOf(bytes))
    .filter((box) => box.type === 'moof')
    .map((moof) => measureFragment(moof.content));
  return {
    sizeBytes: bytes.byteLength,
    startTicks: fragments[0]?.startTicks ?? 0n,
    frames: fragments.reduce((sum, fragment) => sum + fragment.frames, 0),
    durationTicks: fragments.reduce((sum, fragment) => sum + fragment.durationTicks, 0n),
  };
}

function measureFragment(moof: DataView) {
  const traf = findBox(moof, 'traf')?.content;
  const header = traf && findBox(traf, 'tfhd')?.content;
  const decodeTime = traf && findBox(traf, 'tfdt')?.content;
  if (!traf || !header || !decodeTime) throw new Error('the segment lacks tfhd or tfdt');
  const runs = readBoxes(traf)
    .filter((box) => box.type === 'trun')
    .map((box) => measureRun(box.content, readDefaultDuration(header)));
  return {
    startTicks: decodeTime.getUint8(0) === 1 ? decodeTime.getBigUint64(4) : BigInt(decodeTime.getUint32(4)),
    frames: runs.reduce((sum, run) => sum + run.frames, 0),
    durationTicks: runs.reduce((sum, run) => sum + run.durationTicks, 0n),
  };
}

const flagsOf = (fullBox: DataView) => fullBox.getUint32(0) & 0xffffff;

function readDefaultDuration(tfhd: DataView): number {
  const flags = flagsOf(tfhd);
  if (!(flags & DEFAULT_DURATION_PRESENT)) return 0;
  const offset = 8 + (flags & BASE_DATA_OFFSET_PRESENT ? 8 : 0) + (flags & SAMPLE_DESCRIPTION_PRESENT ? 4 : 0);
  return tfhd.getUint32(offset);
}

function measureRun(trun: DataView, defaultDuration: number) {
  const flags = flagsOf(trun);
  const frames = trun.getUint32(4);
  if (!(flags & TRUN_SAMPLE_DURATION)) return { frames, durationTicks: BigInt(frames) * BigInt(defaultDuration) };
  const bytesPerSample = TRUN_SAMPLE_FIELDS.filter((field) => flags & field).length * 4;
  const offset = 8 + (flags & TRUN_DATA_OFFSET ? 4 : 0) + (flags & TRUN_FIRST_FLAGS ? 4 : 0);
  let ticks = 0;
  for (let sample = 0; sample < frames; sample += 1) ticks += trun.getUint32(offset + sample * bytesPerSample);
  return { frames, durationTicks: BigInt(ticks) };
}
