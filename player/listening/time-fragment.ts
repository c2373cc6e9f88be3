/**
 * A time in an address: `#t=95`, `#t=1:35` or `#t=npt:1:01:35` (W3C Media Fragments, 4.2.1; an end after a comma is
 * not ours to keep). Null for every other fragment.
 */
export function parseTimeFragment(hash: string): number | null {
  const [, value] = /^#(?:.*&)?t=(?:npt:)?([\d:.]{1,20})(?:,|&|$)/.exec(hash) ?? [];
  if (value === undefined) return null;
  const parts = value.split(':').map((part) => (/^\d+(\.\d*)?$/.test(part) ? Number(part) : Number.NaN));
  if (parts.length > 3) return null;
  const seconds = parts.reduce((sum, part) => sum * 60 + part, 0);
  return Number.isFinite(seconds) ? seconds : null;
}

/** The same the other way, to the millisecond: a chapter may begin within a second. */
export const formatTimeFragment = (seconds: number) => `#t=${Number(seconds.toFixed(3))}`;
