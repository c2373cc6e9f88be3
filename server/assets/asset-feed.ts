import type { Logger } from '../../core/logger.ts';
import { listenToAssetChanges } from '../../core/queues/asset-events.ts';
import type { Redis } from '../../core/redis.ts';
import { withinTime } from '../within-time.ts';
import type { AssetSnapshot } from './assets-service.ts';

/**
 * Fans out assets' changes: one subscription for the process, and for each asset one read of the database for all who
 * watch it, at most three a second. Announcements are hints that can be lost, so watched assets are also read anew
 * every few seconds.
 */
export interface AssetFeed {
  /** Calls `onAsset` with the asset soon after this call and after every change; with null when it is gone. */
  watch(assetId: string, onAsset: AssetListener): () => void;
  close(): Promise<void>;
}

export type AssetListener = (snapshot: AssetSnapshot | null) => void;

export interface AssetFeedParts {
  readonly subscriber: Redis;
  readonly logger: Pick<Logger, 'warn'>;
  readonly read: (assetId: string) => Promise<AssetSnapshot | null>;
}

const MIN_GAP_MS = 334;
const REFRESH_MS = 5_000;
const UNSUBSCRIBE_TIMEOUT_MS = 500;

interface Watched {
  readonly listeners: Set<AssetListener>;
  /** Set while a read is due or under way. */
  busy: boolean;
  /** Something changed since the read began. */
  stale: boolean;
  lastReadAt: number;
}

export function openAssetFeed({ subscriber, logger, read }: AssetFeedParts): AssetFeed {
  const assets = new Map<string, Watched>();

  const refresh = (assetId: string): void => {
    const watched = assets.get(assetId);
    if (!watched) return;
    watched.stale = true;
    if (watched.busy) return;
    watched.busy = true;
    setTimeout(() => deliver(assetId, watched), Math.max(0, watched.lastReadAt + MIN_GAP_MS - Date.now()));
  };

  const deliver = async (assetId: string, watched: Watched): Promise<void> => {
    watched.stale = false;
    watched.lastReadAt = Date.now();
    try {
      const snapshot = watched.listeners.size > 0 ? await read(assetId) : null;
      for (const listener of [...watched.listeners]) listener(snapshot);
    } catch (error) {
      logger.warn({ err: error, assetId }, 'a watched asset could not be read');
    }
    watched.busy = false;
    if (watched.stale) refresh(assetId);
  };

  const listening = listenToAssetChanges(subscriber, refresh);
  listening.catch((error: unknown) => logger.warn({ err: error }, "assets' changes are not heard"));
  const timer = setInterval(() => [...assets.keys()].forEach(refresh), REFRESH_MS);

  return {
    watch(assetId, onAsset) {
      const watched = assets.get(assetId) ?? { listeners: new Set(), busy: false, stale: false, lastReadAt: 0 };
      assets.set(assetId, watched);
      watched.listeners.add(onAsset);
      refresh(assetId);
      return () => {
        watched.listeners.delete(onAsset);
        if (watched.listeners.size === 0 && assets.get(assetId) === watched) assets.delete(assetId);
      };
    },
    async close() {
      clearInterval(timer);
      assets.clear();
      // With Redis away neither promise would ever settle.
      await withinTime(
        listening.then((stopListening) => stopListening()),
        UNSUBSCRIBE_TIMEOUT_MS,
      ).catch(() => undefined);
    },
  };
}
