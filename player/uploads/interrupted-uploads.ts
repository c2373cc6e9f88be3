import { defaultOptions } from 'tus-js-client';

/** An upload that a reload or a closed tab cut off; the same file chosen again goes on with it. */
export interface InterruptedUpload {
  readonly key: string;
  readonly filename: string;
  readonly sizeBytes: number;
}

/** What tus-js-client remembers of unfinished uploads in this browser. */
export async function listInterruptedUploads(): Promise<InterruptedUpload[]> {
  const uploads = (await defaultOptions.urlStorage?.findAllUploads()) ?? [];
  return uploads.map(({ urlStorageKey, metadata, size }) => ({
    key: urlStorageKey,
    filename: metadata['filename'] ?? 'A file',
    sizeBytes: size ?? 0,
  }));
}

/** Forgets one; the server ends it by itself when its time is over. */
export async function forgetInterruptedUpload(key: string): Promise<void> {
  await defaultOptions.urlStorage?.removeUpload(key);
}
