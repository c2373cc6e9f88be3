import { enqueueTranscode } from '../../core/queues/transcode-queue.ts';
import type { ServerDependencies } from '../app.ts';
import { deleteUploadBytes } from './end-upload.ts';
import { planDraftTitle } from './parse-upload-metadata.ts';
import { recordCompletion, type UploadRecord } from './uploads-queries.ts';

export type CompletionDependencies = Pick<ServerDependencies, 'database' | 'objectStore' | 'transcodeQueue'>;

/**
 * Makes an asset and a private draft of an upload whose bytes are all there, and asks for it to be transcoded. Every
 * step can be repeated, and only one transaction decides, so that it happens exactly once: whether the last request is
 * sent again, two servers do this at the same time, or one dies between any two lines (sweep-uploads.ts comes by; a
 * job that was never added is added by the worker's own sweep).
 */
export async function completeUpload(
  { database, objectStore, transcodeQueue }: CompletionDependencies,
  upload: UploadRecord,
): Promise<void> {
  const { objectKey, multipartId, parts, filetype: contentType } = upload;
  if (multipartId) await objectStore.completeMultipart(objectKey, multipartId, parts);
  else if (upload.sizeBytes === 0) await objectStore.put(objectKey, Buffer.alloc(0), { contentType });
  const assetId = await recordCompletion(database, upload, planDraftTitle(upload));
  await enqueueTranscode(transcodeQueue, { assetId, version: 1 });
  await deleteUploadBytes(objectStore, upload.id, (key) => key !== objectKey).catch(() => undefined); // Tails that lost their use.
}
