import { expect, test } from 'vitest';
import { offlineError, readProblem } from '../../../player/catalog-client.ts';
import { describeError } from '../../../player/words/describe-error.ts';

test('a connection that is gone is named, and another try is offered', () => {
  expect(describeError(offlineError(new TypeError('Failed to fetch')))).toEqual({
    title: 'The server does not answer',
    detail: 'Check your connection, then try again.',
    canRetry: true,
  });
});

test("a fault of the server's is worth another try, a thing that is not there is not", () => {
  expect(describeError(readProblem(503, { type: '/problems/unavailable', title: 'The service is not ready' })).canRetry).toBe(true);
  expect(describeError(readProblem(404, { type: '/problems/not_found', title: 'x' }))).toMatchObject({
    title: 'There is nothing here',
    canRetry: false,
  });
});

test("a refusal keeps the server's own sentence", () => {
  const error = readProblem(413, { type: '/problems/quota_exceeded', title: 'The upload does not fit', detail: '3 GB are left.' });
  expect(describeError(error)).toEqual({ title: 'The upload does not fit', detail: '3 GB are left.', canRetry: false });
});

test('a fault of the page itself says so without its inner words', () => {
  expect(describeError(new TypeError('x is undefined')).title).toBe('Something went wrong on this page');
});
