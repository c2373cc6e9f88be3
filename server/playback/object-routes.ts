import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../core/errors.ts';
import { type ObjectGrant, verifyObjectUrl } from '../../core/object-storage/folder-presign.ts';
import type { App, ServerDependencies } from '../app.ts';
import { sendObject } from './send-object.ts';

/** Whatever an object claims to be, a browser that opens it runs nothing in our origin. */
const SANDBOX = "sandbox; default-src 'none'";

interface ObjectRequest {
  Params: { '*': string };
}

/** Presigned URLs of the folder store; S3 answers its own. Nothing is registered for S3. */
export function registerObjectRoutes(app: App, { config, objectStore }: ServerDependencies): void {
  if (config.objectStore.kind !== 'folder') return;
  const { secret } = config.objectStore;
  const options = {
    config: { access: 'public', credentials: 'ignored', quiet: true },
    schema: { hide: true },
    exposeHeadRoute: false,
  } as const;

  const read = async (request: FastifyRequest<ObjectRequest>, reply: FastifyReply) => {
    const { key } = requireGrant(secret, 'GET', request);
    reply.header('content-security-policy', SANDBOX);
    return sendObject(objectStore, key, request, reply, { audience: 'private' });
  };
  app.get<ObjectRequest>('/objects/*', options, read);
  app.head<ObjectRequest>('/objects/*', options, read);

  app.register(async (scope) => {
    // The body goes to the store as it comes, whatever its type.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.put<ObjectRequest>('/objects/*', { ...options, bodyLimit: config.uploads.maxBytes }, async (request, reply) => {
      const { key, put } = requireGrant(secret, 'PUT', request);
      const { 'content-type': contentType, 'cache-control': cacheControl } = request.headers;
      if (!put || contentType !== put.contentType || cacheControl !== put.cacheControl) throw new AppError('forbidden', HEADERS_DIFFER);
      const { etag } = await objectStore.put(key, (request.body ?? '') as Readable | string, put);
      return reply.code(200).header('etag', etag).send();
    });
  });
}

const HEADERS_DIFFER = 'The request must carry the Content-Type and Cache-Control that the URL was signed for.';

function requireGrant(secret: string, method: 'GET' | 'PUT', request: FastifyRequest<ObjectRequest>): ObjectGrant {
  const query = new URLSearchParams(request.url.split('?', 2)[1] ?? '');
  const grant = verifyObjectUrl(secret, method, request.params['*'], query);
  if (!grant) throw new AppError('forbidden', 'This URL is not valid, or no longer.');
  return grant;
}
