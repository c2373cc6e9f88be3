import { createHmac, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../core/errors.ts';

/**
 * Cursors of keyset pagination: the place of the last item that was shown, in the list's own order. They are signed
 * together with the list they belong to, so that a cursor of another list, sort or filter is refused and no position
 * can be made up. Opaque to clients: base64url of `{createdAt in ms}.{id}.{signature}`.
 */
export interface ListPosition {
  readonly createdAt: Date;
  readonly id: string;
}

/** Everything that makes a list this list: its name, sort and filters. */
export type ListIdentity = readonly (string | null)[];

const SIGNATURE_BYTES = 12;
const SHAPE = /^(\d{1,15})\.([a-z0-9]+)\.([A-Za-z0-9_-]{16})$/;

export function writeCursor(secret: string, list: ListIdentity, { createdAt, id }: ListPosition): string {
  const place = `${createdAt.getTime()}.${id}`;
  return Buffer.from(`${place}.${sign(secret, list, place).toString('base64url')}`).toString('base64url');
}

/** @throws AppError `bad_cursor` unless this very list gave the cursor out. */
export function readCursor(secret: string, list: ListIdentity, cursor: string): ListPosition {
  const [, createdAt, id, signature] = SHAPE.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (!createdAt || !id || !signature) throw new AppError('bad_cursor');
  const expected = sign(secret, list, `${createdAt}.${id}`);
  if (!timingSafeEqual(expected, Buffer.from(signature, 'base64url'))) throw new AppError('bad_cursor');
  return { createdAt: new Date(Number(createdAt)), id };
}

/**
 * Cuts a page out of rows that were asked for one beyond the limit: that one only tells that there is a next page.
 */
export function cutPage<Row extends ListPosition>(rows: readonly Row[], limit: number, secret: string, list: ListIdentity) {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { rows: shown, nextCursor: last ? writeCursor(secret, list, last) : null };
}

function sign(secret: string, list: ListIdentity, place: string): Buffer {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['cursor', list, place]))
    .digest()
    .subarray(0, SIGNATURE_BYTES);
}
