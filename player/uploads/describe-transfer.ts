import { describeError } from '../words/describe-error.ts';
import { formatSpeed } from '../words/format-bytes.ts';
import { formatWait } from '../words/format-time.ts';
import type { TransferStatus } from './transfer-status.ts';

/** Where a file's bytes are, in words: "42 %, 12.4 MB/s, about 3 min left". */
export function describeTransfer(status: TransferStatus, sizeBytes: number): string {
  const percent = sizeBytes > 0 ? `${Math.floor((status.sentBytes / sizeBytes) * 100)} %` : '0 %';
  switch (status.state) {
    case 'sending': {
      const speed = status.bytesPerSecond === null ? null : formatSpeed(status.bytesPerSecond);
      const left = status.secondsLeft === null ? null : `${formatWait(status.secondsLeft)} left`;
      return [percent, speed, left].filter(Boolean).join(', ');
    }
    case 'paused':
      return `Paused at ${percent}`;
    case 'retrying':
      return status.retryInSeconds ? `Connection lost, trying again in ${status.retryInSeconds} s` : 'Connection lost, trying again';
    case 'failed': {
      const { title, detail } = describeError(status.error);
      return `${title}. ${detail}`;
    }
    case 'sent':
      return 'Uploaded';
  }
}
