import { encode } from 'uqr';
import type { QrCode } from './pages-schemas.ts';

/** Light modules around the code: readers need four (ISO/IEC 18004, 5.3.8); the page's own white gives the rest. */
const BORDER_MODULES = 2;

/** An address as a QR code. Runs of dark modules are one stroke each, so that the path stays short. */
export function makeQrCode(text: string): QrCode {
  const { size, data } = encode(text, { ecc: 'M', border: BORDER_MODULES });
  const path = data.flatMap((row, y) => findRuns(row).map(({ start, length }) => `M${start} ${y}h${length}v1h-${length}z`)).join('');
  return { sizeModules: size, path };
}

function findRuns(row: readonly boolean[]): { readonly start: number; readonly length: number }[] {
  const runs: { start: number; length: number }[] = [];
  row.forEach((isDark, x) => {
    const last = runs.at(-1);
    if (!isDark) return;
    if (last && last.start + last.length === x) last.length += 1;
    else runs.push({ start: x, length: 1 });
  });
  return runs;
}
