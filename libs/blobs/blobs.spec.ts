import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openBlobs } from './blobs.js';

describe('BLOB_URL', () => {
  test('takes a folder or a bucket', async () => {
    for (const url of ['file:///var/lib/souk', 's3://key:pass@127.0.0.1:9000/bucket?tls=0', 's3://key:pa%2Fss@s3.example.org/bucket?tls=1&region=eu-central-1']) {
      await assert.doesNotReject(openBlobs(url), url);
    }
  });

  const wrong: Record<string, RegExp> = {
    '': /not a URL/,
    'hunter2': /not a URL/,
    'https://key:hunter2@host/bucket': /file:\/\/ or s3:\/\//,
    'file://hunter2/folder': /three slashes/,
    'file:///': /folder below the root/,
    'file:///folder?hunter2': /nothing after it/,
    's3://key:hunter2@host': /one bucket/,
    's3://key:hunter2@host/a/b': /one bucket/,
    's3://key:hunter2@host/Bucket': /one bucket/,
    's3://hunter2@host/bucket': /a secret key/,
    's3://host/bucket': /access key/,
    's3://key:hunter2@host/bucket?tls=yes': /tls must be 0 or 1/,
    's3://key:hunter2@host/bucket?region=a%20b': /region/,
    's3://key:hunter2@host/bucket?hunter2=1': /only the parameters/,
    's3://key:hunter2%zz@host/bucket': /written as %25/,
    's3://key:hunter2@host_name!/bucket': /host/,
  };
  for (const [url, message] of Object.entries(wrong)) {
    test(`names itself and hides its value: ${url || '(empty)'}`, async () => {
      await assert.rejects(openBlobs(url), (error: Error) => {
        assert.match(error.message, /^BLOB_URL/);
        assert.match(error.message, message);
        assert.doesNotMatch(`${error.stack}${JSON.stringify(error)}${String(error.cause ?? '')}`, /hunter2/);
        return true;
      });
    });
  }
});
