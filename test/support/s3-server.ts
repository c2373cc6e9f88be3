import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { inject } from 'vitest';
import type { S3StoreConfig } from '../../core/config.ts';
import { createId } from '../../core/identifiers.ts';
import type { S3BrokerAnswer } from './radosgw-global-setup.ts';

export type S3Server = Omit<S3StoreConfig, 'bucket'>;

/**
 * A real S3 server for tests: the one that TEST_S3_ENDPOINT, TEST_S3_REGION, TEST_S3_ACCESS_KEY_ID and
 * TEST_S3_SECRET_ACCESS_KEY name, else a radosgw shared by the whole run. Null, said aloud, where neither can be had;
 * with ROSTRUM_REQUIRE_S3=1 that is an error instead.
 */
export async function findS3Server(): Promise<S3Server | null> {
  const { TEST_S3_ENDPOINT: endpoint, TEST_S3_ACCESS_KEY_ID, TEST_S3_SECRET_ACCESS_KEY, TEST_S3_REGION, ROSTRUM_REQUIRE_S3 } = process.env;
  const common = { kind: 's3', region: TEST_S3_REGION || 'us-east-1', forcePathStyle: true } as const;
  if (endpoint) {
    return { ...common, endpoint, accessKeyId: TEST_S3_ACCESS_KEY_ID ?? '', secretAccessKey: TEST_S3_SECRET_ACCESS_KEY ?? '' };
  }
  const answer = (await (await fetch(inject('s3BrokerUrl'))).json()) as S3BrokerAnswer;
  if ('server' in answer) return { ...common, ...answer.server };
  const explanation = `There is no S3 server to test against: ${answer.missing}. ${HOW_TO_GET_ONE}`;
  if (ROSTRUM_REQUIRE_S3 === '1') throw new Error(explanation);
  console.warn(`SKIPPED: ${explanation}`);
  return null;
}

const HOW_TO_GET_ONE =
  'Install it with "apt-get install --no-install-recommends ceph-mon ceph-osd radosgw ceph-common", or name another in TEST_S3_ENDPOINT, TEST_S3_ACCESS_KEY_ID and TEST_S3_SECRET_ACCESS_KEY.';

/** Makes a new empty bucket. */
export async function createTestBucket(server: S3Server): Promise<S3StoreConfig> {
  const bucket = `rostrum-test-${createId()}`;
  const { region, endpoint, accessKeyId, secretAccessKey, forcePathStyle } = server;
  const client = new S3Client({
    region,
    forcePathStyle,
    ...(endpoint ? { endpoint } : {}),
    credentials: { accessKeyId, secretAccessKey },
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return { ...server, bucket };
}
