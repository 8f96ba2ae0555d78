import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openBlobs } from '#libs/blobs/blobs.js';
import { quarantinePrefix } from '#libs/blobs/keys.js';
import { BlobMissing } from '#libs/blobs/store.js';
import { chunksOf, keysUnder, newKey, sameForEveryStore } from '#test/support/blob-cases.js';
import type { OpenedStore } from '#test/support/blob-cases.js';
import { S3_SKIPPED, s3ForTests } from '#test/support/s3.js';

async function folderForTests(): Promise<OpenedStore & { root: string }> {
  const root = await mkdtemp(join(tmpdir(), 'souk-blobs-'));
  return {
    root,
    url: pathToFileURL(root).href,
    unfinished: () => readdir(join(root, '.writing')),
    drop: () => rm(root, { recursive: true, force: true }),
  };
}

describe('blobs in a folder', () => {
  sameForEveryStore(folderForTests);

  test('have no address of their own', async () => {
    const store = await folderForTests();
    try {
      assert.equal(await (await openBlobs(store.url)).presign(newKey(), 60, { filename: 'x' }), null);
    } finally {
      await store.drop();
    }
  });

  test('are swept of writing that stopped more than an hour ago', async () => {
    const store = await folderForTests();
    try {
      const blobs = await openBlobs(store.url);
      await blobs.prepare();
      await writeFile(join(store.root, '.writing', 'dead'), 'x');
      await writeFile(join(store.root, '.writing', 'alive'), 'x');
      const longAgo = new Date(Date.now() - 2 * 3_600_000);
      await utimes(join(store.root, '.writing', 'dead'), longAgo, longAgo);
      await blobs.prepare();
      assert.deepEqual(await store.unfinished(), ['alive']);
    } finally {
      await store.drop();
    }
  });

  test('are an error, not absent, while the folder is away', async () => {
    const store = await folderForTests();
    try {
      const blobs = await openBlobs(store.url);
      const key = newKey();
      await blobs.prepare();
      await blobs.put(key, chunksOf(Buffer.from('x')), { maxBytes: 1 });
      await rename(store.root, `${store.root}-away`);
      await mkdir(store.root);
      const away = /is it mounted/;
      await assert.rejects(blobs.ready(), away);
      await assert.rejects(blobs.head(key), away);
      await assert.rejects(blobs.get(key), away);
      await assert.rejects(blobs.copy(key, newKey()), away);
      await assert.rejects(blobs.remove(key), away);
      await assert.rejects(keysUnder(blobs, quarantinePrefix()), away);
      await assert.rejects(blobs.put(key, chunksOf(Buffer.from('x')), { maxBytes: 1 }));
      assert.deepEqual(await readdir(store.root), []);
      await rm(store.root, { recursive: true });
      await rename(`${store.root}-away`, store.root);
      assert.equal((await blobs.read(key, 1)).toString(), 'x');
    } finally {
      await store.drop();
      await rm(`${store.root}-away`, { recursive: true, force: true });
    }
  });

  test('are absent where a folder stands in their place', async () => {
    const store = await folderForTests();
    try {
      const blobs = await openBlobs(store.url);
      const key = newKey();
      await blobs.prepare();
      await mkdir(join(store.root, key), { recursive: true });
      assert.equal(await blobs.head(key), null);
      await assert.rejects(blobs.read(key, 1_000_000), BlobMissing);
    } finally {
      await store.drop();
    }
  });

  test('leave foreign files alone', async () => {
    const store = await folderForTests();
    try {
      const blobs = await openBlobs(store.url);
      await blobs.prepare();
      await mkdir(join(store.root, 'quarantine'));
      await writeFile(join(store.root, 'quarantine', 'README'), 'not ours');
      assert.deepEqual(await keysUnder(blobs, quarantinePrefix()), []);
    } finally {
      await store.drop();
    }
  });
});

function inS3(): void {
  sameForEveryStore(async () => s3ForTests()!);

  test('are served by a signed address and by no other', async () => {
    const store = s3ForTests()!;
    try {
      const blobs = await openBlobs(store.url);
      await blobs.prepare();
      const key = newKey();
      await blobs.put(key, chunksOf(Buffer.from('signed bytes')), { maxBytes: 100 });
      const address = await blobs.presign(key, 60, { filename: 'tool "1".tar.gz\r\nx: y' });
      assert.ok(address);
      const answer = await fetch(address);
      assert.equal(answer.status, 200);
      assert.equal(await answer.text(), 'signed bytes');
      assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="tool__1_.tar.gz__x__y"');
      const tampered = new URL(address);
      const signature = tampered.searchParams.get('X-Amz-Signature')!;
      tampered.searchParams.set('X-Amz-Signature', (signature.startsWith('0') ? '1' : '0') + signature.slice(1));
      assert.equal((await fetch(tampered)).status, 403);
      const otherKey = address.replace(key, newKey());
      assert.equal((await fetch(otherKey)).status, 403);
      assert.equal((await fetch(address.split('?')[0]!)).status, 403);
    } finally {
      await store.drop();
    }
  });

  test('are an error, not absent, without their bucket', async () => {
    const store = s3ForTests()!;
    const blobs = await openBlobs(store.url);
    await assert.rejects(blobs.ready(), /bucket of BLOB_URL does not exist/);
    await assert.rejects(blobs.head(newKey()), /bucket of BLOB_URL does not exist/);
    await assert.rejects(blobs.get(newKey()), /NoSuchBucket/);
    await assert.rejects(blobs.put(newKey(), chunksOf(Buffer.from('x')), { maxBytes: 1 }), /S3 could not put .*NoSuchBucket/);
    await assert.rejects(keysUnder(blobs, quarantinePrefix()), /NoSuchBucket/);
  });

  test('are prepared by several processes at once', async () => {
    const store = s3ForTests()!;
    try {
      await Promise.all(Array.from({ length: 4 }, async () => (await openBlobs(store.url)).prepare()));
      await (await openBlobs(store.url)).ready();
    } finally {
      await store.drop();
    }
  });

  test('are refused with wrong keys', async () => {
    const url = new URL(s3ForTests()!.url);
    url.password = 'wrong';
    await assert.rejects((await openBlobs(url.href)).ready(), (error: Error) => !error.message.includes('wrong'));
  });
}

if (process.env.TEST_S3_URL) describe('blobs in S3', inS3);
else test('blobs in S3', { skip: S3_SKIPPED });

test('blobs of an S3 server that is not there are an error', async () => {
  const blobs = await openBlobs('s3://key:pass@127.0.0.1:1/bucket?tls=0');
  await assert.rejects(blobs.ready(), /ECONNREFUSED/);
  await assert.rejects(blobs.head(newKey()), /ECONNREFUSED/);
  await assert.rejects(blobs.put(newKey(), chunksOf(Buffer.from('x')), { maxBytes: 1 }), /ECONNREFUSED/);
});
