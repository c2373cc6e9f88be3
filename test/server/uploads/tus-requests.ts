import { createHash, randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Upload as TusUpload, type UploadOptions } from 'tus-js-client';
import { expect } from 'vitest';
import type { ObjectStore } from '../../../core/object-storage/object-store.ts';
import type { Upload } from '../../../server/uploads/uploads-schemas.ts';

/** Where requests go, and as whom. */
export interface Client {
  readonly url: string;
  readonly token: string;
}

type Headers = Readonly<Record<string, string>>;
type Body = Uint8Array<ArrayBuffer> | ReadableStream | null;

export const TUS = { 'tus-resumable': '1.0.0' } as const;
export const BYTES = { ...TUS, 'content-type': 'application/offset+octet-stream' } as const;

/** One plain request to `/api/uploads{path}`. */
export function ask({ url, token }: Client, method: string, path: string, headers: Headers = TUS, body: Body = null): Promise<Response> {
  return fetch(`${url}/api/uploads${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...headers },
    body,
    duplex: 'half',
  });
}

export const metadata = (values: Readonly<Record<string, string>>) => ({
  'upload-metadata': Object.entries(values)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(','),
});

/** Begins an upload and gives its id. */
export async function begin(client: Client, sizeBytes: number, headers: Headers = {}): Promise<string> {
  const answer = await ask(client, 'POST', '', { ...TUS, 'upload-length': String(sizeBytes), ...headers });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return answer.headers.get('location')?.split('/').at(-1) ?? '';
}

export function patch(client: Client, id: string, offset: number, body: Body, headers: Headers = {}): Promise<Response> {
  return ask(client, 'PATCH', `/${id}`, { ...BYTES, 'upload-offset': String(offset), ...headers }, body);
}

/** What HEAD says is stored. */
export async function readOffset(client: Client, id: string): Promise<number> {
  const answer = await ask(client, 'HEAD', `/${id}`);
  expect(answer.status).toBe(200);
  return Number(answer.headers.get('upload-offset'));
}

export async function readUploadAnswer(client: Client, id: string): Promise<Upload> {
  const answer = await ask(client, 'GET', `/${id}`, {});
  expect(answer.status).toBe(200);
  return (await answer.json()) as Upload;
}

/** Fails unless the answer is problem+json of this code and status. */
export async function expectProblem(answer: Response, status: number, code: string): Promise<void> {
  expect(answer.status, await answer.clone().text()).toBe(status);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(await answer.json()).toMatchObject({ type: `/problems/${code}`, status });
}

export async function readStored(objectStore: ObjectStore, key: string): Promise<Buffer> {
  const read = await objectStore.get(key);
  if (read.notModified) throw new Error('A read without a condition is never "not modified".');
  return buffer(read.body);
}

export async function expectStored(objectStore: ObjectStore, key: string, file: Uint8Array): Promise<void> {
  expect(sha256(await readStored(objectStore, key))).toBe(sha256(file));
}

export async function listKeys(objectStore: ObjectStore, uploadId: string): Promise<string[]> {
  return (await objectStore.list(`uploads/${uploadId}/`)).objects.map(({ key }) => key);
}

export const makeFile = (sizeBytes: number): Buffer<ArrayBuffer> =>
  Buffer.from(randomBytes(sizeBytes).buffer, 0, sizeBytes) as Buffer<ArrayBuffer>;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Uploads by tus-js-client, as its users do. @returns the upload's id. */
export function uploadByTusClient({ url, token }: Client, file: Buffer | Readable, options: UploadOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const upload = new TusUpload(file, {
      endpoint: `${url}/api/uploads`,
      headers: { authorization: `Bearer ${token}` },
      ...options,
      onSuccess: () => resolve(upload.url?.split('/').at(-1) ?? ''),
      onError: reject,
    });
    upload.start();
  });
}
