/** A frame rate as a fraction of whole numbers, frames a second. */
export interface FrameRate {
  readonly numerator: number;
  readonly denominator: number;
}

/** One quality to encode. Sizes in pixels, even. */
export interface Rung {
  readonly name: string;
  readonly lane: 'LOW' | 'HIGH';
  readonly width: number;
  readonly height: number;
  /** Capped constant quality: x264's CRF under this ceiling. */
  readonly crf: number;
  readonly maxrateBps: number;
}

/** A span of source that one job encodes; `segmentFrames` divides it, but for the film's very last segment. */
export interface PlannedChunk {
  readonly index: number;
  readonly startFrame: number;
  readonly frameCount: number;
  readonly segmentFrames: number;
  readonly firstSegment: number;
  /** The last chunk runs to the real end of the source, wherever the probe thought that to be. */
  readonly last: boolean;
}

/** How the picture is prepared before it is scaled. */
export interface PictureTreatment {
  readonly deinterlace: boolean;
  readonly toneMap: boolean;
  /** The matrix of the source's colours; what does not say is BT.601 when small and BT.709 when large. */
  readonly inputMatrix: 'bt601' | 'bt709' | 'bt2020';
}

export interface VideoPlan {
  readonly streamIndex: number;
  readonly frameRate: FrameRate;
  readonly totalFrames: number;
  /**
   * Where on the file's clock the film's first frame lies: less than a frame after the file's start. Sound often
   * begins a little before the picture; frames keep their places only on a grid that starts where they do.
   */
  readonly startSeconds: number;
  readonly gopFrames: number;
  /** How much earlier than a chunk decoding begins, where the container has no index to find key frames by. */
  readonly prerollSeconds: number;
  readonly treatment: PictureTreatment;
  readonly rungs: readonly Rung[];
}

export interface AudioPlan {
  readonly streamIndex: number;
  /** The picture's `startSeconds`, so that both begin together. */
  readonly startSeconds: number;
  readonly bitrateBps: number;
  /** When the container says the sound ends, counted like the picture; null when it does not say. */
  readonly claimedSeconds: number | null;
  /** The audio is padded with silence or cut to this; null follows the source. */
  readonly durationSeconds: number | null;
}

/**
 * Everything that the encode jobs of one asset and version need to know, decided once from the probe and kept in
 * the asset's row, so that every worker and every retry encodes alike.
 */
export interface TranscodePlan {
  /** What the container claims; READY is decided from what comes out. */
  readonly claimedSeconds: number;
  readonly targetSeconds: number;
  readonly video: VideoPlan | null;
  readonly audio: AudioPlan | null;
}

export const framesPerSecond = (rate: FrameRate) => rate.numerator / rate.denominator;
export const frameSeconds = (rate: FrameRate, frames: number) => (frames * rate.denominator) / rate.numerator;
