const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Seconds as a clock shows them: "0:07", "12:40", "1:02:03". Unknown or negative times read "0:00". */
export function formatClock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const hours = Math.floor(whole / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  const rest = String(whole % MINUTE).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** A film's length: rounded, so that 59.96 s reads "1:00". */
export const formatDuration = (seconds: number) => formatClock(Math.round(seconds));

/** A stretch of time to wait, as one says it: "a few seconds", "about 40 s", "about 3 min", "about 1 h 20 min". */
export function formatWait(seconds: number): string {
  if (seconds < 5) return 'a few seconds';
  if (seconds < MINUTE - 5) return `about ${Math.ceil(seconds / 5) * 5} s`;
  const minutes = Math.round(seconds / MINUTE);
  if (minutes < 60) return `about ${Math.max(1, minutes)} min`;
  const rest = minutes % 60;
  return rest === 0 ? `about ${minutes / 60} h` : `about ${Math.floor(minutes / 60)} h ${rest} min`;
}

const plural = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'} ago`;

/** How long ago something appeared: "just now", "5 minutes ago", "3 days ago", then the date "4 March 2026". */
export function formatAge(iso: string, now: number = Date.now()): string {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (seconds < MINUTE) return 'just now';
  if (seconds < HOUR) return plural(Math.floor(seconds / MINUTE), 'minute');
  if (seconds < DAY) return plural(Math.floor(seconds / HOUR), 'hour');
  if (seconds < 2 * DAY) return 'yesterday';
  if (seconds < 14 * DAY) return plural(Math.floor(seconds / DAY), 'day');
  return formatDate(iso);
}

/** "4 March 2026", in the reader's own time zone. */
export function formatDate(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(iso));
}
