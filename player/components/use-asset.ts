import { useEffect, useState } from 'preact/hooks';
import type { Asset } from '../../server/assets/assets-schemas.ts';
import { ApiError, assetEventsUrl, readAsset } from '../catalog-client.ts';
import { readAnswer } from '../read-answer.ts';

const POLL_MS = 2000;

/**
 * An asset, live until it is READY or FAILED: by server-sent events, and by asking every two seconds where those
 * do not come through (a proxy that buffers, a server that restarts). Stays null for who may not see the asset.
 */
export function useAsset(assetId: string | null): Asset | null {
  const [asset, setAsset] = useState<Asset | null>(null);
  useEffect(() => (assetId ? followAsset(assetId, setAsset) : undefined), [assetId]);
  return assetId !== null && asset?.id === assetId ? asset : null;
}

const isSettled = ({ state }: Asset) => state === 'READY' || state === 'FAILED';
const isRefusal = (error: unknown) => error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;

function followAsset(assetId: string, onAsset: (asset: Asset) => void): () => void {
  const abort = new AbortController();
  let events: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    abort.abort();
    events?.close();
    clearTimeout(timer);
  };
  const accept = (asset: Asset) => {
    if (abort.signal.aborted) return;
    onAsset(asset);
    if (isSettled(asset)) stop();
    else events ??= listen(assetId, accept);
  };
  const poll = async () => {
    try {
      if (events?.readyState !== EventSource.OPEN) accept(await readAsset(assetId, abort.signal));
    } catch (error) {
      if (isRefusal(error)) stop();
    }
    if (!abort.signal.aborted) timer = setTimeout(poll, POLL_MS);
  };
  void poll();
  return stop;
}

function listen(assetId: string, onAsset: (asset: Asset) => void): EventSource {
  const events = new EventSource(assetEventsUrl(assetId));
  events.addEventListener('asset', (event) => onAsset(readAnswer<Asset>((event as MessageEvent<string>).data)));
  return events;
}
