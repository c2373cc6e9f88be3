import { type FrameRate, framesPerSecond } from './transcode-plan.ts';

const rate = (numerator: number, denominator = 1): FrameRate => ({ numerator, denominator });

/** Natural frame rates (Apple HLS authoring 1.18), slowest first. */
const NATURAL_RATES = [rate(24000, 1001), rate(24), rate(25), rate(30000, 1001), rate(30), rate(48), rate(50), rate(60000, 1001), rate(60)];
const FASTEST = 60;
const FALLBACK = rate(30);
/** Slower than this is a row of slides; a player still wants a key frame every two seconds. */
const SLOWEST = 2;
const TOLERANCE = 0.0005;
const JITTER = 0.02;

/**
 * The constant rate to publish a source at: its own when that is steady and at most 60, a whole fraction of it when
 * it is faster, and the next natural rate when its timestamps have no steady rate.
 * @param average frames divided by seconds, as probed
 * @param base the smallest rate whose grid holds all timestamps, as probed; differs from the average when it varies
 */
export function planFrameRate(average: FrameRate | null, base: FrameRate | null): FrameRate {
  const probed = average ?? base;
  if (!probed) return FALLBACK;
  const fps = framesPerSecond(probed);
  if (fps < SLOWEST) return FALLBACK;
  if (fps > FASTEST * (1 + TOLERANCE)) return slowDown(probed);
  const natural = nearest(fps);
  if (isWithin(fps, natural, TOLERANCE)) return natural;
  // Frames are missing here and there (a screen recording), or the average was counted badly: the grid is the rate.
  const grid = base && nearest(framesPerSecond(base));
  if (base && grid && isWithin(framesPerSecond(base), grid, TOLERANCE) && fps < framesPerSecond(base)) return grid;
  if (base && isWithin(fps, base, TOLERANCE)) return simplify(base);
  if (isWithin(fps, natural, JITTER)) return natural;
  return NATURAL_RATES.find((candidate) => framesPerSecond(candidate) >= fps) ?? FALLBACK;
}

/** 120 becomes 60, 100 becomes 50, 90 becomes 45: every n-th frame, so that motion stays even. */
function slowDown(probed: FrameRate): FrameRate {
  const divisor = Math.ceil(framesPerSecond(probed) / (FASTEST * (1 + TOLERANCE)));
  const fps = framesPerSecond(probed) / divisor;
  const natural = nearest(fps);
  return isWithin(fps, natural, JITTER) ? natural : rate(FASTEST);
}

function nearest(fps: number): FrameRate {
  const distance = (candidate: FrameRate) => Math.abs(framesPerSecond(candidate) - fps);
  return NATURAL_RATES.reduce((best, candidate) => (distance(candidate) < distance(best) ? candidate : best));
}

function isWithin(fps: number, candidate: FrameRate, tolerance: number): boolean {
  return Math.abs(framesPerSecond(candidate) / fps - 1) <= tolerance;
}

/** Containers write 15 as 15360/1024; rates with odd large terms become thousandths. */
function simplify({ numerator, denominator }: FrameRate): FrameRate {
  const divisor = greatestCommonDivisor(numerator, denominator);
  const simple = rate(numerator / divisor, denominator / divisor);
  if (simple.numerator <= 60_000) return simple;
  return simplify(rate(Math.max(1, Math.round((1000 * numerator) / denominator)), 1000));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
