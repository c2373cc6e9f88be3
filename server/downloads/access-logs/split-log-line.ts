/** The parts of a log line: what stands in brackets or quotes is one, unescaped; a lone hyphen means nothing. */
export function splitLogLine(line: string): string[] {
  return Array.from(line.slice(0, MAX_LINE).matchAll(PART), ([, bracketed, quoted, plain]) => {
    const text = bracketed ?? (quoted === undefined ? plain : unescapeLogText(quoted)) ?? '';
    return text === '-' ? '' : text;
  });
}

/** Longer ones are nobody's honest request. */
const MAX_LINE = 16_384;
const PART = /\[([^\]]*)\]|"((?:[^"\\]|\\.)*)"|(\S+)/g;

/** nginx writes `\x22`, Apache `\"`; either way one character is one byte, as Node reads headers. */
function unescapeLogText(text: string): string {
  return text.replace(/\\(?:x([0-9A-Fa-f]{2})|(.))/g, (_whole, hex?: string, plain?: string) =>
    hex ? String.fromCharCode(Number.parseInt(hex, 16)) : (plain ?? ''),
  );
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TIME = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}:\d{2}:\d{2})(?:\.\d+)? ([+-]\d{2})(\d{2})$/;

/** Reads `23/Nov/2026:05:51:24 +0100`; null for everything else. */
export function readLogTime(text: string): Date | null {
  const [, day, monthName = '', year, time, hours, minutes] = TIME.exec(text) ?? [];
  const month = MONTHS.indexOf(monthName) + 1;
  const at = new Date(`${year}-${String(month).padStart(2, '0')}-${day}T${time}${hours}:${minutes}`);
  return Number.isNaN(at.getTime()) ? null : at;
}
