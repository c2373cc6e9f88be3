import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The public API, as any client would call it. */
export interface ApiClient {
  readonly address: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

const CHUNK_BYTES = 8 * 2 ** 20;
const POLL_MS = 1000;

/** Calls the API. @throws Error with the problem's title and detail for a status that is not in `expected`. */
async function callApi(api: ApiClient, method: string, path: string, options: CallOptions = {}): Promise<Response> {
  const { expected = [200, 201, 204], headers, body } = options;
  const init: RequestInit = { method, headers: { authorization: `Bearer ${api.token}`, ...headers }, signal: api.signal };
  if (body !== undefined) init.body = body;
  const response = await fetch(`${api.address}${path}`, init);
  if (expected.includes(response.status)) return response;
  throw new Error(`${method} ${path} was answered with ${response.status}: ${(await response.text()).slice(0, 300)}`);
}

interface CallOptions {
  readonly expected?: readonly number[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

export function callWithJson(api: ApiClient, method: string, path: string, body: unknown, expected?: readonly number[]): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return callApi(api, method, path, { headers, body: JSON.stringify(body), ...(expected ? { expected } : {}) });
}

/**
 * Begins an upload by tus 1.0.
 * @returns its path on the server.
 */
export async function createUpload(api: ApiClient, file: string, title: string): Promise<string> {
  const encode = (text: string) => Buffer.from(text).toString('base64');
  const metadata = `filename ${encode(basename(file))},filetype ${encode('video/mp4')},title ${encode(title)}`;
  const headers = { 'tus-resumable': '1.0.0', 'upload-length': String((await stat(file)).size), 'upload-metadata': metadata };
  const response = await callApi(api, 'POST', '/api/uploads', { headers, expected: [201] });
  return new URL(response.headers.get('location') ?? '', api.address).pathname;
}

/** How many bytes of an upload the server has, or null when it does not know the upload (any more). */
export async function readUploadOffset(api: ApiClient, upload: string): Promise<number | null> {
  const response = await callApi(api, 'HEAD', upload, { headers: { 'tus-resumable': '1.0.0' }, expected: [200, 404, 410] });
  return response.ok ? Number(response.headers.get('upload-offset')) : null;
}

/** Sends what the server does not have yet. */
export async function sendRest(api: ApiClient, upload: string, file: string, fromOffset: number): Promise<void> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  for (let offset = fromOffset; offset < size; ) {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(CHUNK_BYTES), 0, CHUNK_BYTES, offset);
    const headers = { 'tus-resumable': '1.0.0', 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' };
    const response = await callApi(api, 'PATCH', upload, { headers, body: buffer.subarray(0, bytesRead), expected: [204] });
    offset = Number(response.headers.get('upload-offset'));
  }
}

export interface FinishedUpload {
  readonly assetId: string;
  readonly videoId: string | null;
}

export async function readFinishedUpload(api: ApiClient, upload: string): Promise<FinishedUpload> {
  return (await (await callApi(api, 'GET', upload)).json()) as FinishedUpload;
}

export interface AssetProgress {
  readonly state: 'PROCESSING' | 'PLAYABLE' | 'READY' | 'FAILED';
  readonly failure: { readonly code: string; readonly detail: string } | null;
}

/** Asks for an asset until its encoding has ended, well or not. */
export async function waitForAsset(
  api: ApiClient,
  assetId: string,
  onState: (state: AssetProgress['state']) => void,
): Promise<AssetProgress> {
  for (let last = ''; ; await sleep(POLL_MS, undefined, { signal: api.signal })) {
    const asset = (await (await callApi(api, 'GET', `/api/assets/${assetId}`)).json()) as AssetProgress;
    if (asset.state !== last) onState(asset.state);
    last = asset.state;
    if (asset.state === 'READY' || asset.state === 'FAILED') return asset;
  }
}
