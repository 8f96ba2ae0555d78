import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { openBlobs } from '#libs/blobs/blobs.js';
import { packageKey } from '#libs/blobs/keys.js';
import { readConfig } from '#libs/service/config.js';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Packages } from './packages.js';

const TENANT = '01990000-0000-7000-8000-000000000000';
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function place(cacheMb: number) {
  const folder = await mkdtemp(join(tmpdir(), 'souk-test-'));
  const blobs = await openBlobs(`file://${folder}`);
  await blobs.prepare();
  let reads = 0;
  const counted = { ...blobs, read: (key: string, most: number) => ((reads += 1), blobs.read(key, most)) } as typeof blobs;
  const config = readConfig({ DATABASE_URL: 'postgres://a', QUEUE_URL: 'redis://a', BLOB_URL: `file://${folder}`, PACKAGE_CACHE_MB: String(cacheMb) });
  const put = async (bytes: Uint8Array) => {
    await blobs.put(packageKey(TENANT, hash(bytes)), (async function* () { yield bytes; })(), { maxBytes: bytes.length });
    return hash(bytes);
  };
  return { folder, put, packages: new Packages(counted, config), reads: () => reads, drop: () => rm(folder, { recursive: true, force: true }) };
}

test('many who ask for the same at once wait for one reading', async () => {
  const { packages, put, reads, drop } = await place(8);
  try {
    const bytes = Buffer.alloc(40_000, 1);
    const sha256 = await put(bytes);
    const all = await Promise.all(Array.from({ length: 20 }, () => packages.whole(TENANT, sha256, bytes.length)));
    assert.ok(all.every((one) => one!.equals(bytes)));
    await packages.whole(TENANT, sha256, bytes.length);
    assert.equal(reads(), 1);
  } finally {
    await drop();
  }
});

test('what is not kept is read again; what is too large is never whole', async () => {
  const { packages, put, reads, drop } = await place(1);
  try {
    const [a, b] = [Buffer.alloc(600_000, 1), Buffer.alloc(600_000, 2)];
    const [first, second] = [await put(a), await put(b)];
    await packages.whole(TENANT, first, a.length);
    await packages.whole(TENANT, second, b.length);
    await packages.whole(TENANT, second, b.length);
    assert.equal(reads(), 2);
    await packages.whole(TENANT, first, a.length);
    assert.equal(reads(), 3, 'the older one had to go');
    assert.equal(await packages.whole(TENANT, first, 5_000_000), null);
  } finally {
    await drop();
  }
});

test('damaged bytes are an error, for all who wait, and are not kept', async () => {
  const { packages, put, folder, drop } = await place(8);
  try {
    const bytes = Buffer.alloc(1_000, 1);
    const sha256 = await put(bytes);
    await writeFile(join(folder, packageKey(TENANT, sha256)), Buffer.alloc(1_000, 2));
    for (let tries = 0; tries < 2; tries += 1) await assert.rejects(packages.whole(TENANT, sha256, bytes.length), /damaged/);
  } finally {
    await drop();
  }
});
