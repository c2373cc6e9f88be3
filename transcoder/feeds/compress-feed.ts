import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** A feed of this size is rebuilt often while nobody waits; a larger one is compressed quickly instead of tightly. */
const LARGE_BYTES = 1_000_000;

export interface EncodedFeed {
  readonly gzip: Buffer;
  readonly br: Buffer;
}

/** The encodings that podcast apps ask for, made once so that no poll compresses anything. */
export async function compressFeed(identity: Buffer): Promise<EncodedFeed> {
  const isLarge = identity.length > LARGE_BYTES;
  const params = {
    [zlib.BROTLI_PARAM_QUALITY]: isLarge ? 4 : 9,
    [zlib.BROTLI_PARAM_MODE]: zlib.BROTLI_MODE_TEXT,
    [zlib.BROTLI_PARAM_SIZE_HINT]: identity.length,
  };
  const [gzipped, br] = await Promise.all([compressGzip(identity, { level: isLarge ? 4 : 9 }), compressBrotli(identity, { params })]);
  return { gzip: gzipped, br };
}
