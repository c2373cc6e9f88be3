import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { hasCode } from '../errors.ts';
import type { MultipartPart, PutOptions, StoredObject } from './object-store.ts';
import type { S3Bucket } from './s3-client.ts';
import { inS3Words, quoteETag, requireField, translateS3Error } from './s3-errors.ts';

export async function createS3Multipart({ client, bucket }: S3Bucket, key: string, options: PutOptions): Promise<string> {
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: options.contentType, CacheControl: options.cacheControl }),
  );
  return requireField(UploadId, 'UploadId');
}

export async function putS3Part(
  { client, bucket }: S3Bucket,
  key: string,
  multipartId: string,
  number: number,
  body: Uint8Array,
): Promise<MultipartPart> {
  const { ETag } = await client.send(
    new UploadPartCommand({ Bucket: bucket, Key: key, UploadId: multipartId, PartNumber: number, Body: body }),
  );
  return { number, etag: requireField(ETag, 'ETag'), sizeBytes: body.byteLength };
}

export async function listS3Parts({ client, bucket }: S3Bucket, key: string, multipartId: string): Promise<MultipartPart[]> {
  const parts: MultipartPart[] = [];
  let marker: string | undefined;
  do {
    const page = await client.send(
      new ListPartsCommand({ Bucket: bucket, Key: key, UploadId: multipartId, ...(marker ? { PartNumberMarker: marker } : {}) }),
    );
    for (const part of page.Parts ?? []) {
      parts.push({ number: part.PartNumber ?? 0, etag: quoteETag(requireField(part.ETag, 'ETag')), sizeBytes: part.Size ?? 0 });
    }
    marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
  } while (marker);
  return parts;
}

export async function completeS3Multipart(
  store: S3Bucket,
  key: string,
  multipartId: string,
  parts: readonly MultipartPart[],
): Promise<StoredObject> {
  const MultipartUpload = { Parts: parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag })) };
  try {
    await store.client.send(new CompleteMultipartUploadCommand({ Bucket: store.bucket, Key: key, UploadId: multipartId, MultipartUpload }));
  } catch (error) {
    // A completion whose answer was lost: the multipart is gone because the object is there. Stores answer the
    // repetition with anything from 404 to 500, so we ask for the parts instead of reading the error.
    if (hasCode(translateS3Error(error), 'precondition_failed') || (await isMultipartThere(store, key, multipartId))) throw error;
  }
  // Not every store answers a completion with the ETag.
  const { ETag } = await store.client.send(new HeadObjectCommand({ Bucket: store.bucket, Key: key }));
  return { key, etag: requireField(ETag, 'ETag') };
}

async function isMultipartThere(store: S3Bucket, key: string, multipartId: string): Promise<boolean> {
  const parts = await inS3Words(() => listS3Parts(store, key, multipartId)).catch((error: unknown) => {
    if (hasCode(error, 'not_found')) return null;
    throw error;
  });
  return parts !== null;
}

export async function abortS3Multipart({ client, bucket }: S3Bucket, key: string, multipartId: string): Promise<void> {
  try {
    await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: multipartId }));
  } catch (error) {
    if (!hasCode(translateS3Error(error), 'not_found')) throw error;
  }
}
