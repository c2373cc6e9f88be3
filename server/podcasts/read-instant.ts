import { AppError } from '../../core/errors.ts';

/** Offsets can carry an instant beyond the years that PostgreSQL and ISO 8601 write alike, so neither end is near. */
const FIRST_INSTANT_MS = Date.UTC(1970, 0);
const END_OF_INSTANTS_MS = Date.UTC(3000, 0);

/** Reads an instant to the second: what feeds carry knows no smaller part. @throws AppError `validation_failed` */
export function readInstant(field: string, text: string): Date {
  const milliseconds = new Date(text).getTime();
  if (Number.isNaN(milliseconds)) throw new AppError('validation_failed', `${field} is not an instant that exists.`);
  if (milliseconds < FIRST_INSTANT_MS || milliseconds >= END_OF_INSTANTS_MS) {
    throw new AppError('validation_failed', `${field} must lie in the years 1970 to 2999, in UTC.`);
  }
  return toSecond(new Date(milliseconds));
}

export function toSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}
