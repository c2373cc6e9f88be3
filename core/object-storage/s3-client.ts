import { S3Client } from '@aws-sdk/client-s3';
import type { S3StoreConfig } from '../config.ts';

/** What every verb of the S3 store needs. */
export interface S3Bucket {
  readonly client: S3Client;
  readonly bucket: string;
}

const CONNECT_TIMEOUT_MS = 3_000;
/** From the request's first byte to the answer's headers; a large part on a slow line takes a while. */
const ANSWER_TIMEOUT_MS = 60_000;
const MAXIMUM_SOCKETS = 256;
const MAXIMUM_ATTEMPTS = 3;

export function openS3Bucket(config: S3StoreConfig): S3Bucket & Disposable {
  const agent = { keepAlive: true, maxSockets: MAXIMUM_SOCKETS };
  const client = new S3Client({
    region: config.region,
    ...(config.endpoint ? { endpoint: config.endpoint } : {}),
    forcePathStyle: config.forcePathStyle,
    credentials: { accessKeyId: config.accessKeyId, secretAccessKey: config.secretAccessKey },
    retryMode: 'standard',
    maxAttempts: MAXIMUM_ATTEMPTS,
    // Newer checksums than MD5 are unknown to many stores that speak S3.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: ANSWER_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
  });
  return { client, bucket: config.bucket, [Symbol.dispose]: () => client.destroy() };
}
