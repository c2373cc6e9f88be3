import { expect, test } from 'vitest';
import { AppError, ERROR_KINDS, hasCode, isPermanent } from '../../core/errors.ts';

test("an error without a sentence of its own says its code's title", () => {
  expect(new AppError('not_found').message).toBe('There is nothing here.');
  expect(new AppError('not_found', 'There is no video with this id.').message).toBe('There is no video with this id.');
});

test('the cause is kept', () => {
  const cause = new Error('ECONNREFUSED');
  expect(new AppError('object_store_unavailable', undefined, { cause }).cause).toBe(cause);
});

test('only codes that no second try can help are permanent; foreign errors never are', () => {
  expect(isPermanent(new AppError('source_not_media'))).toBe(true);
  expect(isPermanent(new AppError('object_store_unavailable'))).toBe(false);
  expect(isPermanent(new Error('boom'))).toBe(false);
});

test('a code is recognised on an AppError alone', () => {
  expect(hasCode(new AppError('not_found'), 'not_found')).toBe(true);
  expect(hasCode(new AppError('conflict'), 'not_found')).toBe(false);
  expect(hasCode(Object.assign(new Error('x'), { code: 'not_found' }), 'not_found')).toBe(false);
});

test('faults of the server are worth another try, faults of the request are not', () => {
  for (const [code, kind] of Object.entries(ERROR_KINDS)) expect(kind.permanent, code).toBe(kind.status < 500);
});
