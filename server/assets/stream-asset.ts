import type { FastifyReply } from 'fastify';
import type { Caller } from '../app.ts';
import type { AssetFeed } from './asset-feed.ts';
import type { Asset } from './assets-schemas.ts';
import { openEventStream } from './event-stream.ts';

/** READY and FAILED are for good: nothing follows them. */
export function isFinished({ state }: Pick<Asset, 'state'>): boolean {
  return state === 'READY' || state === 'FAILED';
}

export interface AssetStreamOptions {
  /** The asset as the caller was found to be allowed to see it. */
  readonly first: Asset;
  readonly caller: Caller | null;
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
}

/**
 * Sends the asset as it is and whenever it changes, until it is finished, gone, no longer for this caller, or one side
 * hangs up. A film can be made PRIVATE while it is watched, so each snapshot is shown only to whom it is for.
 */
export function streamAsset(reply: FastifyReply, feed: AssetFeed, { first, caller, signal }: AssetStreamOptions): void {
  let sent = '';
  let stopWatching = () => {};
  const stream = openEventStream(reply, { signal, onEnd: () => stopWatching() });

  const show = (asset: Asset): void => {
    const text = JSON.stringify(asset);
    if (text !== sent) stream.send({ name: 'asset', id: asset.state, json: asset });
    sent = text;
    if (isFinished(asset)) stream.end();
  };
  show(first);
  if (!isFinished(first)) {
    stopWatching = feed.watch(first.id, (snapshot) => {
      if (snapshot?.isVisibleTo(caller)) show(snapshot.asset);
      else stream.end();
    });
  }
}
