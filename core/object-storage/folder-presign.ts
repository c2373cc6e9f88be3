import { createHmac, timingSafeEqual } from 'node:crypto';
import { isObjectKey } from './object-key-rules.ts';
import type { PutOptions } from './object-store.ts';

/**
 * Presigned URLs of the folder store: `{publicUrl}/objects/{key}?expires=...&signature=...`, where the signature is an
 * HMAC over everything that the URL permits. The server's /objects route verifies them.
 */
export interface ObjectGrant {
  readonly method: 'GET' | 'PUT';
  readonly key: string;
  /** Only of a PUT: what the object will be stored with. */
  readonly put?: PutOptions | undefined;
}

interface Signer {
  readonly publicUrl: string;
  readonly secret: string;
}

export function presignObjectUrl({ publicUrl, secret }: Signer, grant: ObjectGrant, expiresSeconds: number): string {
  const query = new URLSearchParams({ expires: String(Math.ceil(Date.now() / 1000 + expiresSeconds)) });
  if (grant.put) query.set('content-type', grant.put.contentType);
  if (grant.put?.cacheControl !== undefined) query.set('cache-control', grant.put.cacheControl);
  query.set('signature', sign(secret, grant.method, grant.key, query));
  return `${publicUrl}/objects/${grant.key}?${query}`;
}

/** What a presigned URL permits, or null when it is forged, expired or of another method. HEAD is a GET here. */
export function verifyObjectUrl(secret: string, method: 'GET' | 'PUT', key: string, query: URLSearchParams): ObjectGrant | null {
  const given = Buffer.from(query.get('signature') ?? '');
  const expected = Buffer.from(sign(secret, method, key, query));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  if (!isObjectKey(key) || !(Number(query.get('expires')) > Date.now() / 1000)) return null;
  if (method === 'GET') return { method, key };
  const contentType = query.get('content-type') ?? 'application/octet-stream';
  return { method, key, put: { contentType, cacheControl: query.get('cache-control') ?? undefined } };
}

function sign(secret: string, method: string, key: string, query: URLSearchParams): string {
  const permitted = ['expires', 'content-type', 'cache-control'].map((name) => query.get(name));
  return createHmac('sha256', secret)
    .update(JSON.stringify(['object', method, key, ...permitted]))
    .digest('base64url');
}
