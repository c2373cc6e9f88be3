/**
 * Uploads, by the tus protocol 1.0 (https://tus.io/protocols/resumable-upload) with the extensions creation,
 * creation-with-upload, termination, expiration and checksum:
 *
 *     POST   /api/uploads        Upload-Length: 1000          -> 201 Location: /api/uploads/{id}
 *     PATCH  /api/uploads/{id}   Upload-Offset: 0, bytes      -> 204 Upload-Offset: 600 (or the connection breaks)
 *     HEAD   /api/uploads/{id}                                -> 200 Upload-Offset: 600: go on from here
 *     PATCH  /api/uploads/{id}   Upload-Offset: 600, bytes    -> 204 Upload-Offset: 1000, Rostrum-Asset: {assetId}
 *     DELETE /api/uploads/{id}                                -> 204
 *
 * The protocol is small, so it is written here on Fastify's routes rather than taken from @tus/server (2.4.5):
 * there an upload expires by its creation and not by its last byte, a request that must give way reads on for three
 * seconds before it may store what it has, the lock falls before the upload is completed, a checksum has no place to be
 * held before bytes are recorded, and errors are text.
 *
 * What a PATCH brings is stored by receive-bytes.ts; what a finished upload becomes, by complete-upload.ts.
 */
import { setMaxListeners } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { AppError } from '../../core/errors.ts';
import { type App, callerOf, type ServerDependencies } from '../app.ts';
import { startUploadSweep } from './sweep-uploads.ts';
import { TUS_ANSWERS, TUS_READS } from './tus-description.ts';
import {
  CHECKSUM_ALGORITHMS,
  readContentLength,
  readUploadChecksum,
  readUploadLength,
  readUploadOffset,
  requireTusContentType,
  requireTusVersion,
  TUS_CONTENT_TYPE,
  TUS_EXTENSIONS,
  TUS_VERSION,
} from './tus-headers.ts';
import { findDraftOfAsset, listUploadsUnderWay, type UploadRecord } from './uploads-queries.ts';
import { Upload, UploadList } from './uploads-schemas.ts';
import {
  appendToUpload,
  createUpload,
  findUpload,
  type IncomingBytes,
  receiveFirstBytes,
  settleUpload,
  terminateUpload,
} from './uploads-service.ts';

const UPLOADS = '/api/uploads';
const UPLOAD = `${UPLOADS}/:id`;
/** A refused body up to this size is read to its end, so that the connection can be used again; beyond, it is closed. */
const MAX_IGNORED_BYTES = 2 ** 20;

interface UploadRoute {
  Params: { id: string };
}

const tags = ['uploads'];
const params = Type.Object({ id: Type.String() });
/** For the API's documentation. */
const DESCRIPTIONS = {
  create: {
    summary: 'Begin an upload',
    response: TUS_ANSWERS.create,
    description:
      'tus 1.0: `Tus-Resumable: 1.0.0`, `Upload-Length` in bytes, optionally `Upload-Metadata` with `filename`, `filetype` and `title`. ' +
      'The answer names the upload in `Location`. The first bytes may come along as `application/offset+octet-stream`.',
  },
  settle: {
    summary: 'How many bytes are stored',
    response: TUS_ANSWERS.settle,
    description: 'tus 1.0: go on from `Upload-Offset`. A request that still writes to the upload is asked to give way first.',
  },
  append: {
    summary: 'Append bytes',
    response: TUS_ANSWERS.append,
    description:
      'tus 1.0: `Content-Type: application/offset+octet-stream`, `Upload-Offset`, optionally `Upload-Checksum`. ' +
      'With the last byte the upload becomes an asset, named in `Rostrum-Asset`.',
  },
  terminate: { summary: 'End an upload', response: TUS_ANSWERS.terminate, description: 'tus 1.0: deletes the bytes that had come.' },
} as const;

/** Registers `/api/uploads`, and the sweep that ends what was abandoned. */
export function registerUploadRoutes(app: App, dependencies: ServerDependencies): void {
  // One listener for every upload that is being received; more than ten of those are no leak.
  setMaxListeners(0, app.stopping);
  let stopSweep: (() => Promise<void>) | null = null;
  app.addHook('onReady', async () => {
    stopSweep = startUploadSweep(dependencies);
  });
  app.addHook('onClose', async () => stopSweep?.());
  app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers();
    // Bodies are bytes, read by us as they come and never by Fastify; what they claim to be matters to PATCH alone.
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.addHook('onSend', async (request, reply) => {
      reply.header('tus-resumable', TUS_VERSION);
      if (reply.statusCode === 412) reply.header('tus-version', TUS_VERSION);
      if (reply.statusCode >= 400) closeAfterLongBody(request, reply);
    });
    registerDiscovery(scope, dependencies);
    registerReading(scope, dependencies);
    registerTransfer(scope, dependencies);
  });
}

/** What this server can do, to anyone who asks; as the answer to a browser's preflight it serves too. */
function registerDiscovery(scope: App, { config }: ServerDependencies): void {
  const discovery = { config: { cors: { preflightContinue: true } }, schema: { tags, summary: 'What the tus server can do' } };
  for (const url of [UPLOADS, UPLOAD]) {
    scope.options(url, discovery, async (_request, reply) =>
      reply
        .code(204)
        .headers({
          'tus-version': TUS_VERSION,
          'tus-extension': TUS_EXTENSIONS,
          'tus-max-size': String(config.uploads.maxBytes),
          'tus-checksum-algorithm': CHECKSUM_ALGORITHMS.join(','),
        })
        .send(),
    );
  }
}

