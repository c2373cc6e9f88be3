import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { ObjectStore } from '../../core/object-storage/object-store.ts';
import type { Remains } from './imports-queries.ts';

/** Deletes what a show that is gone had in the store. Whatever a worker still writes meanwhile is nobody's. */
export async function removeObjects(objectStore: ObjectStore, { showId, episodeIds, assets }: Remains): Promise<void> {
  await objectStore.deleteMany(assets.map(({ sourceKey }) => sourceKey));
  const prefixes = [
    objectKeys.artwork(showId, ''),
    objectKeys.feeds(showId),
    ...episodeIds.map((id) => objectKeys.episodeFile(id, '')),
    ...assets.map(({ id }) => objectKeys.asset(id)),
  ];
  for (const prefix of prefixes) await removeBelow(objectStore, prefix);
}

async function removeBelow(objectStore: ObjectStore, prefix: string): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await objectStore.list(prefix, { cursor });
    await objectStore.deleteMany(page.objects.map(({ key }) => key));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
