/** The waveform in `count` bars: the loudest of those that fall together, the nearest where there are too few. */
export function fitBars(peaks: readonly number[], count: number): readonly number[] {
  if (peaks.length === 0) return Array.from({ length: count }, () => 0);
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * peaks.length) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / count));
    return peaks.slice(from, to).reduce((highest, peak) => Math.max(highest, peak), 0);
  });
}
