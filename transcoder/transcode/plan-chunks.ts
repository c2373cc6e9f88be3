import type { PlannedChunk, VideoPlan } from './transcode-plan.ts';

// Segments are whole GOPs: 2 s, then 4 s, then 6 s (three GOPs) to the end. The first ones are short so that the
// first frame comes soon; every rendition has the same boundaries. A chunk holds segments of one length.
const OPENING_CHUNKS = [
  { gopsPerSegment: 1, segments: 1 },
  { gopsPerSegment: 2, segments: 1 },
] as const;
const STEADY_CHUNK = { gopsPerSegment: 3, segments: 2 } as const;

/** The longest segment, which every playlist's target duration allows for. */
export const LONGEST_SEGMENT_GOPS = STEADY_CHUNK.gopsPerSegment;

/** Cuts the film along its timeline into the chunks that jobs encode. There is always at least one. */
export function planChunks(video: Pick<VideoPlan, 'totalFrames' | 'gopFrames'>): PlannedChunk[] {
  const chunks: PlannedChunk[] = [];
  let startFrame = 0;
  let firstSegment = 0;
  do {
    const shape = OPENING_CHUNKS[chunks.length] ?? STEADY_CHUNK;
    const segmentFrames = shape.gopsPerSegment * video.gopFrames;
    const frameCount = Math.min(segmentFrames * shape.segments, Math.max(1, video.totalFrames - startFrame));
    const last = startFrame + frameCount >= video.totalFrames;
    chunks.push({ index: chunks.length, startFrame, frameCount, segmentFrames, firstSegment, last });
    startFrame += frameCount;
    firstSegment += shape.segments;
  } while (startFrame < video.totalFrames);
  return chunks;
}
