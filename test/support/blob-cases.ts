import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openBlobs } from '#libs/blobs/blobs.js';
import type { Blobs } from '#libs/blobs/blobs.js';
import { packageKey, packagePrefix, quarantineKey, quarantinePrefix } from '#libs/blobs/keys.js';
import { BlobMissing, BlobRangeInvalid, BlobTooLarge } from '#libs/blobs/store.js';
import type { StoredBlob } from '#libs/blobs/store.js';

const MiB = 1024 * 1024;

export interface OpenedStore {
  /** For BLOB_URL. */
  readonly url: string;
  /** Names of what puts have begun and neither finished nor cleared away. */
  unfinished(): Promise<string[]>;
  drop(): Promise<void>;
}

/** A key that nothing has been stored under. */
export const newKey = (): string => quarantineKey(randomUUID(), randomUUID());
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The bytes as a source for `put`. */
export async function* chunksOf(bytes: Buffer, length = 64 * 1024): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function* thenFail(bytes: Buffer): AsyncGenerator<Buffer> {
  yield* chunksOf(bytes);
  throw new Error('the sender went away');
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** What `list` yields, by key. */
export async function keysUnder(blobs: Blobs, prefix: string): Promise<StoredBlob[]> {
  const found: StoredBlob[] = [];
  for await (const blob of blobs.list(prefix)) found.push(blob);
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The cases that every store must pass, as tests of the suite that calls this. */
export function sameForEveryStore(open: () => Promise<OpenedStore>): void {
  let store: OpenedStore;
  let blobs: Blobs;
  before(async () => {
    store = await open();
    blobs = await openBlobs(store.url);
    await blobs.prepare();
  });
  after(() => store?.drop());

  const put = (key: string, bytes: Buffer, maxBytes = bytes.length): ReturnType<Blobs['put']> => blobs.put(key, chunksOf(bytes), { maxBytes });

  test('can be prepared again and is ready', async () => {
    await blobs.prepare();
    await blobs.ready();
  });

  // Around the sizes where an upload becomes one of several parts.
  for (const size of [0, 1, 40_000, 8 * MiB - 1, 8 * MiB, 8 * MiB + 1, 16 * MiB]) {
    test(`gives back ${size} bytes with their size and hash`, async () => {
      const key = newKey();
      const bytes = randomBytes(size);
      assert.deepEqual(await put(key, bytes), { size, sha256: sha256(bytes) });
      assert.ok((await blobs.read(key, size)).equals(bytes));
      const head = await blobs.head(key);
      assert.equal(head?.size, size);
      assert.ok(head.modifiedAt.getTime() > Date.UTC(2020) && head.modifiedAt.getTime() < Date.now() + 60_000);
      assert.deepEqual(await store.unfinished(), []);
    });
  }

  test('takes one chunk that is larger than several parts', async () => {
    const key = newKey();
    const bytes = randomBytes(20 * MiB);
    assert.equal((await blobs.put(key, chunksOf(bytes, bytes.length), { maxBytes: bytes.length })).sha256, sha256(bytes));
    assert.equal(sha256(await blobs.read(key, bytes.length)), sha256(bytes));
  });

  test('streams 30 MB through', async () => {
    const key = newKey();
    const sent = createHash('sha256');
    async function* source(): AsyncGenerator<Buffer> {
      for (let i = 0; i < 480; i++) {
        const chunk = Buffer.alloc(65_536, i);
        sent.update(chunk);
        yield chunk;
      }
    }
    const result = await blobs.put(key, source(), { maxBytes: 64 * MiB });
    assert.deepEqual(result, { size: 480 * 65_536, sha256: sent.digest('hex') });
    const { size, stream } = await blobs.get(key);
    const received = createHash('sha256');
    for await (const chunk of stream) received.update(chunk);
    assert.equal(size, result.size);
    assert.equal(received.digest('hex'), result.sha256);
  });

  for (const size of [1_000, 20 * MiB]) {
    test(`leaves nothing of ${size} bytes that are one too many`, async () => {
      const key = newKey();
      let closed = false;
      async function* source(): AsyncGenerator<Buffer> {
        try {
          yield* chunksOf(randomBytes(size));
          yield* chunksOf(randomBytes(size));
        } finally {
          closed = true;
        }
      }
      await assert.rejects(blobs.put(key, source(), { maxBytes: size - 1 }), (error) => error instanceof BlobTooLarge && error.maxBytes === size - 1);
      assert.ok(closed);
      assert.equal(await blobs.head(key), null);
      assert.deepEqual(await store.unfinished(), []);
    });

    test(`leaves nothing when the source throws after ${size} bytes`, async () => {
      const key = newKey();
      await assert.rejects(blobs.put(key, thenFail(randomBytes(size)), { maxBytes: 64 * MiB }), /the sender went away/);
      await assert.rejects(blobs.get(key), BlobMissing);
      assert.deepEqual(await store.unfinished(), []);
    });
  }

  test('keeps the old blob when a put over it fails, and replaces it when one succeeds', async () => {
    const key = newKey();
    await put(key, Buffer.from('old'));
    await assert.rejects(blobs.put(key, thenFail(Buffer.from('new')), { maxBytes: 100 }));
    assert.equal((await blobs.read(key, 100)).toString(), 'old');
    await put(key, Buffer.from('newer'));
    assert.equal((await blobs.read(key, 100)).toString(), 'newer');
  });

  test('serves ranges and the size of the whole', async () => {
    const key = newKey();
    await put(key, Buffer.from('0123456789'));
    for (const [start, end, text] of [[0, 0, '0'], [4, 6, '456'], [9, 9, '9'], [0, 9, '0123456789'], [3, 9, '3456789']] as const) {
      const { size, stream } = await blobs.get(key, { start, end });
      assert.equal(size, 10);
      assert.equal(await textOf(stream), text);
    }
  });

  test('refuses ranges that the blob does not have', async () => {
    const key = newKey();
    const empty = newKey();
    await Promise.all([put(key, Buffer.from('0123456789')), put(empty, Buffer.alloc(0))]);
    for (const [start, end] of [[0, 10], [9, 10], [10, 10], [11, 20], [5, 4], [-1, 3], [0.5, 2], [NaN, 2]] as const) {
      await assert.rejects(blobs.get(key, { start, end }), (error) => error instanceof BlobRangeInvalid && error.size === 10, `${start}-${end}`);
    }
    await assert.rejects(blobs.get(empty, { start: 0, end: 0 }), (error) => error instanceof BlobRangeInvalid && error.size === 0);
    await assert.rejects(blobs.get(newKey(), { start: 0, end: 0 }), BlobMissing);
    await assert.rejects(blobs.get(newKey(), { start: 5, end: 0 }), BlobMissing);
  });

  test('says what is missing', async () => {
    const key = newKey();
    assert.equal(await blobs.head(key), null);
    await assert.rejects(blobs.get(key), (error) => error instanceof BlobMissing && error.key === key);
    await assert.rejects(blobs.read(key, 10), BlobMissing);
    await assert.rejects(blobs.copy(key, newKey()), BlobMissing);
  });

  test('reads no more into memory than asked for', async () => {
    const key = newKey();
    await put(key, Buffer.from('0123456789'));
    assert.equal((await blobs.read(key, 10)).toString(), '0123456789');
    await assert.rejects(blobs.read(key, 9), BlobTooLarge);
  });

  test('copies, again and again, and the copy outlives the original', async () => {
    const bytes = randomBytes(9 * MiB);
    const from = newKey();
    const to = packageKey(randomUUID(), sha256(bytes));
    await put(from, bytes);
    await blobs.copy(from, to);
    await blobs.copy(from, to);
    await put(to, Buffer.from('torn'));
    await blobs.copy(from, to);
    await blobs.remove(from);
    assert.equal(sha256(await blobs.read(to, bytes.length)), sha256(bytes));
    assert.deepEqual(await store.unfinished(), []);
  });

  test('copies a blob onto itself', async () => {
    const key = newKey();
    await put(key, Buffer.from('same'));
    await blobs.copy(key, key);
    assert.equal((await blobs.read(key, 10)).toString(), 'same');
  });

  test('does not change a copy when the original is replaced', async () => {
    const from = newKey();
    const to = packageKey(randomUUID(), sha256(Buffer.from('first')));
    await put(from, Buffer.from('first'));
    await blobs.copy(from, to);
    await put(from, Buffer.from('other'));
    assert.equal((await blobs.read(to, 10)).toString(), 'first');
  });

  test('copies to one key at the same time', async () => {
    const bytes = randomBytes(40_000);
    const from = newKey();
    const to = packageKey(randomUUID(), sha256(bytes));
    await put(from, bytes);
    await Promise.all(Array.from({ length: 8 }, () => blobs.copy(from, to)));
    assert.ok((await blobs.read(to, 40_000)).equals(bytes));
    assert.deepEqual(await store.unfinished(), []);
  });

  test('removes twice', async () => {
    const key = newKey();
    await put(key, Buffer.from('x'));
    await blobs.remove(key);
    await blobs.remove(key);
    assert.equal(await blobs.head(key), null);
  });

  test('lists what is under a prefix and nothing else', async () => {
    const [tenant, other] = [randomUUID(), randomUUID()];
    const uploads = Array.from({ length: 3 }, () => quarantineKey(tenant, randomUUID())).sort();
    const packages = ['a', 'b'].map((text) => packageKey(tenant, sha256(Buffer.from(text)))).sort();
    for (const key of [...uploads, ...packages, quarantineKey(other, randomUUID())]) await put(key, Buffer.from('12345'));
    const found = await keysUnder(blobs, quarantinePrefix(tenant));
    assert.deepEqual(found.map(({ key }) => key), uploads);
    for (const { size, modifiedAt } of found) {
      assert.equal(size, 5);
      assert.ok(Math.abs(Date.now() - modifiedAt.getTime()) < 600_000);
    }
    assert.deepEqual((await keysUnder(blobs, packagePrefix(tenant))).map(({ key }) => key), packages);
    assert.deepEqual(await keysUnder(blobs, packagePrefix(other)), []);
    const everything = (await keysUnder(blobs, quarantinePrefix())).map(({ key }) => key);
    for (const key of uploads) assert.ok(everything.includes(key));
    assert.ok(everything.every((key) => key.startsWith('quarantine/')));
  });

  test('can be emptied while it is listed', async () => {
    const tenant = randomUUID();
    await Promise.all(Array.from({ length: 20 }, () => put(quarantineKey(tenant, randomUUID()), Buffer.from('x'))));
    for await (const { key } of blobs.list(quarantinePrefix(tenant))) await blobs.remove(key);
    assert.deepEqual(await keysUnder(blobs, quarantinePrefix(tenant)), []);
  });

  for (const size of [40_000, 9 * MiB]) {
    test(`ends with one of several puts of ${size} bytes to one key, whole`, async () => {
      const key = newKey();
      const results = await Promise.all(Array.from({ length: 4 }, () => put(key, randomBytes(size))));
      const kept = sha256(await blobs.read(key, size));
      assert.equal(results.filter((result) => result.sha256 === kept).length, 1);
      assert.deepEqual(await store.unfinished(), []);
    });
  }

  test('refuses keys that keys.ts did not make', async () => {
    const good = newKey();
    await put(good, Buffer.from('x'));
    for (const key of ['', '.', '..', '../x', '/etc/passwd', '.writing/x', good.toUpperCase(), `${good}/..`, `${good}\0`, `./${good}`, `quarantine/../${good}`, `quarantine\\..\\x`, good.replace('quarantine', '..')]) {
      const refused = /Not an object key/;
      await assert.rejects(put(key, Buffer.from('x')), refused);
      await assert.rejects(blobs.get(key), refused);
      await assert.rejects(blobs.read(key, 1), refused);
      await assert.rejects(blobs.head(key), refused);
      await assert.rejects(blobs.remove(key), refused);
      await assert.rejects(blobs.copy(key, good), refused);
      await assert.rejects(blobs.copy(good, key), refused);
      await assert.rejects(blobs.presign(key, 60, { filename: 'x' }), refused);
    }
    for (const prefix of ['', '/', '..', '../', 'quarantine/../', 'quarantine']) await assert.rejects(keysUnder(blobs, prefix), /Not a key prefix/);
  });
}
