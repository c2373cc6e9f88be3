import { createId } from '../../../core/identifiers.ts';
import { objectKeys } from '../../../core/object-storage/object-keys.ts';
import { createTestAccount } from '../../support/create-account.ts';
import type { TestEnvironment } from '../../support/environment.ts';

export const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
export const IMMUTABLE = 'public, max-age=31536000, immutable';
/** Long enough to be worth compressing. */
export const PLAYLIST = `#EXTM3U\n#EXT-X-VERSION:7\n${'#EXTINF:6.0,\n00000.m4s\n'.repeat(50)}`;
export const SEGMENT = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));

export interface TestAsset {
  readonly assetId: string;
  readonly videoId: string;
}

/** An asset with one playlist, one segment and a poster in the store, shown by one video. */
export async function createTestAsset(
  environment: TestEnvironment,
  video: { visibility: 'PUBLIC' | 'UNLISTED' | 'PRIVATE'; publishAt?: Date },
): Promise<TestAsset> {
  const { database, objectStore } = environment;
  const { accountId } = await createTestAccount(environment);
  const [assetId, videoId] = [createId(), createId()];
  await database.asset.create({
    data: { id: assetId, ownerId: accountId, filename: 'a.mp4', sourceKey: 'uploads/a/source', sourceBytes: 1n },
  });
  await database.video.create({ data: { id: videoId, ownerId: accountId, assetId, title: 'A video', publishAt: null, ...video } });
  const growing = { contentType: PLAYLIST_TYPE, cacheControl: 'public, max-age=2' };
  await objectStore.put(objectKeys.hls(assetId, 'master.m3u8'), PLAYLIST, growing);
  await objectStore.put(objectKeys.hls(assetId, 'v1/720p/00000.m4s'), SEGMENT, { contentType: 'video/mp4', cacheControl: IMMUTABLE });
  await objectStore.put(objectKeys.poster(assetId, 1), 'a picture', { contentType: 'image/jpeg', cacheControl: IMMUTABLE });
  return { assetId, videoId };
}
