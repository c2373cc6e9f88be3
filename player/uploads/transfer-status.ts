import type { ApiError } from '../catalog-client.ts';

export type TransferState = 'sending' | 'paused' | 'retrying' | 'sent' | 'failed';

/** How a file's bytes are getting on. */
export interface TransferStatus {
  readonly state: TransferState;
  readonly sentBytes: number;
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** Seconds until the next try, while `retrying`. */
  readonly retryInSeconds: number | null;
  /** The upload's id at the server, as soon as it has one. */
  readonly uploadId: string | null;
  readonly error: ApiError | null;
}

export const NEW_TRANSFER: TransferStatus = {
  state: 'sending',
  sentBytes: 0,
  bytesPerSecond: null,
  secondsLeft: null,
  retryInSeconds: null,
  uploadId: null,
  error: null,
};
