import { AppError } from '../errors.ts';
import type { ByteRange, GetOptions, ObjectHead } from './object-store.ts';

/**
 * The bytes that a range means in an object of this size, both ends inclusive (RFC 9110 14.1.2).
 * @throws AppError `range_not_satisfiable`
 */
export function resolveRange(range: ByteRange, sizeBytes: number): { start: number; end: number } {
  const last = sizeBytes - 1;
  const resolved =
    'suffixLength' in range
      ? { start: Math.max(0, sizeBytes - range.suffixLength), end: last }
      : { start: range.start, end: Math.min(range.end ?? last, last) };
  requireRange(range);
  if (resolved.start > resolved.end) throw new AppError('range_not_satisfiable');
  return resolved;
}

/** Refuses what can never be a range: negative or broken numbers, an end before the start, the last zero bytes. */
export function requireRange(range: ByteRange): void {
  const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0;
  const sound =
    'suffixLength' in range
      ? isCount(range.suffixLength) && range.suffixLength > 0
      : isCount(range.start) && (range.end === undefined || (isCount(range.end) && range.end >= range.start));
  if (!sound) throw new AppError('range_not_satisfiable');
}

/** True when the reader's copy is still good: If-None-Match decides alone where it is given (RFC 9110 13.2.2). */
export function isUnchanged(head: ObjectHead, { ifNoneMatch, ifModifiedSince }: GetOptions): boolean {
  if (ifNoneMatch !== undefined) return matchesETag(ifNoneMatch, head.etag);
  return ifModifiedSince !== undefined && head.lastModified.getTime() <= ifModifiedSince.getTime();
}

/** Weak comparison of an `If-None-Match` field, a list or `*`, with a strong ETag (RFC 9110 8.8.3.2). */
function matchesETag(field: string, etag: string): boolean {
  const candidates = field.split(',').map((candidate) => candidate.trim().replace(/^W\//, ''));
  return candidates.includes('*') || candidates.includes(etag);
}
