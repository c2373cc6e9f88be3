import type { FastifyReply } from 'fastify';
import type { AssetFeed } from './asset-feed.ts';
import type { Asset } from './assets-schemas.ts';
import { openEventStream } from './event-stream.ts';

/** READY and FAILED are for good: nothing follows them. */
export function isFinished({ state }: Pick<Asset, 'state'>): boolean {
  return state === 'READY' || state === 'FAILED';
}

/**
 * Sends the asset as it is and whenever it changes, until it is finished, gone, or one side hangs up.
 * @param signal aborted when the server stops
 */
export function streamAsset(reply: FastifyReply, feed: AssetFeed, first: Asset, signal: AbortSignal): void {
  let sent = '';
  let stopWatching = () => {};
  const stream = openEventStream(reply, { signal, onEnd: () => stopWatching() });

  const show = (asset: Asset | null): void => {
    if (asset === null) {
      stream.end();
      return;
    }
    const text = JSON.stringify(asset);
    if (text !== sent) stream.send({ name: 'asset', id: asset.state, json: asset });
    sent = text;
    if (isFinished(asset)) stream.end();
  };
  show(first);
  if (!isFinished(first)) stopWatching = feed.watch(first.id, show);
}
