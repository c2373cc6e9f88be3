/**
 * The window in which one listener of one episode is one download (IAB v2.3 asks to state it): the calendar day in UTC.
 * It turns with the salt that hashes addresses, so that a count never needs to know a listener for longer than a day.
 */
export const COUNTING_WINDOW = 'calendar-day-utc';

/** Days before today that still count what comes late: access logs are written hours after. Then they are closed. */
export const OPEN_DAYS_BEFORE_TODAY = 3;

/** What clocks of servers and of the store may differ by. */
const CLOCK_TOLERANCE_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A calendar day in UTC, `2026-11-23`; in the order of time as text. */
export type Day = string;

export function dayOf(instant: Date): Day {
  return instant.toISOString().slice(0, 10);
}

export function addDays(day: Day, days: number): Day {
  return dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS));
}

/** The oldest day that still counts. */
export function firstOpenDay(now: Date): Day {
  return addDays(dayOf(now), -OPEN_DAYS_BEFORE_TODAY);
}

export function isOpenDay(day: Day, now: Date): boolean {
  return day >= firstOpenDay(now) && day <= dayOf(new Date(now.getTime() + CLOCK_TOLERANCE_MS));
}
