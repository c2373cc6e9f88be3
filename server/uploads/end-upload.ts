import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { ObjectStore } from '../../core/object-storage/object-store.ts';
import type { ServerDependencies } from '../app.ts';
import { recordEnd, recordFreed, type UploadRecord } from './uploads-queries.ts';

export type EndingDependencies = Pick<ServerDependencies, 'database' | 'objectStore'>;

/**
 * Ends an upload under way and deletes what there is of it. The row comes first: from then on nobody writes, and if we
 * die before the bytes are gone, the sweep deletes them.
 * @returns false when the upload was not under way.
 */
export async function endUpload(dependencies: EndingDependencies, upload: UploadRecord, state: 'TERMINATED' | 'EXPIRED'): Promise<boolean> {
  if (!(await recordEnd(dependencies.database, upload.id, state))) return false;
  await freeUpload(dependencies, upload);
  return true;
}

/** Deletes the bytes of an ended upload. */
export async function freeUpload({ database, objectStore }: EndingDependencies, upload: UploadRecord): Promise<void> {
  if (upload.multipartId) await objectStore.abortMultipart(upload.objectKey, upload.multipartId);
  await deleteUploadBytes(objectStore, upload.id, () => true);
  await recordFreed(database, upload.id);
}

/** Deletes what lies in the store under an upload's name, as far as `isUseless` says. */
export async function deleteUploadBytes(objectStore: ObjectStore, uploadId: string, isUseless: (key: string) => boolean): Promise<void> {
  let cursor: string | null = null;
  do {
    const page = await objectStore.list(objectKeys.upload(uploadId), { cursor: cursor ?? undefined });
    const keys = page.objects.map(({ key }) => key).filter(isUseless);
    if (keys.length > 0) await objectStore.deleteMany(keys);
    cursor = page.nextCursor;
  } while (cursor);
}
