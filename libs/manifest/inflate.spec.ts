import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { bytesOf, concat, gzipWith, type GzipLies } from '#test/support/archives.js';
import { gunzip, gunzipPrefix, gzip } from './inflate.js';
import { DEFAULT_LIMITS } from './limits.js';

const content = bytesOf('content '.repeat(100));
const noise = Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251);

describe('gunzip refuses', () => {
  const cases: [code: string, what: string, lies: GzipLies][] = [
    ['gzip-header', 'an extra field', { flags: 0x04, extra: '\x02\0ab' }],
    ['gzip-header', 'a comment', { flags: 0x10, extra: 'hidden\0' }],
    ['gzip-header', 'a header checksum', { flags: 0x02, extra: '\0\0' }],
    ['gzip-header', 'reserved flags', { flags: 0x80 }],
    ['gzip-header', 'a name without end', { flags: 0x08, extra: 'x'.repeat(300) }],
    ['gzip-crc', 'a wrong checksum', { crc: 1 }],
    ['gzip-size', 'a wrong size', { size: 1 }],
    ['gzip-size', 'a size of zero', { size: 0 }],
    ['gzip-trailing', 'trailing bytes', { trailing: 'x' }],
    ['gzip-trailing', 'trailing zeros', { trailing: new Uint8Array(512) }],
    ['gzip-trailing', 'a second member', { trailing: gzipWith(content) }],
    ['gzip-corrupt', 'damaged content', { body: new Uint8Array([7, 7, 7, 7, 7]) }],
  ];
  for (const [code, what, lies] of cases) {
    test(`${what} as ${code}`, () => assert.throws(() => gunzip(gzipWith(content, lies), DEFAULT_LIMITS), { code }));
  }

  test('a cut at every place', () => {
    const packed = gzipWith(content);
    for (let length = 0; length < packed.length; length += 1) {
      assert.throws(() => gunzip(packed.subarray(0, length), DEFAULT_LIMITS), { code: length < 18 ? 'gzip-header' : 'gzip-truncated' });
    }
  });

  test('another compression method', () => {
    const packed = gzipWith(content);
    packed[2] = 9;
    assert.throws(() => gunzip(packed, DEFAULT_LIMITS), { code: 'gzip-header' });
  });

  test('a bomb by its ratio, however it lies about its size', () => {
    const bomb = new Uint8Array(30 * 1024 * 1024);
    assert.throws(() => gunzip(gzipWith(bomb), DEFAULT_LIMITS), { code: 'ratio' });
    assert.throws(() => gunzip(gzipWith(bomb, { size: 10 }), DEFAULT_LIMITS), { code: 'ratio' });
  });

  test('more than all files together may have', () => {
    const limits = { ...DEFAULT_LIMITS, unpacked_bytes: 1000, entries: 1, ratio: 100_000 };
    assert.throws(() => gunzip(gzipWith(new Uint8Array(3 * 1024 * 1024)), limits), { code: 'unpacked-size' });
  });
});

test('gunzip takes a stored name and unpacks up to 1 MiB at any ratio', () => {
  assert.deepEqual(Buffer.from(gunzip(gzipWith(content, { flags: 0x08, extra: 'demo.tar\0' }), DEFAULT_LIMITS)), Buffer.from(content));
  assert.equal(gunzip(gzipWith(new Uint8Array(1024 * 1024)), DEFAULT_LIMITS).length, 1024 * 1024);
});

test('gzip is deterministic, readable by others, and the inverse of gunzip', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 5_000 }), (bytes) => {
    const packed = gzip(bytes);
    assert.deepEqual(packed, gzip(bytes.slice()));
    assert.deepEqual([...packed.subarray(0, 10)], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
    assert.deepEqual(Buffer.from(gunzip(packed, DEFAULT_LIMITS)), Buffer.from(bytes));
    assert.deepEqual(gunzipSync(packed), Buffer.from(bytes));
  }), { numRuns: 100 });
});

test('gunzipPrefix yields the first bytes, and nothing for what is not gzip', () => {
  assert.deepEqual(Buffer.from(gunzipPrefix(gzip(concat(noise, new Uint8Array(20_000_000))), 512)), Buffer.from(noise.subarray(0, 512)));
  assert.equal(gunzipPrefix(bytesOf('PK'.repeat(20)), 512).length, 0);
  assert.equal(gunzipPrefix(gzipWith(content, { body: new Uint8Array([7, 7, 7]) }), 512).length, 0);
});
