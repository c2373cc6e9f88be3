import { expect, test } from 'vitest';
import { readProblem } from '../../../player/catalog-client.ts';
import { describeTransfer } from '../../../player/uploads/describe-transfer.ts';
import type { TransferStatus } from '../../../player/uploads/transfer-status.ts';

const sending: TransferStatus = {
  state: 'sending',
  sentBytes: 42e6,
  bytesPerSecond: 12.4e6,
  secondsLeft: 180,
  retryInSeconds: null,
  uploadId: null,
  error: null,
};

test('bytes that travel show share, speed and time left', () => {
  expect(describeTransfer(sending, 100e6)).toBe('42 %, 12.4 MB/s, about 3 min left');
});

test('the first moment shows only the share', () => {
  expect(describeTransfer({ ...sending, sentBytes: 0, bytesPerSecond: null, secondsLeft: null }, 100e6)).toBe('0 %');
});

test('a server that is away is said with the next try', () => {
  expect(describeTransfer({ ...sending, state: 'retrying', retryInSeconds: 5 }, 100e6)).toBe('Connection lost, trying again in 5 s');
});

test('a pause says where', () => {
  expect(describeTransfer({ ...sending, state: 'paused' }, 100e6)).toBe('Paused at 42 %');
});

test("a refusal gives the server's reason", () => {
  const error = readProblem(413, { type: '/problems/quota_exceeded', title: 'The upload does not fit', detail: '3 GB are left.' });
  expect(describeTransfer({ ...sending, state: 'failed', error }, 100e6)).toBe('The upload does not fit. 3 GB are left.');
});
