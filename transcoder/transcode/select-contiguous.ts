import type { MeasuredSegment } from './package-queries.ts';

/**
 * The segments that a player can play without a gap: numbered from 0 without a hole, each starting at the very tick
 * where the one before ends. Chunks finish in any order; this is how far the film reaches.
 */
export function selectContiguous(segments: readonly MeasuredSegment[]): MeasuredSegment[] {
  const reach: MeasuredSegment[] = [];
  for (const segment of segments) {
    const previous = reach.at(-1);
    const joins = previous ? segment.startTicks === endTicks(previous) : segment.startTicks === 0n;
    if (segment.index !== reach.length || !joins) break;
    reach.push(segment);
  }
  return reach;
}

const endTicks = (segment: MeasuredSegment) => segment.startTicks + segment.durationTicks;

/** Seconds that these segments play. */
export function measureSeconds(segments: readonly MeasuredSegment[]): number {
  return segments.reduce((sum, segment) => sum + segmentSeconds(segment), 0);
}

export const segmentSeconds = (segment: MeasuredSegment) => Number(segment.durationTicks) / segment.timescale;

export const countFrames = (segments: readonly MeasuredSegment[]) => segments.reduce((sum, segment) => sum + segment.frames, 0);
