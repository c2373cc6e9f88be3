import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asset } from '../server/assets/assets-schemas.ts';

export interface Api {
  readonly url: string;
  readonly token: string;
}

export interface UploadedFilm {
  readonly assetId: string;
  /** `performance.now()` when the last byte had been handed to the network. */
  readonly lastByteAt: number;
}

const READ_BYTES = 2 ** 20;

/** Uploads a file as a client would that speaks tus 1.0: a POST that announces it, one PATCH that carries it. */
export async function uploadFilm(api: Api, path: string): Promise<UploadedFilm> {
  await using file = await open(path);
  const { size } = await file.stat();
  const created = await request(api, '/api/uploads', {
    method: 'POST',
    headers: { 'upload-length': String(size), 'upload-metadata': `filename ${Buffer.from(basename(path)).toString('base64')}` },
  });
  const location = new URL(created.headers.get('location') ?? '', api.url).pathname;
  let lastByteAt = Number.NaN;
  const body = async function* () {
    for (let position = 0; position < size; position += READ_BYTES) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, position);
      yield buffer.subarray(0, bytesRead);
      lastByteAt = performance.now();
    }
  };
  const finished = await request(api, location, {
    method: 'PATCH',
    headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0', 'content-length': String(size) },
    body: ReadableStream.from(body()),
    duplex: 'half',
  });
  return { assetId: finished.headers.get('rostrum-asset') ?? '', lastByteAt };
}

const POLL_MS = 25;

/**
 * Asks for an asset until it is in one of the states, PLAYABLE and READY among them or not.
 * @throws Error when it FAILED.
 */
export async function waitForState(api: Api, assetId: string, states: readonly Asset['state'][], timeoutSeconds: number): Promise<Asset> {
  for (const deadline = Date.now() + timeoutSeconds * 1000; Date.now() < deadline; await sleep(POLL_MS)) {
    const asset = (await (await request(api, `/api/assets/${assetId}`)).json()) as Asset;
    if (states.includes(asset.state)) return asset;
    if (asset.state === 'FAILED') throw new Error(`The asset failed: ${asset.failure?.code}, ${asset.failure?.detail}`);
  }
  throw new Error(`The asset was not ${states.join(' or ')} after ${timeoutSeconds} s.`);
}

/** Fetches the multivariant playlist, a media playlist in it and that one's first segment, as a player begins. */
export async function fetchFirstSegment(asset: Asset): Promise<number> {
  const master = asset.playback?.hls ?? '';
  const playlist = await followPlaylist(master, /^[^#\s].*\.m3u8.*$/m);
  const segment = await followPlaylist(playlist, /^[^#\s].*\.m4s.*$/m);
  const response = await fetch(segment);
  if (!response.ok) throw new Error(`${segment} answers ${response.status}.`);
  return (await response.arrayBuffer()).byteLength;
}

async function followPlaylist(url: string, line: RegExp): Promise<string> {
  const text = await (await fetch(url)).text();
  const [match] = line.exec(text) ?? [];
  if (!match) throw new Error(`${url} names nothing to play:\n${text}`);
  return new URL(match, url).href;
}

async function request(api: Api, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${api.token}`, 'tus-resumable': '1.0.0', ...init.headers };
  const response = await fetch(new URL(path, api.url), { ...init, headers });
  if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path} answers ${response.status}: ${await response.text()}`);
  return response;
}
