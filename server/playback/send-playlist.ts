import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ObjectStore } from '../../core/object-storage/object-store.ts';
import { isUnchanged } from '../../core/object-storage/read-conditions.ts';
import { chooseEncoding, type Encoding } from './read-request-headers.ts';
import { isConditional, openObject, readConditions, type SendOptions, sendObject, writeObjectHeaders } from './send-object.ts';

/** Below this an encoding's own frame eats up what it saves. */
const SMALLEST_COMPRESSED_BYTES = 256;
/** Compressed anew for every request of a growing playlist: quick counts for more than small. */
const BROTLI_QUALITY = 4;

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/**
 * Answers GET and HEAD with a playlist, compressed as the client accepts (Apple's HLS authoring specification asks for
 * it, 2.9). All encodings share the object's ETag in its weak form: the same playlist in other bytes.
 */
export async function sendPlaylist(
  store: ObjectStore,
  key: string,
  request: FastifyRequest,
  reply: FastifyReply,
  options: SendOptions,
): Promise<FastifyReply> {
  reply.header('vary', 'Accept-Encoding');
  const encoding = chooseEncoding(request.headers);
  if (encoding === 'identity' || request.headers.range !== undefined) return sendObject(store, key, request, reply, options);
  if (isConditional(request)) {
    const head = await store.head(key);
    if (isUnchanged(head, readConditions(request))) {
      return writeObjectHeaders(head, reply, options).header('etag', `W/${head.etag}`).code(304).send();
    }
  }
  const read = await openObject(store, key, request, reply);
  if (read === null) return reply;
  const text = await buffer(read.body);
  writeObjectHeaders(read.head, reply, options);
  if (text.length < SMALLEST_COMPRESSED_BYTES) return reply.send(text);
  reply.header('content-encoding', encoding).header('etag', `W/${read.head.etag}`).removeHeader('accept-ranges');
  return reply.send(await compress(text, encoding));
}

function compress(text: Buffer, encoding: Exclude<Encoding, 'identity'>): Promise<Buffer> {
  if (encoding === 'gzip') return compressGzip(text);
  return compressBrotli(text, { params: { [zlib.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [zlib.BROTLI_PARAM_MODE]: zlib.BROTLI_MODE_TEXT } });
}
