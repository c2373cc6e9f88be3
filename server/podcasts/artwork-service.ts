import { createHash } from 'node:crypto';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { StoredArtwork } from '../../core/podcasts/podcast-details.ts';
import { wantEpisodeFiles, wantFeed } from '../../core/podcasts/wanted-queries.ts';
import type { Caller, ServerDependencies } from '../app.ts';
import { findShowArtwork, setEpisodeArtwork, setShowArtwork } from './artwork-queries.ts';
import { checkArtwork } from './check-artwork.ts';
import type { Episode } from './episodes-schemas.ts';
import { describeById as describeEpisodeById } from './episodes-service.ts';
import { findOwnEpisode } from './find-episode.ts';
import { findOwnShow } from './find-show.ts';
import { inTransaction } from './shows-queries.ts';
import type { Show } from './shows-schemas.ts';
import { describeById as describeShowById, type ShowParts } from './shows-service.ts';

type Parts = ShowParts & Pick<ServerDependencies, 'objectStore'>;

/** A picture as it was sent. */
export interface SentPicture {
  readonly bytes: Buffer;
  readonly type: string;
}

const HASH_LENGTH = 16;
/** The name is made of the bytes: what is behind it never changes. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

/**
 * Gives a show another cover. It is shown once the worker has made its sizes, which then asks for the feed too; until
 * then the feed stays as it is.
 * @throws AppError `artwork_refused`
 */
export async function replaceShowArtwork(parts: Parts, caller: Caller, slug: string, picture: SentPicture): Promise<Show> {
  const { id } = await findOwnShow(parts.database, caller, slug);
  const artwork = await storePicture(parts, id, picture);
  const current = await findShowArtwork(parts.database, id);
  if (!isSamePicture(current, artwork)) {
    await setShowArtwork(parts.database, id, artwork);
    await parts.jobs.artwork.add({ showId: id, episodeId: null });
  }
  return describeShowById(parts, caller, id);
}

/** A show without a cover gets one that is drawn. */
export async function removeShowArtwork(parts: Parts, caller: Caller, slug: string): Promise<void> {
  const { id } = await findOwnShow(parts.database, caller, slug);
  const current = await findShowArtwork(parts.database, id);
  if (current?.isGenerated) return;
  await setShowArtwork(parts.database, id, null);
  await parts.jobs.artwork.add({ showId: id, episodeId: null });
}

/** Gives an episode a picture of its own; shown as that of a show is. @throws AppError `artwork_refused` */
export async function replaceEpisodeArtwork(
  parts: Parts,
  caller: Caller,
  slug: string,
  idOrSlug: string,
  picture: SentPicture,
): Promise<Episode> {
  const { id, show, artwork: current } = await findOwnEpisode(parts.database, caller, slug, idOrSlug);
  const artwork = await storePicture(parts, show.id, picture);
  if (!isSamePicture(current, artwork)) {
    await setEpisodeArtwork(parts.database, id, artwork);
    await parts.jobs.artwork.add({ showId: show.id, episodeId: id });
  }
  return describeEpisodeById(parts, show.id, id);
}

/** The episode shows its show's cover from now on. */
export async function removeEpisodeArtwork(parts: Parts, caller: Caller, slug: string, idOrSlug: string): Promise<void> {
  const { id, show, artwork } = await findOwnEpisode(parts.database, caller, slug, idOrSlug);
  if (artwork === null) return;
  await inTransaction(parts.database, async (transaction) => {
    await setEpisodeArtwork(transaction, id, null);
    await wantEpisodeFiles(transaction, id);
    await wantFeed(transaction, show.id);
  });
  await parts.jobs.episodeFiles.add({ episodeId: id });
  await parts.jobs.feeds.add({ showId: show.id });
}

async function storePicture({ objectStore }: Parts, showId: string, { bytes, type }: SentPicture): Promise<StoredArtwork> {
  const sizePx = await checkArtwork(bytes, type);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, HASH_LENGTH);
  await objectStore.put(objectKeys.artwork(showId, hash), bytes, { contentType: type, cacheControl: IMMUTABLE });
  return { hash, sizePx, isReady: false, isGenerated: false };
}

const isSamePicture = (current: StoredArtwork | null, next: StoredArtwork) => current?.hash === next.hash && current.isReady;