/** The same facts as JSON, for programs that do not speak tus. Reading disturbs nobody who writes. */
function registerReading(scope: App, { database }: ServerDependencies): void {
  const config = { access: 'read' } as const;
  const list = { tags, summary: 'Your uploads under way, newest first, at most 100', response: { 200: UploadList } };
  scope.get(UPLOADS, { config, exposeHeadRoute: false, schema: list }, async (request) => {
    const uploads = await listUploadsUnderWay(database, callerOf(request).accountId, new Date());
    return { items: uploads.map((upload) => describeUpload(upload, null)) };
  });

  const one = { tags, summary: 'An upload, and the asset and draft it became', params, response: { 200: Upload } };
  scope.get<UploadRoute>(UPLOAD, { config, exposeHeadRoute: false, schema: one }, async (request, reply) => {
    const upload = await findUpload({ database }, callerOf(request), request.params.id);
    reply.header('cache-control', 'no-store');
    return describeUpload(upload, upload.assetId && (await findDraftOfAsset(database, upload.assetId)));
  });
}

function registerTransfer(scope: App, dependencies: ServerDependencies): void {
  const onRequest = async ({ headers }: FastifyRequest) => requireTusVersion(headers);
  const config = { access: 'write' } as const;
  const incoming = ({ raw, headers }: FastifyRequest): IncomingBytes => ({
    body: raw,
    contentLength: readContentLength(headers),
    checksum: readUploadChecksum(headers),
    stopping: scope.stopping,
  });

  const create = async (request: FastifyRequest, reply: FastifyReply) => {
    const { headers } = request;
    const bytes = headers['content-type'] === TUS_CONTENT_TYPE ? incoming(request) : null;
    const described = { sizeBytes: readUploadLength(headers), metadata: String(headers['upload-metadata'] ?? '') };
    const created = await createUpload(dependencies, callerOf(request), described);
    const upload = bytes ? await receiveFirstBytes(dependencies, created, bytes) : created;
    return sendProgress(reply.code(201).header('location', `${UPLOADS}/${upload.id}`), upload);
  };
  const append = async (request: FastifyRequest<UploadRoute>, reply: FastifyReply) => {
    requireTusContentType(request.headers);
    const bytes = { ...incoming(request), offsetBytes: readUploadOffset(request.headers) };
    const upload = await appendToUpload(dependencies, callerOf(request), request.params.id, bytes);
    return sendProgress(reply.code(204), upload);
  };
  const settle = async (request: FastifyRequest<UploadRoute>, reply: FastifyReply) => {
    const upload = await settleUpload(dependencies, callerOf(request), request.params.id);
    reply.headers({ 'cache-control': 'no-store', 'upload-length': String(upload.sizeBytes) });
    if (upload.metadata) reply.header('upload-metadata', upload.metadata);
    return sendProgress(reply.code(200), upload);
  };
  const terminate = async (request: FastifyRequest<UploadRoute>, reply: FastifyReply) => {
    await terminateUpload(dependencies, callerOf(request), request.params.id);
    return reply.code(204).send();
  };
  const overridable = new Map<string, typeof append>([
    ['PATCH', append],
    ['HEAD', settle],
    ['DELETE', terminate],
  ]);
  /** For clients whose network knows GET and POST only (tus 1.0, X-HTTP-Method-Override). */
  const override = async (request: FastifyRequest<UploadRoute>, reply: FastifyReply) => {
    const handler = overridable.get(String(request.headers['x-http-method-override']));
    if (!handler)
      throw new AppError('method_not_allowed', 'A POST to an upload must name PATCH, HEAD or DELETE in X-HTTP-Method-Override.');
    return handler(request, reply);
  };

  const unlimited = { ...config, rateLimit: false } as const;
  scope.post(UPLOADS, { config: { ...config, reads: TUS_READS.create }, onRequest, schema: { tags, ...DESCRIPTIONS.create } }, create);
  scope.head<UploadRoute>(
    UPLOAD,
    {
      config: { ...config, reads: TUS_READS.settle, swagger: { exposeHeadRoute: true } },
      onRequest,
      schema: { tags, params, ...DESCRIPTIONS.settle },
    },
    settle,
  );
  scope.patch<UploadRoute>(
    UPLOAD,
    { config: { ...unlimited, reads: TUS_READS.append }, onRequest, schema: { tags, params, ...DESCRIPTIONS.append } },
    append,
  );
  scope.delete<UploadRoute>(
    UPLOAD,
    { config: { ...config, reads: TUS_READS.terminate }, onRequest, schema: { tags, params, ...DESCRIPTIONS.terminate } },
    terminate,
  );
  scope.post<UploadRoute>(UPLOAD, { config: unlimited, onRequest, schema: { hide: true, params } }, override);
}

function sendProgress(reply: FastifyReply, upload: UploadRecord): FastifyReply {
  reply.header('upload-offset', String(upload.offsetBytes));
  if (upload.state === 'RECEIVING') reply.header('upload-expires', upload.expiresAt.toUTCString());
  if (upload.assetId) reply.header('rostrum-asset', upload.assetId);
  return reply.send();
}

function describeUpload(upload: UploadRecord, videoId: string | null): Upload {
  const { id, state, filename, sizeBytes, offsetBytes, assetId } = upload;
  const times = { createdAt: upload.createdAt.toISOString(), expiresAt: upload.expiresAt.toISOString() };
  return { id, state, filename, sizeBytes, offsetBytes, assetId, videoId, ...times };
}

/** Node reads the rest of a body only where nobody began to; a body cut in the middle would block its connection. */
function closeAfterLongBody({ raw, headers }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete) return;
  const announced = Number(headers['content-length'] ?? (headers['transfer-encoding'] ? Number.POSITIVE_INFINITY : 0));
  if (announced > MAX_IGNORED_BYTES) reply.header('connection', 'close');
  raw.resume();
}
