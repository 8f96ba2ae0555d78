import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOf } from '#test/support/archives.js';
import { DEFAULT_LIMITS as limits } from './limits.js';
import { readZip } from './zip.js';
import { writeZip } from './zip-writer.js';

test('the bytes of a small archive, field by field', () => {
  const hex = Buffer.from(writeZip([{ path: 'a', bytes: bytesOf('hi') }])).toString('hex');
  const both = ['0000', '0800', '0000', '2100', 'ac2a93d8', '04000000', '02000000', '0100', '0000'];
  const local = ['504b0304', '1400', ...both, '61', 'cbc80400'];
  const record = ['504b0102', '1403', '1400', ...both, '0000', '0000', '0000', '0000a401', '00000000', '61'];
  const end = ['504b0506', '0000', '0000', '0100', '0100', '2f000000', '23000000', '0000'];
  assert.equal(hex, [...local, ...record, ...end].join(''));
});

test('only names beyond ASCII are marked as UTF-8', () => {
  const flags = (path: string) => new DataView(writeZip([{ path, bytes: bytesOf('') }]).buffer).getUint16(6, true);
  assert.deepEqual([flags('é'), flags('e')], [0x0800, 0]);
});

test('an empty file is two bytes of deflate', () => assert.equal(writeZip([{ path: 'a', bytes: bytesOf('') }]).length, 30 + 1 + 2 + 46 + 1 + 22));

const name = fc.stringMatching(/^[a-zé😀][a-z0-9_-]{0,30}$/u).map((text) => `f/${text}-`);
const files = fc.dictionary(name, fc.oneof(fc.uint8Array({ maxLength: 3_000 }), fc.string({ maxLength: 3_000 }).map(bytesOf)), { maxKeys: 10 });

test('pack → read is identity and keeps the order; the same entries give the same bytes', () => {
  fc.assert(fc.property(files, (content) => {
    const entries = Object.entries(content).map(([path, bytes]) => ({ path, bytes }));
    const packed = writeZip(entries);
    assert.deepEqual(readZip(packed, { limits }).map(({ path, bytes, method }) => [path, Buffer.from(bytes), method]), entries.map(({ path, bytes }) => [path, Buffer.from(bytes), 'deflated']));
    assert.deepEqual(writeZip(entries), packed);
  }), { numRuns: 200 });
});
