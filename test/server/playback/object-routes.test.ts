import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ObjectStore } from '../../../core/object-storage/object-store.ts';
import { openObjectStore } from '../../../core/object-storage/open-object-store.ts';
import { openTestEnvironment, type TestEnvironment } from '../../support/environment.ts';
import { startTestServer, type TestServer } from '../../support/start-test-server.ts';

let environment: TestEnvironment;
let server: TestServer;
let store: ObjectStore;
const JPEG = { contentType: 'image/jpeg', cacheControl: 'max-age=5' };
const JPEG_HEADERS = { 'content-type': 'image/jpeg', 'cache-control': 'max-age=5' };

beforeAll(async () => {
  environment = await openTestEnvironment();
  server = await startTestServer(environment);
  const { objectStore } = environment.config;
  if (objectStore.kind !== 'folder') throw new Error('these tests are about the folder store');
  store = openObjectStore({ ...objectStore, publicUrl: server.url });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await environment[Symbol.asyncDispose]();
});

test('a presigned URL reads its object, whole or by ranges, and no other', async () => {
  await store.put('uploads/a/source', 'signed bytes', { contentType: 'text/html' });
  await store.put('uploads/b/source', 'others', { contentType: 'text/html' });
  const url = await store.presignGet('uploads/a/source', 60);
  const response = await fetch(url);
  expect([response.status, await response.text()]).toEqual([200, 'signed bytes']);
  expect(response.headers.get('cache-control')).toBe('private, no-cache');
  expect(response.headers.get('content-security-policy')).toContain('sandbox');
  const ranged = await fetch(url, { headers: { range: 'bytes=-5' } });
  expect([ranged.status, await ranged.text()]).toEqual([206, 'bytes']);
  expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe('12');
  for (const forged of [url.replace('uploads/a', 'uploads/b'), url.replace(/expires=\d+/, 'expires=9999999999'), url.split('?')[0] ?? '']) {
    expect((await fetch(forged)).status).toBe(403);
  }
  expect((await fetch(url, { method: 'PUT', body: 'x', headers: { 'content-type': 'text/html' } })).status).toBe(403);
});

test('a presigned URL writes its object with the headers that were agreed', async () => {
  const url = await store.presignPut('uploads/c/source', 60, JPEG);
  expect((await fetch(url, { method: 'PUT', body: 'x', headers: { ...JPEG_HEADERS, 'content-type': 'text/html' } })).status).toBe(403);
  const bytes = Buffer.alloc(3 * 2 ** 20, 'picture');
  const response = await fetch(url, { method: 'PUT', body: bytes, headers: JPEG_HEADERS });
  expect(response.status).toBe(200);
  const read = await store.get('uploads/c/source');
  if (read.notModified) throw new Error('unexpected');
  expect((await buffer(read.body)).equals(bytes)).toBe(true);
  expect(read.head).toMatchObject({ ...JPEG, etag: response.headers.get('etag') });
});

test('presigned URLs expire', async () => {
  await store.put('uploads/d/source', 'x', JPEG);
  const url = await store.presignGet('uploads/d/source', -5);
  expect((await fetch(url)).status).toBe(403);
});
