import type { Asset } from '../../../server/assets/assets-schemas.ts';

export interface AssetEvent {
  readonly name: string;
  readonly id: string;
  readonly asset: Asset;
}

export interface AssetEvents {
  readonly response: Response;
  /** Grows as events arrive. */
  readonly received: AssetEvent[];
  /** Settles when the stream is over, from either side. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Reads server-sent events with fetch, as a client with a bearer token does. */
export async function openAssetEvents(url: string, init: RequestInit = {}): Promise<AssetEvents> {
  const controller = new AbortController();
  const response = await fetch(url, { ...init, signal: controller.signal });
  if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`);
  const received: AssetEvent[] = [];
  const ended = collect(response.body, received).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
  return { response, received, ended, close: () => controller.abort() };
}

async function collect(body: ReadableStream<Uint8Array>, received: AssetEvent[]): Promise<void> {
  let text = '';
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + piece).split('\n\n');
    text = blocks.pop() ?? '';
    received.push(...blocks.flatMap(parseBlock));
  }
}

function parseBlock(block: string): AssetEvent[] {
  const fields = Object.fromEntries(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
  return fields['data'] ? [{ name: fields['event'] ?? '', id: fields['id'] ?? '', asset: JSON.parse(fields['data']) }] : [];
}
