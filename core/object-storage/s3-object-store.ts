import type { Readable } from 'node:stream';
import { addAbortSignal } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadBucketCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { S3StoreConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { decodeListCursor, encodeListCursor, requireKeyPrefix, requireObjectKey } from './object-key-rules.ts';
import type { ByteRange, GetOptions, ObjectHead, ObjectPage, ObjectRead, ObjectStore, PutOptions, StoredObject } from './object-store.ts';
import { requireRange } from './read-conditions.ts';
import { openS3Bucket, type S3Bucket } from './s3-client.ts';
import { inS3Words, quoteETag, readNotModified, requireField } from './s3-errors.ts';
import { abortS3Multipart, completeS3Multipart, createS3Multipart, listS3Parts, putS3Part } from './s3-multipart.ts';
import { preferSourceError } from './source-errors.ts';

const MAXIMUM_PAGE = 1000;
const CHECK_TIMEOUT_MS = 5_000;
/** A stream of unknown length holds at most two parts of this size in memory; 10,000 of them make 80 GiB. */
const STREAM_PART_BYTES = 8 * 2 ** 20;
const STREAM_PARTS_AT_ONCE = 2;

/** The store in a bucket of anything that speaks S3. */
export function openS3ObjectStore(config: S3StoreConfig): ObjectStore {
  const store = openS3Bucket(config);
  const onKey =
    <Rest extends unknown[], T>(verb: (store: S3Bucket, key: string, ...rest: Rest) => Promise<T>) =>
    (key: string, ...rest: Rest) =>
      inS3Words(async () => {
        requireObjectKey(key);
        return verb(store, key, ...rest);
      });
  const put = onKey(putObject);
  return {
    put: (key, body, options) => put(key, body, options).catch((error) => Promise.reject(preferSourceError(body, error))),
    get: onKey(getObject),
    head: onKey(headObject),
    list: (prefix, options) => inS3Words(() => listObjects(store, prefix, options)),
    deleteMany: (keys) => inS3Words(() => deleteObjects(store, keys)),
    copy: onKey(copyObject),
    createMultipart: onKey(createS3Multipart),
    putPart: onKey(putS3Part),
    listParts: onKey(listS3Parts),
    completeMultipart: onKey(completeS3Multipart),
    abortMultipart: onKey(abortS3Multipart),
    locate: onKey(async (_, key, expiresSeconds: number) => ({ kind: 'url', url: await presignGet(store, key, expiresSeconds) })),
    presignGet: onKey(presignGet),
    presignPut: onKey(presignPut),
    check: () => inS3Words(() => checkBucket(store)),
    async [Symbol.asyncDispose]() {
      store[Symbol.dispose]();
    },
  };
}

async function putObject(store: S3Bucket, key: string, body: Readable | Uint8Array | string, options: PutOptions): Promise<StoredObject> {
  const { client, bucket } = store;
  const input = { Bucket: bucket, Key: key, ContentType: options.contentType, CacheControl: options.cacheControl };
  if (typeof body === 'string' || body instanceof Uint8Array) {
    const { ETag } = await client.send(new PutObjectCommand({ ...input, Body: typeof body === 'string' ? Buffer.from(body) : body }));
    return { key, etag: requireField(ETag, 'ETag') };
  }
  const params = { ...input, Body: body };
  const upload = new Upload({ client, params, partSize: STREAM_PART_BYTES, queueSize: STREAM_PARTS_AT_ONCE });
  const { ETag } = await upload.done();
  // Not every store answers the end of a multipart upload with the ETag.
  return { key, etag: ETag ? quoteETag(ETag) : (await headObject(store, key)).etag };
}

async function getObject({ client, bucket }: S3Bucket, key: string, options: GetOptions = {}): Promise<ObjectRead> {
  const { range, ifNoneMatch, ifModifiedSince, ifMatch, signal } = options;
  if (range) requireRange(range);
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    Range: range && toRangeHeader(range),
    IfNoneMatch: ifNoneMatch,
    // If-None-Match decides alone where it is given (RFC 9110 13.2.2); not every store knows that.
    IfModifiedSince: ifNoneMatch === undefined ? ifModifiedSince : undefined,
    IfMatch: ifMatch,
  });
  try {
    const output = await client.send(command, signal ? { abortSignal: signal } : {});
    const body = output.Body as Readable;
    // The SDK forgets the signal once the headers are there; destroying the body ends the socket.
    if (signal) addAbortSignal(signal, body);
    return { notModified: false, ...readGetHeaders(key, output), body };
  } catch (error) {
    const etag = readNotModified(error, ifNoneMatch ?? '');
    if (etag !== null) return { notModified: true, etag };
    throw error;
  }
}

