import { DetailedError, Upload } from 'tus-js-client';
import { type ApiError, offlineError, readProblem } from '../catalog-client.ts';
import { addSample, measureRate, type Sample, secondsLeft } from './measure-rate.ts';
import { NEW_TRANSFER, type TransferStatus } from './transfer-status.ts';

export interface Transfer {
  readonly pause: () => void;
  readonly resume: () => void;
  /** Ends the upload here and at the server. */
  readonly cancel: () => void;
}

const ENDPOINT = '/api/uploads';
/** Half an hour of patience with a server that is away. */
const RETRY_DELAYS_MS = [1000, 2000, 5000, 10_000, 20_000, ...Array.from({ length: 60 }, () => 30_000)];

/** Sends a file by tus 1.0, going on where an earlier try of the same file stopped, even before a reload. */
export function startTransfer(file: File, onStatus: (status: TransferStatus) => void): Transfer {
  let status = NEW_TRANSFER;
  let samples: readonly Sample[] = [];
  const change = (changes: Partial<TransferStatus>) => {
    status = { ...status, ...changes };
    onStatus(status);
  };
  const countdown = openCountdown((seconds) =>
    change({ state: 'retrying', retryInSeconds: seconds, bytesPerSecond: null, secondsLeft: null }),
  );
  const stopWith = (changes: Partial<TransferStatus>) => {
    countdown.stop();
    samples = [];
    change({ bytesPerSecond: null, secondsLeft: null, retryInSeconds: null, ...changes });
  };

  const upload = new Upload(file, {
    endpoint: ENDPOINT,
    metadata: { filename: file.name, filetype: file.type || 'application/octet-stream' },
    retryDelays: RETRY_DELAYS_MS,
    removeFingerprintOnSuccess: true,
    onUploadUrlAvailable: () => change({ uploadId: idOf(upload.url) }),
    onProgress: (sentBytes) => {
      countdown.stop();
      samples = addSample(samples, { atMs: Date.now(), bytes: sentBytes });
      const bytesPerSecond = measureRate(samples);
      const left = secondsLeft(file.size - sentBytes, bytesPerSecond);
      change({ state: 'sending', sentBytes, bytesPerSecond, secondsLeft: left, retryInSeconds: null });
    },
    onShouldRetry: (error, attempt) => {
      const willRetry = isWorthRetrying(error.originalResponse?.getStatus() ?? 0);
      if (willRetry) countdown.start((RETRY_DELAYS_MS[attempt] ?? 0) / 1000);
      return willRetry;
    },
    onError: (error) => stopWith({ state: 'failed', error: toApiError(error) }),
    onSuccess: () => stopWith({ state: 'sent', sentBytes: file.size, uploadId: idOf(upload.url) }),
  });

  void resumeEarlier(upload).then(() => upload.start());
  return {
    pause: () => {
      void upload.abort();
      stopWith({ state: 'paused' });
    },
    resume: () => {
      change({ state: 'sending', error: null });
      upload.start();
    },
    cancel: () => {
      countdown.stop();
      // The server forgets it by itself if this request does not come through.
      upload.abort(true).catch(() => undefined);
    },
  };
}

async function resumeEarlier(upload: Upload): Promise<void> {
  const [earlier] = await upload.findPreviousUploads().catch(() => []);
  if (earlier) upload.resumeFromPreviousUpload(earlier);
}

const idOf = (url: string | null) => (url ? decodeURIComponent(new URL(url, location.href).pathname.split('/').at(-1) ?? '') : null);

/** No answer, a held lock, an offset that moved on, a limit or the server's own trouble pass; a refusal stays. */
const isWorthRetrying = (status: number) => status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;

function toApiError(error: Error): ApiError {
  const response = error instanceof DetailedError ? error.originalResponse : null;
  if (!response) return offlineError(error);
  return readProblem(response.getStatus(), parseJson(response.getBody()));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Tells the seconds that are left, once a second. */
function openCountdown(onSeconds: (seconds: number) => void) {
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = () => clearInterval(timer);
  const start = (seconds: number) => {
    stop();
    let left = Math.ceil(seconds);
    onSeconds(left);
    timer = setInterval(() => left > 0 && onSeconds(--left), 1000);
  };
  return { start, stop };
}
