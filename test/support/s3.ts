import { randomUUID } from 'node:crypto';
import { s3Client } from '#libs/blobs/s3-client.js';
import { s3TargetOf } from '#libs/blobs/s3-target.js';
import type { OpenedStore } from './blob-cases.js';

/** What to do about a suite that was skipped because there is no S3 server. */
export const S3_SKIPPED = 'no S3 server: run scripts/s3-server.sh start .souk/s3 and set TEST_S3_URL to the URL that it prints';

/**
 * A fresh bucket, not yet made, on the S3 server of TEST_S3_URL; `drop` removes it with everything in it.
 * Null when TEST_S3_URL is not set; the test is then skipped with S3_SKIPPED.
 */
export function s3ForTests(): OpenedStore | null {
  if (!process.env.TEST_S3_URL) return null;
  const url = new URL(process.env.TEST_S3_URL);
  const bucket = `souk-test-${randomUUID()}`;
  url.pathname = `/${bucket}`;
  const client = s3Client(s3TargetOf(url));
  const unfinished = async (): Promise<{ key: string; uploadId: string }[]> => (await client.listIncompleteUploadsQuery(bucket, '', '', '', '')).uploads;

  return {
    url: url.href,
    unfinished: async () => (await unfinished()).map(({ key }) => key),
    async drop() {
      if (!(await client.bucketExists(bucket))) return;
      for (const { key, uploadId } of await unfinished()) await client.abortMultipartUpload(bucket, key, uploadId);
      for await (const object of client.listObjectsV2(bucket, '', true)) await client.removeObject(bucket, (object as { name: string }).name);
      await client.removeBucket(bucket);
    },
  };
}