function toRangeHeader(range: ByteRange): string {
  return 'suffixLength' in range ? `bytes=-${range.suffixLength}` : `bytes=${range.start}-${range.end ?? ''}`;
}

function readGetHeaders(key: string, output: GetObjectCommandOutput): { head: ObjectHead; range: { start: number; end: number } | null } {
  const [, start, end, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(output.ContentRange ?? '') ?? [];
  const head = toHead(key, output);
  if (size === undefined) return { head, range: null };
  return { head: { ...head, sizeBytes: Number(size) }, range: { start: Number(start), end: Number(end) } };
}

async function headObject({ client, bucket }: S3Bucket, key: string): Promise<ObjectHead> {
  return toHead(key, await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
}

function toHead(key: string, output: HeadObjectCommandOutput | GetObjectCommandOutput): ObjectHead {
  return {
    key,
    etag: requireField(output.ETag, 'ETag'),
    sizeBytes: output.ContentLength ?? 0,
    contentType: output.ContentType ?? 'application/octet-stream',
    cacheControl: output.CacheControl ?? null,
    lastModified: output.LastModified ?? new Date(0),
  };
}

async function listObjects(
  { client, bucket }: S3Bucket,
  prefix: string,
  { cursor, limit = MAXIMUM_PAGE }: { cursor?: string | undefined; limit?: number | undefined } = {},
): Promise<ObjectPage> {
  requireKeyPrefix(prefix);
  const StartAfter = cursor ? decodeListCursor(cursor) : undefined;
  const MaxKeys = Math.min(limit, MAXIMUM_PAGE);
  const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys, StartAfter }));
  const objects = (page.Contents ?? []).map(({ Key = '', Size = 0, LastModified = new Date(0) }) => ({
    key: Key,
    sizeBytes: Size,
    lastModified: LastModified,
  }));
  const last = objects.at(-1);
  return { objects, nextCursor: page.IsTruncated && last ? encodeListCursor(last.key) : null };
}

async function deleteObjects({ client, bucket }: S3Bucket, keys: readonly string[]): Promise<void> {
  keys.forEach(requireObjectKey);
  for (let start = 0; start < keys.length; start += MAXIMUM_PAGE) {
    const Objects = keys.slice(start, start + MAXIMUM_PAGE).map((Key) => ({ Key }));
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
    const failed = Errors.find(({ Code }) => Code !== 'NoSuchKey');
    if (failed) throw new AppError('object_store_unavailable', `The object store kept an object (${failed.Code}).`);
  }
}

async function copyObject({ client, bucket }: S3Bucket, fromKey: string, toKey: string): Promise<StoredObject> {
  requireObjectKey(toKey);
  // Keys hold no character that would need escaping here.
  const { CopyObjectResult } = await client.send(new CopyObjectCommand({ Bucket: bucket, Key: toKey, CopySource: `${bucket}/${fromKey}` }));
  return { key: toKey, etag: quoteETag(requireField(CopyObjectResult?.ETag, 'ETag')) };
}

function presignGet({ client, bucket }: S3Bucket, key: string, expiresSeconds: number): Promise<string> {
  return getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: expiresSeconds });
}

/** The signature covers both headers, so that the PUT must carry them as agreed. */
function presignPut({ client, bucket }: S3Bucket, key: string, expiresSeconds: number, options: PutOptions): Promise<string> {
  const { contentType, cacheControl } = options;
  const command = new PutObjectCommand({ Bucket: bucket, Key: key, ContentType: contentType, CacheControl: cacheControl });
  return getSignedUrl(client, command, { expiresIn: expiresSeconds, signableHeaders: new Set(['host', 'content-type', 'cache-control']) });
}

async function checkBucket({ client, bucket }: S3Bucket): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal: AbortSignal.timeout(CHECK_TIMEOUT_MS) });
  } catch (error) {
    // A HEAD's 404 has no name of its own: here it is the bucket that is missing, or an answer that did not come.
    if (error instanceof Error && ['NotFound', 'AbortError'].includes(error.name)) {
      throw new AppError('object_store_unavailable', 'The bucket is missing or does not answer.', { cause: error });
    }
    throw error;
  }
}
