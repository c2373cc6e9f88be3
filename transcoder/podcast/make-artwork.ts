import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { StoredArtwork } from '../../core/podcasts/podcast-details.ts';
import { type ArtworkFormat, artworkFileName } from '../../core/podcasts/podcast-urls.ts';
import type { ArtworkPayload } from '../../core/queues/artwork-queue.ts';
import type { Transcoder } from '../transcoder.ts';
import { findPictureOwner, type PictureOwner, replaceArtwork } from './artwork-queries.ts';
import { drawCover } from './draw-cover.ts';
import { type ResizedArtwork, resizeArtwork } from './resize-artwork.ts';
import { nameContent, storeBytes } from './store-file.ts';

const DRAWN_PX = 3000;
const CONTENT_TYPES: Record<ArtworkFormat, string> = { jpg: 'image/jpeg', webp: 'image/webp', avif: 'image/avif' };

/**
 * Makes the sizes of a show's or an episode's picture; draws a cover for a show that has none. Then asks for the feed,
 * and for the files of an episode whose own picture it is. Safe to repeat.
 */
export async function makeArtwork(transcoder: Transcoder, payload: ArtworkPayload): Promise<void> {
  const { database, jobs } = transcoder;
  const owner = await findPictureOwner(database, payload);
  if (!owner || owner.artwork?.isReady) return;
  if (owner.artwork) await finishPicture(transcoder, owner, owner.artwork);
  else if (owner.episodeId === null) await finishCover(transcoder, owner);
  await jobs.feeds.add({ showId: owner.showId });
  if (owner.episodeId !== null) await jobs.episodeFiles.add({ episodeId: owner.episodeId });
}

/** The show's picture, made now if nobody has made it yet; null while what was chosen keeps changing. */
export async function ensureShowArtwork(transcoder: Transcoder, showId: string): Promise<StoredArtwork | null> {
  await makeArtwork(transcoder, { showId, episodeId: null });
  const artwork = (await findPictureOwner(transcoder.database, { showId, episodeId: null }))?.artwork;
  return artwork?.isReady ? artwork : null;
}

async function finishPicture(transcoder: Transcoder, owner: PictureOwner, artwork: StoredArtwork): Promise<void> {
  const { database, objectStore, logger } = transcoder;
  const read = await objectStore.get(objectKeys.artwork(owner.showId, artwork.hash));
  if (read.notModified) return;
  const resized = await resizeArtwork(await buffer(read.body)).catch((error: unknown) => {
    logger.warn({ err: error, showId: owner.showId, episodeId: owner.episodeId, hash: artwork.hash }, 'a picture cannot be decoded');
    return null;
  });
  if (!resized) return refusePicture(transcoder, owner);
  await storeSizes(transcoder, owner.showId, artwork.hash, resized);
  await replaceArtwork(database, owner, { ...artwork, sizePx: resized.sizePx, isReady: true });
}

/** What cannot be decoded is forgotten: an episode shows its show's picture then, a show one that we draw. */
async function refusePicture(transcoder: Transcoder, owner: PictureOwner): Promise<void> {
  await replaceArtwork(transcoder.database, owner, null);
  if (owner.episodeId === null) await finishCover(transcoder, { ...owner, artwork: null });
}

async function finishCover(transcoder: Transcoder, owner: PictureOwner): Promise<void> {
  const original = await sharp(Buffer.from(drawCover(owner.guid)), { density: 72 })
    .resize(DRAWN_PX, DRAWN_PX)
    .png()
    .toBuffer();
  const hash = nameContent(original);
  await storeBytes(transcoder.objectStore, objectKeys.artwork(owner.showId, hash), original, 'image/png');
  const resized = await resizeArtwork(original);
  await storeSizes(transcoder, owner.showId, hash, resized);
  await replaceArtwork(transcoder.database, owner, { hash, sizePx: resized.sizePx, isReady: true, isGenerated: true });
}

async function storeSizes({ objectStore }: Transcoder, showId: string, hash: string, { files }: ResizedArtwork): Promise<void> {
  await Promise.all(
    files.map(({ size, format, bytes }) =>
      storeBytes(objectStore, objectKeys.artwork(showId, artworkFileName(hash, size, format)), bytes, CONTENT_TYPES[format]),
    ),
  );
}
