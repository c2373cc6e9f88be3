import type { Level } from './hls-engine.ts';

const NAMES: Readonly<Record<number, string>> = { 1440: '1440p', 2160: '4K', 4320: '8K' };

/** A quality as viewers call it, by the picture's short side: "1080p" for 1920 x 1080 and for 1080 x 1920. */
export function nameLevel({ width, height }: Pick<Level, 'width' | 'height'>): string {
  const shortSide = Math.min(width, height);
  if (!shortSide) return 'Sound only';
  return NAMES[shortSide] ?? `${shortSide}p`;
}
