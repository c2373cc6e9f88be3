import { AppError } from '../errors.ts';

/**
 * Which keys a store accepts. The rule is stricter than S3's so that a key is the same text in a URL, on a disk and
 * in a playlist, needs no escaping anywhere, and can never climb out of a folder.
 */
const PLAIN = /^[A-Za-z0-9._~!/-]+$/;
const MAXIMUM_KEY_LENGTH = 900;
/** File systems take 255 bytes a name; the folder store adds a suffix of its own. */
const MAXIMUM_SEGMENT_LENGTH = 200;

/** True for `a/b/c.m4s`; false for empty, `.` or `..` segments, a leading or trailing slash, and other characters. */
export function isObjectKey(key: string): boolean {
  return PLAIN.test(key) && key.length <= MAXIMUM_KEY_LENGTH && key.split('/').every(isSegment);
}

function isSegment(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..' && segment.length <= MAXIMUM_SEGMENT_LENGTH;
}

/** @throws AppError `bad_request` for a key that no store accepts. */
export function requireObjectKey(key: string): void {
  if (!isObjectKey(key)) throw new AppError('bad_request', 'That is not an object key.');
}

/** A prefix is the beginning of a key: everything, or whole segments and the start of one more. */
export function requireKeyPrefix(prefix: string): void {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const plain = prefix === '' || PLAIN.test(prefix);
  if (!plain || (folder !== '' && !isObjectKey(folder.slice(0, -1)))) throw new AppError('bad_request', 'That is not a key prefix.');
}

/** A list's cursor carries the last key of the page before, in base64url. */
export function encodeListCursor(lastKey: string): string {
  return Buffer.from(lastKey).toString('base64url');
}

/** @throws AppError `bad_cursor` */
export function decodeListCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString();
  if (!isObjectKey(key)) throw new AppError('bad_cursor');
  return key;
}
