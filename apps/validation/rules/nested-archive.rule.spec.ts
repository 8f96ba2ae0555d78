import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { findingsOf, said } from '#test/support/scan-package.js';
import { rule } from './nested-archive.rule.js';

const hex = (text: string) => Buffer.concat([Buffer.from(text, 'hex'), Buffer.alloc(300)]);
const zipEnd = (comment = '') => {
  const end = Buffer.alloc(22);
  end.write('504b0506', 'hex');
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([end, Buffer.from(comment)]);
};

const tarHeader = () => {
  const tar = Buffer.alloc(1024);
  tar.write('a.txt');
  tar.write('ustar', 257);
  tar.write('        ', 148);
  tar.write(`${tar.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148);
  return tar;
};

test('bad: archives by content', () => {
  assert.deepEqual(said(rule, { 'dist/data.json': gzipSync('x') }), ['high dist/data.json']);
  assert.deepEqual(said(rule, { a: zstdCompressSync(Buffer.from('x')) }), ['high a']);
  for (const magic of ['504b0304', '504b0506', '377abcaf271c', '526172211a0700', 'fd377a585a00', '425a6839314159265359']) {
    assert.deepEqual(said(rule, { 'icon.png': hex(magic) }), ['high icon.png'], magic);
  }
  assert.deepEqual(said(rule, { 'a.dat': tarHeader() }), ['high a.dat']);
  const padded = tarHeader();
  padded.write(`  ${parseInt(padded.toString('latin1', 148, 154), 8).toString(8)}\0 `, 148);
  assert.deepEqual(said(rule, { 'a.dat': padded }), ['high a.dat'], 'blanks before the sum');
});

test('good: a file as servers send it, beside the file itself; bad: any other', () => {
  const script = 'export const a = 1;\n';
  const packed = gzipSync(script);
  const beside = (bytes: Uint8Array): string[] => said(rule, { 'dist/a.js': script, 'dist/a.js.gz': bytes });
  assert.deepEqual(beside(packed), ['low dist/a.js.gz']);
  const named = Buffer.concat([packed.subarray(0, 3), Buffer.from([8]), packed.subarray(4, 10), Buffer.from('a.js\0'), packed.subarray(10)]);
  assert.deepEqual(beside(named), ['low dist/a.js.gz'], 'with its name');
  const commented = Buffer.concat([packed.subarray(0, 3), Buffer.from([16]), packed.subarray(4, 10), Buffer.from('anything\0'), packed.subarray(10)]);
  for (const [what, bytes] of Object.entries({ another: gzipSync(`${script} `), shorter: gzipSync('export'), 'with more behind it': Buffer.concat([packed, Buffer.from('more')]), 'a second one behind it': Buffer.concat([packed, gzipSync('x')]), commented, broken: packed.subarray(0, 20) })) {
    assert.deepEqual(beside(bytes), ['high dist/a.js.gz'], what);
  }
  assert.deepEqual(said(rule, { 'dist/b.js': script, 'dist/a.js.gz': packed }), ['high dist/a.js.gz'], 'of a file that is not there');
  assert.deepEqual(said(rule, { 'dist/a.js': script, 'dist/a.js.bin': packed }), ['high dist/a.js.bin'], 'under another name');
});

test('bad: an image with a zip file behind it', () => {
  const image = Buffer.concat([hex('89504e470d0a1a0a'), zipEnd('hello PK\u0005\u0006')]);
  assert.match(findingsOf(rule, { 'icon.png': image })[0]?.message ?? '', /behind other content/);
});

test('good: what only mentions archives', () => {
  assert.deepEqual(said(rule, { 'zip.js': 'const END = "PK\u0005\u0006"; export { END };' }), []);
  assert.deepEqual(said(rule, { 'README.md': 'PK Rar! 7z ustar BZh9', 'archive.zip': 'not a zip file' }), []);
  const named = tarHeader();
  named.write('b', 0);
  assert.deepEqual(said(rule, { 'tar.js': named }), [], 'its sum does not fit');
  assert.deepEqual(said(rule, { 'bz.txt': 'BZh9 is how it starts', 'pi.txt': Buffer.from('0000000031415926535900', 'hex') }), []);
});
