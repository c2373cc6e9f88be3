import { type FrameRate, framesPerSecond, type Rung } from './transcode-plan.ts';

/**
 * The ladder by the picture's short side: CRF under a maxrate, for up to 30 frames a second. The low lane makes the
 * first two rungs, which cost little and let the film start; the high lane makes the rest.
 */
const LADDER = [
  { shortSide: 240, lane: 'LOW', crf: 24, maxrateBps: 450_000 },
  { shortSide: 360, lane: 'LOW', crf: 23, maxrateBps: 900_000 },
  { shortSide: 480, lane: 'HIGH', crf: 23, maxrateBps: 1_600_000 },
  { shortSide: 720, lane: 'HIGH', crf: 22, maxrateBps: 3_400_000 },
  { shortSide: 1080, lane: 'HIGH', crf: 22, maxrateBps: 6_500_000 },
  { shortSide: 1440, lane: 'HIGH', crf: 22, maxrateBps: 11_000_000 },
  { shortSide: 2160, lane: 'HIGH', crf: 22, maxrateBps: 20_000_000 },
] as const;

const FAST_MOTION_FPS = 31;
const FAST_MOTION_FACTOR = 1.5;

/** A source almost as large as a rung (1916x1078) counts as that rung. */
const SIZE_TOLERANCE = 0.97;

/**
 * The rungs for a source of this display size, smallest first: never above the source, portrait stays portrait,
 * sizes even. A source smaller than the ladder gets one rung of its own size.
 */
export function planLadder(display: { width: number; height: number }, frameRate: FrameRate): Rung[] {
  const shortSide = Math.min(display.width, display.height);
  const fitting = LADDER.filter((rung) => rung.shortSide * SIZE_TOLERANCE <= shortSide);
  const rungs = fitting.length > 0 ? fitting : [{ ...LADDER[0], shortSide }];
  const motion = framesPerSecond(frameRate) > FAST_MOTION_FPS ? FAST_MOTION_FACTOR : 1;
  return rungs.map((rung) => {
    const scale = Math.min(1, rung.shortSide / shortSide);
    return {
      name: `${rung.shortSide}p`,
      lane: rung.lane,
      width: toEven(display.width * scale),
      height: toEven(display.height * scale),
      crf: rung.crf,
      maxrateBps: Math.round(rung.maxrateBps * motion),
    };
  });
}

/** H.264 with 4:2:0 chroma has even sizes only; 16 is the least that every decoder takes. */
const toEven = (pixels: number) => Math.max(16, Math.round(pixels / 2) * 2);
