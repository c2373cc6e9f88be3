import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError } from '../../../core/errors.ts';
import { cutPage, readCursor, writeCursor } from '../../../server/catalog/list-cursor.ts';

const SECRET = 'a secret that signs cursors';
const position = fc.record({
  createdAt: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
  id: fc.stringMatching(/^[a-z0-9]{16}$/),
});

const refuses = (cursor: string, list = ['videos', 'newest'], secret = SECRET) => {
  try {
    readCursor(secret, list, cursor);
    return false;
  } catch (error) {
    return error instanceof AppError && error.code === 'bad_cursor';
  }
};

test('a cursor leads back to its place', () => {
  fc.assert(
    fc.property(position, (place) => {
      expect(readCursor(SECRET, ['videos', 'newest'], writeCursor(SECRET, ['videos', 'newest'], place))).toEqual(place);
    }),
  );
});

test('a cursor of another list, sort or secret is refused', () => {
  const cursor = writeCursor(SECRET, ['videos', 'newest'], { createdAt: new Date(), id: 'abcdefgh12345678' });
  expect(refuses(cursor)).toBe(false);
  expect(refuses(cursor, ['videos', 'oldest'])).toBe(true);
  expect(refuses(cursor, ['channels', 'newest'])).toBe(true);
  expect(refuses(cursor, ['videos', 'newest'], 'another secret')).toBe(true);
});

test('garbage is refused, whatever it is, and nothing else is thrown', () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (garbage) => refuses(garbage)));
  const cursor = writeCursor(SECRET, ['videos', 'newest'], { createdAt: new Date(5000), id: 'abcdefgh12345678' });
  const moved = Buffer.from(Buffer.from(cursor, 'base64url').toString().replace('5000', '6000')).toString('base64url');
  expect(refuses(moved)).toBe(true);
});

test('only a page with something behind it has a next cursor', () => {
  const rows = [1, 2, 3].map((number) => ({ createdAt: new Date(number), id: `id${number}` }));
  expect(cutPage(rows, 3, SECRET, ['l']).nextCursor).toBeNull();
  const page = cutPage(rows, 2, SECRET, ['l']);
  expect(page.rows).toEqual(rows.slice(0, 2));
  expect(readCursor(SECRET, ['l'], page.nextCursor ?? '')).toEqual(rows[1]);
});
