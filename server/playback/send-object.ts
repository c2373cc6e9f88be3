import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, hasCode } from '../../core/errors.ts';
import type { GetOptions, ObjectHead, ObjectRead, ObjectStore } from '../../core/object-storage/object-store.ts';
import { isUnchanged } from '../../core/object-storage/read-conditions.ts';
import { readIfModifiedSince, readIfRange, readRange } from './read-request-headers.ts';

export interface SendOptions {
  /** `private` keeps shared caches from storing what was stored as `public`. */
  readonly audience: 'public' | 'private';
  /** Instead of what was stored with the object: for addresses that promise more, or less, than the object's key. */
  readonly cacheControl?: string;
  readonly contentType?: string;
}

/** Answers GET and HEAD with an object: whole, one range (206, 416) or unchanged (304); RFC 9110 13 and 14. */
export async function sendObject(
  store: ObjectStore,
  key: string,
  request: FastifyRequest,
  reply: FastifyReply,
  options: SendOptions,
): Promise<FastifyReply> {
  const isHead = request.method === 'HEAD';
  if (isHead || isConditional(request)) {
    const head = await store.head(key);
    if (isUnchanged(head, readConditions(request))) return writeObjectHeaders(head, reply, options).code(304).send();
    if (isHead) return writeObjectHeaders(head, reply, options).header('content-length', head.sizeBytes).send();
  }
  const read = await openObject(store, key, request, reply);
  if (read === null) return reply;
  const { head, range, body } = read;
  writeObjectHeaders(head, reply, options);
  if (!range) return reply.header('content-length', head.sizeBytes).send(body);
  return reply
    .code(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${head.sizeBytes}`)
    .header('content-length', range.end - range.start + 1)
    .send(body);
}

type OpenedObject = Extract<ObjectRead, { notModified: false }>;

/** Null when the client left before the store answered: then nobody is there to be told anything. */
export async function openObject(
  store: ObjectStore,
  key: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OpenedObject | null> {
  const abort = new AbortController();
  const leave = () => abort.abort();
  reply.raw.once('close', leave);
  try {
    return await getObject(store, key, request, reply, abort.signal);
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    reply.hijack();
    return null;
  } finally {
    // From here on Fastify ends the body with the connection.
    reply.raw.off('close', leave);
  }
}

async function getObject(
  store: ObjectStore,
  key: string,
  request: FastifyRequest,
  reply: FastifyReply,
  signal: AbortSignal,
): Promise<OpenedObject> {
  const ifRange = readIfRange(request.headers);
  const range = ifRange === 'stale' ? undefined : (readRange(request.headers) ?? undefined);
  // No condition is asked for that could give `notModified`.
  const get = async (options: GetOptions) => (await store.get(key, { ...options, signal })) as OpenedObject;
  try {
    return await get(range && ifRange ? { range, ifMatch: ifRange } : { range });
  } catch (error) {
    // The part that the client has belongs to an older object: it gets all of the new one.
    if (ifRange && hasCode(error, 'precondition_failed')) return get({});
    if (hasCode(error, 'range_not_satisfiable')) reply.header('content-range', `bytes */${(await store.head(key)).sizeBytes}`);
    throw error;
  }
}

export function isConditional({ headers }: FastifyRequest): boolean {
  return headers['if-none-match'] !== undefined || headers['if-modified-since'] !== undefined;
}

export function readConditions({ headers }: FastifyRequest): Pick<GetOptions, 'ifNoneMatch' | 'ifModifiedSince'> {
  return { ifNoneMatch: headers['if-none-match'], ifModifiedSince: readIfModifiedSince(headers) };
}

export function writeObjectHeaders(head: ObjectHead, reply: FastifyReply, options: SendOptions): FastifyReply {
  return reply
    .header('content-type', options.contentType ?? head.contentType)
    .header('cache-control', planCacheControl(options.cacheControl ?? head.cacheControl, options.audience))
    .header('etag', head.etag)
    .header('last-modified', head.lastModified.toUTCString())
    .header('accept-ranges', 'bytes');
}

/** The worker stores with each object how long it may be cached; behind a signed link only by who holds the link. */
function planCacheControl(stored: string | null, audience: 'public' | 'private'): string {
  const directives = (stored ?? 'no-cache').split(',').map((directive) => directive.trim());
  const others = directives.filter((directive) => directive !== 'public' && directive !== 'private');
  return [audience, ...others].join(', ');
}

/** What keys do not say is not there. */
export function requirePath<T>(path: T | null): T {
  if (path === null) throw new AppError('not_found');
  return path;
}
