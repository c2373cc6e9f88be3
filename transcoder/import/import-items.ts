import { isPermanent } from '../../core/errors.ts';
import { objectKeys } from '../../core/object-storage/object-keys.ts';
import type { OutboundClient } from '../../core/outbound/open-outbound-client.ts';
import { enqueueTranscode, type TranscodeQueue } from '../../core/queues/transcode-queue.ts';
import { deriveId } from './derive-id.ts';
import { countFreeBytes, enterEpisode, type FetchedItem, isAssetEntered } from './enter-episode-queries.ts';
import { type FetchParts, fetchArtwork } from './fetch-artwork.ts';
import { fetchEnclosure } from './fetch-enclosure.ts';
import { fetchChapters, fetchTranscripts } from './fetch-texts.ts';
import { failItem, findShowLanguage, findWaitingItem, type ImportRow, listWaitingItems, type WaitingItem } from './import-queries.ts';
import type { ImportParts } from './read-import.ts';

/** Files that are fetched at the same time: enough to fill a line, few enough for the other host. */
const DOWNLOADS = 2;

export interface ItemParts extends ImportParts {
  readonly outbound: OutboundClient;
  readonly transcodeQueue: TranscodeQueue;
}

/** An import whose feed was read. */
export type ImportingRow = ImportRow & { readonly showId: string };

/**
 * Fetches the items that wait and makes each an episode. A fault of one item is that item's; a fault of ours ends the
 * work, and whoever takes it up again goes on with the next item that waits.
 */
export async function importItems(parts: ItemParts, work: ImportingRow, signal: AbortSignal): Promise<void> {
  const waiting = await listWaitingItems(parts.database, work.id);
  const takeAll = async () => {
    for (let guid = waiting.shift(); guid !== undefined; guid = waiting.shift()) await importItem(parts, work, guid, signal);
  };
  const stopOthers = (error: unknown) => {
    waiting.length = 0;
    throw error;
  };
  const ends = await Promise.allSettled(Array.from({ length: DOWNLOADS }, () => takeAll().catch(stopOthers)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

async function importItem(parts: ItemParts, work: ImportingRow, guid: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const found = await findWaitingItem(parts.database, work.id, guid);
  if (!found) return;
  try {
    await fetchAndEnter(parts, work, found, signal);
  } catch (error) {
    if (signal.aborted || !isPermanent(error)) throw error;
    parts.logger.info({ importId: work.id, guid, code: error.code }, 'an item could not be imported');
    await failItem(parts.database, work.id, guid, error);
  }
}

async function fetchAndEnter(parts: ItemParts, work: ImportingRow, found: WaitingItem, signal: AbortSignal): Promise<void> {
  const { database, transcodeQueue, jobs, config } = parts;
  const quotaBytes = Number(work.account.quotaBytes ?? config.uploads.quotaBytes);
  const fetched = await fetchItem(parts, work, found, quotaBytes, signal);
  const outcome = await enterEpisode(database, work, fetched, quotaBytes).catch(async (error: unknown) => {
    if (isPermanent(error)) await discardSource(parts, fetched);
    throw error;
  });
  if (outcome === 'cancelled') await discardSource(parts, fetched);
  if (outcome !== 'entered') return;
  const { assetId, episodeId, artwork } = fetched;
  // Jobs that are lost here are found again by the sweeps of those who do them.
  await enqueueTranscode(transcodeQueue, { assetId, version: 1 });
  await jobs.audioMasters.add({ assetId });
  if (artwork) await jobs.artwork.add({ showId: work.showId, episodeId });
}

/** Nobody needs the file, unless a worker that was thought dead has entered the same episode. */
async function discardSource({ database, objectStore }: ItemParts, { assetId, source }: FetchedItem): Promise<void> {
  if (!(await isAssetEntered(database, assetId))) await objectStore.deleteMany([source.key]);
}

async function fetchItem(
  parts: ItemParts,
  work: ImportingRow,
  { item, position }: WaitingItem,
  quotaBytes: number,
  signal: AbortSignal,
): Promise<FetchedItem> {
  const { database, config } = parts;
  const fetching: FetchParts = { outbound: parts.outbound, objectStore: parts.objectStore, signal };
  const [episodeId, assetId, uploadId] = ['episode', 'asset', 'upload'].map((what) => deriveId(work.id, item.guid, what)) as [
    string,
    string,
    string,
  ];
  const warnings: string[] = [];
  const warn = (sentence: string) => warnings.push(`"${item.title.slice(0, 80)}": ${sentence}`);
  const limits = { maxBytes: config.podcasts.importMaxBytes, freeBytes: await countFreeBytes(database, work.accountId, quotaBytes) };
  const source = await fetchEnclosure(fetching, item, objectKeys.uploadSource(uploadId), limits);
  const language = await findShowLanguage(database, work.showId);
  return {
    ...{ item, position, episodeId, assetId, source },
    ...(await fetchChapters(fetching, episodeId, item, warn)),
    transcripts: await fetchTranscripts(fetching, episodeId, item, language, warn),
    artwork: item.imageUrl ? await fetchArtwork(fetching, work.showId, item.imageUrl, warnings) : null,
    warnings,
  };
}
