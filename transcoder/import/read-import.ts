import { AppError } from '../../core/errors.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { OutboundClient } from '../../core/outbound/open-outbound-client.ts';
import { showGuid } from '../../core/podcasts/show-guid.ts';
import type { Transcoder } from '../transcoder.ts';
import { deriveId } from './derive-id.ts';
import type { ReadShow } from './feed-shapes.ts';
import { fetchArtwork } from './fetch-artwork.ts';
import { fetchFeed } from './fetch-feed.ts';
import { findShowByGuid, type ImportPlan, type ImportRow, markReading, recordReading } from './import-queries.ts';

/**
 * Reads the feed and enters what it becomes. Until the last line nothing is entered, so that a feed that cannot be
 * imported leaves nothing behind but its reason.
 * @throws AppError what fetchFeed throws; feed_locked, conflict, slug_taken
 */
export async function readImport(transcoder: ImportParts, outbound: OutboundClient, work: ImportRow, signal: AbortSignal): Promise<void> {
  const { database, objectStore, jobs } = transcoder;
  await markReading(database, work.id);
  const { show, items, warnings } = await fetchFeed(outbound, work.url, signal);
  checkLock(show, work.account.email);
  if (items.length === 0) throw new AppError('feed_unreadable', 'The feed has no episode with a file.');
  const { guid, showId, isNew } = await chooseShow(transcoder, work, show.guid);
  const artwork = isNew && show.imageUrl ? await fetchArtwork({ outbound, objectStore, signal }, showId, show.imageUrl, warnings) : null;
  const plan: ImportPlan = { showId, guid, isNew, show, artwork, warnings, items: items.map((item) => withOwnImage(item, show.imageUrl)) };
  const isEntered = await recordReading(database, work, plan).catch(async (error: unknown) => {
    if (artwork) await objectStore.deleteMany([objectKeys.artwork(showId, artwork.hash)]);
    throw error;
  });
  if (isEntered && isNew) await jobs.artwork.add({ showId, episodeId: null });
}

export type ImportParts = Pick<Transcoder, 'config' | 'database' | 'redis' | 'objectStore' | 'jobs' | 'logger'>;

/** Whoever may unlock a feed may take it away as well (podcast:locked, `owner`). */
function checkLock({ isLocked, lockedOwner }: ReadShow, email: string | null): void {
  if (!isLocked || (email !== null && lockedOwner?.toLowerCase() === email.toLowerCase())) return;
  throw new AppError(
    'feed_locked',
    'The feed says that no other host may import it (podcast:locked). Switch the lock off in the settings of the old host ' +
      'and try again; or, if the feed names the e-mail address of your account as the owner of the lock, import it with that account.',
  );
}

/** A show that is here already goes on, if it is the account's own. */
async function chooseShow({ database }: ImportParts, work: ImportRow, told: string | null) {
  const guid = told ?? showGuid(work.url);
  const show = await findShowByGuid(database, guid);
  if (!show) return { guid, showId: deriveId(work.id, 'show'), isNew: true };
  if (show.ownerId !== work.accountId)
    throw new AppError('conflict', 'This podcast (by its podcast:guid) is here already and belongs to another account.');
  if (show.deletedAt)
    throw new AppError('conflict', `This podcast is here as "${show.title}", and deleted. Restore it, then import again.`);
  return { guid, showId: show.id, isNew: false };
}

/** Hosts repeat the show's picture with every item; that one is not the episode's own. */
function withOwnImage<Item extends { readonly imageUrl: string | null }>(item: Item, showImageUrl: string | null): Item {
  return item.imageUrl === showImageUrl ? { ...item, imageUrl: null } : item;
}
