import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AppError } from '../errors.ts';

/** Answers in more layers than this are bombs, or broken. */
const MOST_ENCODINGS = 2;
const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** What is asked for where a compressed answer is welcome. */
export const READ_ENCODINGS = 'gzip, deflate, br';

/**
 * An answer's bytes without their Content-Encoding, bounded before and after unpacking.
 * @throws AppError host_unreachable for an encoding that is not known here; answer_too_large from the stream.
 */
export function openBoundedBody(body: Readable, contentEncoding: string | undefined, maxBytes: number): AsyncIterable<Buffer> {
  const names = (contentEncoding ?? '').split(',').map((name) => name.trim().toLowerCase());
  const applied = names.filter((name) => name !== '' && name !== 'identity');
  if (applied.length === 0) return boundBytes(body, maxBytes);
  const decoders = applied.reverse().flatMap((name) => DECODERS[name]?.() ?? []);
  if (decoders.length < applied.length || applied.length > MOST_ENCODINGS) {
    throw new AppError('host_unreachable', `The answer comes in an encoding that is not read here: ${contentEncoding}.`);
  }
  const received = (chunks: AsyncIterable<Buffer>) => boundBytes(chunks, maxBytes);
  const steps = [body, received, ...decoders] as unknown as readonly NodeJS.ReadWriteStream[]; // Node takes generators; its types do not.
  return boundBytes(pipeline(steps, () => undefined) as unknown as Readable, maxBytes);
}

/**
 * Hands on at most `maxBytes`, counted where they arrive and after they are unpacked: what an answer says of its
 * length is not believed, and a small answer that unpacks to a huge one is cut as soon as it is too large.
 * @throws AppError answer_too_large
 */
async function* boundBytes(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let received = 0;
  for await (const chunk of chunks) {
    received += chunk.length;
    if (received > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

/** Refuses at once what says itself that it is too large. */
export function checkContentLength(contentLength: string | undefined, maxBytes: number): void {
  if (Number(contentLength) > maxBytes) throw tooLarge(maxBytes, Number(contentLength));
}

function tooLarge(maxBytes: number, sizeBytes?: number): AppError {
  const size = sizeBytes === undefined ? 'The answer' : `The answer has ${sizeBytes} bytes; it`;
  return new AppError('answer_too_large', `${size} is larger than the ${maxBytes} bytes that are read here.`);
}
