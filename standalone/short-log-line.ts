const ERROR_LEVEL = 50;

/** A short line for the terminal when a line of a role's log is an error (pino level 50 and above), else null. */
export function shortLogLine(role: string, line: string): string | null {
  try {
    const { level, msg, err } = JSON.parse(line) as { level?: number; msg?: string; err?: { message?: string } };
    if ((level ?? 0) < ERROR_LEVEL) return null;
    const cause = err?.message?.split('\n')[0];
    return `${role}: ${[msg, cause === msg ? null : cause].filter(Boolean).join(': ')}`;
  } catch {
    // What is no JSON was not written by our logger: the reason why a process cannot start, usually.
    return null;
  }
}
