import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { bytesOf, concat, type Content } from '#test/support/archives.js';
import { descriptor, extraField, streamed, symlink, unixMode, zipOf, type ZipFields, type ZipLies } from '#test/support/zips.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { PackageError } from './manifest.js';
import { Tolerance } from './tolerance.js';
import { looksLikeZip, readZip, zipLists } from './zip.js';

const MIB = 1024 * 1024;
const read = (bytes: Uint8Array, limits: Partial<Limits> = {}) => readZip(bytes, { limits: { ...DEFAULT_LIMITS, ...limits } });
const shown = (bytes: Uint8Array) => read(bytes).map(({ path, bytes: content, method }) => [path, Buffer.from(content).toString(), method]);
const good: ZipFields[] = [{ name: 'a.txt', body: 'alpha' }, { name: 'b.txt', body: 'beta', method: 0 }];

describe('taken', () => {
  const both = [['a.txt', 'alpha', 'deflated'], ['b.txt', 'beta', 'stored']];
  const cases: [what: string, bytes: Uint8Array, files: unknown][] = [
    ['deflated and stored files', zipOf(good), both],
    ['a directory in another order than the entries', zipOf(good, { reverse: true }), both.toReversed()],
    ['an archive of nothing', zipOf([]), []],
    ['an empty file, deflated and stored', zipOf([{ name: 'a' }, { name: 'b', method: 0 }]), [['a', '', 'deflated'], ['b', '', 'stored']]],
    ['folders', zipOf([{ name: 'd/', method: 0, attributes: unixMode(0x41ed) | 0x10 }, { name: 'd/a', body: 'x' }]), [['d/a', 'x', 'deflated']]],
    ['an empty folder that was deflated', zipOf([{ name: 'd/' }]), []],
    ['names in UTF-8 that are marked so', zipOf([{ name: 'é.txt', flags: 0x0800, body: 'x' }]), [['é.txt', 'x', 'deflated']]],
    ['sizes behind the content', zipOf([streamed('a', 'alpha'), streamed('b', 'beta', false)]), [['a', 'alpha', 'deflated'], ['b', 'beta', 'deflated']]],
    ['sizes before and behind the content', zipOf([{ name: 'a', body: 'alpha', flags: 8, after: descriptor('alpha', true) }]), [['a', 'alpha', 'deflated']]],
    ['times and owners in extra fields', zipOf([{ name: 'a', extra: extraField(0x5455, 'abcde'), local: { extra: concat(extraField(0x5455, 'abcdefghi'), extraField(0x7875, 'owner')) } }]), [['a', '', 'deflated']]],
    ['the flags that tell how hard the packer tried', zipOf([{ name: 'a', flags: 6 }]), [['a', '', 'deflated']]],
  ];
  for (const [what, bytes, files] of cases) test(what, () => assert.deepEqual(shown(bytes), files));
});

test('refused: a version of ZIP that does not exist', () => {
  const archive = Buffer.from(zipOf(good));
  const record = archive.indexOf('PK\x01\x02');
  archive[record + 6] = 63;
  assert.equal(read(archive).length, 2);
  archive[record + 6] = 64;
  assert.throws(() => read(archive), { code: 'zip-version' });
});

describe('refused: names', () => {
  const names: [code: string, name: Content][] = [
    ['path-traversal', '../a'],
    ['path-traversal', 'a/../../b'],
    ['path-traversal', '../'],
    ['path-absolute', '/etc/passwd'],
    ['path-empty', '/'],
    ['path-drive', 'C:/a'],
    ['path-backslash', '..\\a'],
    ['path-control', 'a\0b'],
    ['path-control', 'a\nb'],
    ['path-segment', 'a//b'],
    ['path-segment', 'a/./b'],
    ['path-segment', './a'],
    ['path-segment', './'],
    ['path-device', 'aux.txt'],
    ['path-trailing', 'a.'],
    ['path-character', 'a?b'],
    ['path-empty', ''],
    ['path-too-long', 'a'.repeat(256)],
    ['path-too-deep', 'a/'.repeat(20) + 'b'],
    ['zip-name-encoding', 'é'],
    ['zip-name-encoding', new Uint8Array([0x82])],
  ];
  for (const [code, name] of names) test(`${JSON.stringify(Buffer.from(bytesOf(name)).toString()).slice(0, 30)} as ${code}`, () => assert.throws(() => read(zipOf([{ name }])), { name: 'PackageError', code }));

  const flagged: [code: string, name: Content][] = [
    ['path-encoding', new Uint8Array([0xff])],
    ['path-encoding', new Uint8Array([0xc0, 0xae, 0xc0, 0xae, 0x2f])],
    ['path-device', 'COM¹'],
    ['path-lookalike', '\u2025'],
    ['path-control', 'a\u202eb'],
  ];
  for (const [code, name] of flagged) test(`UTF-8 ${Buffer.from(bytesOf(name)).toString('hex')} as ${code}`, () => assert.throws(() => read(zipOf([{ name, flags: 0x0800 }])), { code }));

  const pairs: [code: string, names: [string, string]][] = [
    ['path-duplicate', ['a', 'a']],
    ['path-collision', ['a', 'A']],
    ['path-collision', ['k', '\u212a']],
    ['path-collision', ['é', 'e\u0301']],
    ['path-file-and-directory', ['a', 'a/b']],
    ['path-file-and-directory', ['a/', 'a']],
  ];
  for (const [code, [one, two]] of pairs) {
    test(`${one} with ${two} as ${code}`, () => assert.throws(() => read(zipOf([{ name: one, flags: 0x0800 }, { name: two, flags: 0x0800 }])), { code }));
  }
});

describe('refused: entries', () => {
  const cases: [code: string, what: string, entry: Partial<ZipFields>][] = [
    ['zip-symlink', 'a symbolic link', symlink('a', '/etc/passwd')],
    ['zip-device', 'a character device', { attributes: unixMode(0x21b6) }],
    ['zip-device', 'a block device', { attributes: unixMode(0x61b6) }],
    ['zip-fifo', 'a named pipe', { attributes: unixMode(0x11b6) }],
    ['zip-socket', 'a socket', { attributes: unixMode(0xc1b6) }],
    ['zip-entry-type', 'an unknown kind', { attributes: unixMode(0x31b6) }],
    ['zip-entry-type', 'a reparse point of Windows', { attributes: 0x0400 }],
    ['zip-entry-type', 'a volume label', { attributes: 0x08 }],
    ['zip-entry-type', 'a folder by its mode only', { attributes: unixMode(0x41ed) }],
    ['zip-entry-type', 'a folder by its attribute only', { attributes: 0x10 }],
    ['zip-entry-type', 'a folder by its name only', { name: 'd/', attributes: unixMode(0x81a4) }],
    ['zip-directory-size', 'a folder with content', { name: 'd/', body: 'x' }],
    ['zip-encrypted', 'encryption', { flags: 1 }],
    ['zip-encrypted', 'strong encryption', { flags: 0x40 }],
    ['zip-encrypted', 'masked headers', { flags: 0x2000 }],
    ['zip-flags', 'patched data', { flags: 0x20 }],
    ['zip-method', 'a method that is not taken', { method: 12 }],
    ['zip-method', 'deflate64', { method: 9 }],
    ['zip-crc', 'a wrong checksum', { crc: 1 }],
    ['zip-crc', 'a wrong checksum of a stored file', { crc: 1, method: 0 }],
    ['zip-size', 'a size that is too small', { body: 'alpha', size: 4 }],
    ['zip-size', 'a size that is too large', { body: 'alpha', size: 6 }],
    ['zip-size', 'no size', { body: 'alpha', size: 0 }],
    ['zip-size', 'two sizes of a stored file', { body: 'alpha', method: 0, size: 6 }],
    ['zip-slack', 'bytes behind the compressed content', { body: 'alpha', content: concat(deflateRawSync('alpha'), 'more') }],
    ['zip-corrupt', 'damaged content', { body: 'alpha', content: new Uint8Array([0xff, 0xff, 0xff]) }],
    ['zip-corrupt', 'content that ends early', { body: 'alpha', content: deflateRawSync('alpha').subarray(0, -1) }],
    ['zip-corrupt', 'no content', { body: 'alpha', content: '' }],
    ['zip-comment', 'a comment', { comment: 'hello' }],
    ['zip-multi-disk', 'another disk', { disk: 1 }],
    ['zip-zip64', 'a size of zip64', { size: 0xffffffff }],
    ['zip-zip64', 'a place of zip64', { offset: 0xffffffff }],
    ['zip-extra', 'a Unicode path', { extra: extraField(0x7075, '\x01crc_other') }],
    ['zip-extra', 'a field that may name a link', { extra: extraField(0x756e, 'x'.repeat(14)) }],
    ['zip-extra', 'encryption by AES', { extra: extraField(0x9901, '1234567') }],
    ['zip-extra', 'an extra field twice', { extra: concat(extraField(0x5455), extraField(0x5455)) }],
    ['zip-extra', 'an extra field that is longer than its place', { extra: concat(extraField(0x5455, 'abc').subarray(0, 5)) }],
    ['zip-extra', 'half an extra field', { extra: 'abc' }],
    ['zip-extra', 'a Unicode path in the local header only', { local: { extra: extraField(0x7075, '\x01crc_other') } }],
    ['zip-local-differs', 'another local name', { name: 'abc', local: { name: 'abd' } }],
    ['zip-local-differs', 'a longer local name', { local: { name: 'abcd' } }],
    ['zip-local-differs', 'another local method', { method: 0, local: { method: 8 } }],
    ['zip-local-differs', 'other local flags', { local: { flags: 0x0800 } }],
    ['zip-local-differs', 'another local checksum', { local: { crc: 1 } }],
    ['zip-local-differs', 'another local size', { body: 'alpha', local: { size: 6 } }],
    ['zip-local-differs', 'another local packed size', { body: 'alpha', local: { packed: 3 } }],
    ['zip-local-differs', 'no local sizes, and nothing behind', { body: 'alpha', local: { crc: 0, packed: 0, size: 0 } }],
    ['zip-descriptor', 'sizes behind that are other ones', { ...streamed('a', 'alpha'), after: descriptor('alpha', true, { size: 6 }) }],
    ['zip-descriptor', 'a checksum behind that is another one', { ...streamed('a', 'alpha'), after: descriptor('alpha', false, { crc: 6 }) }],
    ['zip-descriptor', 'sizes behind with a wrong mark', { ...streamed('a', 'alpha'), after: concat('PK\x07\x09', descriptor('alpha', false)) }],
    ['zip-descriptor', 'nothing behind', { ...streamed('a', 'alpha'), after: '' }],
    ['zip-descriptor', 'too much behind', { ...streamed('a', 'alpha'), after: concat(descriptor('alpha', true), '1234') }],
    ['zip-descriptor', 'a stored file whose size stands behind only', { ...streamed('a', 'alpha'), method: 0, after: descriptor('alpha', true, { method: 0 }) }],
  ];
  for (const [code, what, entry] of cases) {
    test(`${what} as ${code}`, () => assert.throws(() => read(zipOf([{ name: 'a', ...entry }])), { name: 'PackageError', code }));
  }
});

describe('refused: the frame', () => {
  const [first, second] = [{ name: 'a', body: 'alpha' }, { name: 'b', body: 'beta' }];
  const cases: [code: string, what: string, lies: ZipLies][] = [
    ['zip-prepended', 'prepended data', { prepend: 'MZ stub' }],
    ['zip-prepended', 'prepended data that the offsets allow for', { prepend: 'MZ stub', shift: 7 }],
    ['zip-trailing', 'trailing data', { trailing: 'x' }],
    ['zip-trailing', 'a second archive behind', { trailing: concat(zipOf(good), 'x') }],
    ['zip-comment', 'a comment', { comment: 'hello' }],
    ['zip-prepended', 'a comment that is an archive', { comment: Buffer.from(zipOf(good)).toString('latin1') }],
    ['zip-comment', 'a comment that is not there', { end: [[20, 5]] }],
    ['zip-gap', 'a gap before the directory', { beforeDirectory: 'gap' }],
    ['zip-prepended', 'a gap before the end', { beforeEnd: 'gap' }],
    ['zip-zip64', 'zip64', { beforeEnd: concat('PK\x06\x07', new Uint8Array(16)) }],
    ['zip-multi-disk', 'a disk number', { end: [[4, 1]] }],
    ['zip-multi-disk', 'a directory on another disk', { end: [[6, 1]] }],
    ['zip-multi-disk', 'fewer entries on this disk', { end: [[8, 1]] }],
    ['zip-directory', 'too many entries announced', { end: [[8, 3], [10, 3]] }],
    ['zip-directory', 'too few entries announced', { end: [[8, 1], [10, 1]] }],
    ['zip-directory', 'a directory beyond the end', { end: [[14, 1]] }],
    ['entries', '60,000 entries announced', { end: [[8, 60_000], [10, 60_000]] }],
  ];
  for (const [code, what, lies] of cases) test(`${what} as ${code}`, () => assert.throws(() => read(zipOf([first, second], lies)), { name: 'PackageError', code }));

  test('overlapping entries', () => {
    const inner = zipOf([{ name: 'b', body: 'beta', method: 0 }]);
    const local = inner.subarray(0, inner.length - 22 - 47);
    assert.throws(() => read(zipOf([{ name: 'a', body: local, method: 0 }, { name: 'b', body: 'beta', method: 0, offset: 31 }])), { code: 'zip-overlap' });
    assert.throws(() => read(zipOf([first, { ...first, name: 'b', offset: 0 }])), { code: 'zip-overlap' });
    assert.throws(() => read(zipOf([{ name: 'a', body: 'alpha', method: 0, packed: 60, size: 60 }, second])), { code: 'zip-overlap' });
  });

  test('a quoted file: the local header of one entry inside of the content of another', () => {
    const entries = [1, 2, 3].map((index) => ({ name: `n${index}`, body: 'same', offset: 0 }));
    assert.throws(() => read(zipOf(entries)), { code: 'zip-overlap' });
  });

  test('entries that nobody lists', () => {
    const hidden = zipOf([{ name: 'evil', body: 'x' }]);
    const local = hidden.subarray(0, hidden.length - 22 - 50);
    assert.throws(() => read(zipOf([first, second], { beforeDirectory: local })), { code: 'zip-gap' });
    assert.throws(() => read(zipOf([{ ...first, after: local }, second])), { code: 'zip-gap' });
  });

  test('a local header that is none', () => assert.throws(() => read(zipOf([first, second]).fill(0, 0, 4)), { code: 'zip-local-header' }));
  test('a record of the directory that is none', () => {
    const bytes = zipOf([first]);
    assert.throws(() => read(bytes.fill(0, bytes.length - 22 - 47, bytes.length - 22 - 46)), { code: 'zip-directory' });
  });
  test('an archive cut anywhere', () => {
    const bytes = zipOf([first, second]);
    for (let length = 0; length < bytes.length; length += 1) assert.throws(() => read(bytes.subarray(0, length)), { code: 'zip-truncated' });
  });
});

describe('limits', () => {
  const zeros = new Uint8Array(2 * MIB);
  const cases: [code: string, what: string, entries: ZipFields[], limits: Partial<Limits>][] = [
    ['entries', 'entries', [...good, { name: 'd/' }], { entries: 2 }],
    ['file-size', 'bytes of a file', [{ name: 'a', body: 'alpha' }], { file_bytes: 4 }],
    ['unpacked-size', 'bytes of all files', [...good], { unpacked_bytes: 8 }],
    ['ratio', 'the ratio of a file', [{ name: 'a', body: zeros }], {}],
    ['ratio', 'the ratio of many small files', Array.from({ length: 40 }, (_, index) => ({ name: `z${index}`, body: zeros.subarray(0, 100_000) })), {}],
    ['path-too-long', 'the length of a path', [{ name: 'abc' }], { path_bytes: 2 }],
    ['path-too-deep', 'the depth of a path', [{ name: 'a/b/c' }], { path_depth: 2 }],
  ];
  for (const [code, what, entries, limits] of cases) test(what, () => assert.throws(() => read(zipOf(entries), limits), { name: 'PackageError', code }));

  test('exactly at the limit', () => {
    assert.equal(read(zipOf(good), { entries: 2, file_bytes: 5, unpacked_bytes: 9, path_bytes: 5, path_depth: 1 }).length, 2);
    assert.equal(read(zipOf([{ name: 'a', body: zeros.subarray(0, MIB) }]), { ratio: 1025 }).length, 1);
  });

  test('a bomb is refused before anything is expanded: its content is not even deflate', () => {
    const content = new Uint8Array(100).fill(0xff);
    assert.throws(() => read(zipOf([{ name: 'a', content, size: 9 * MIB }])), { code: 'ratio' });
    assert.throws(() => read(zipOf([{ name: 'a', content, size: 11 * MIB }])), { code: 'file-size' });
  });

  test('a bomb that denies its size stops at that size', () => {
    const content = deflateRawSync(new Uint8Array(64 * MIB));
    assert.throws(() => read(zipOf([{ name: 'a', content, size: 1000 }])), { code: 'zip-size' });
  });
});

test('a tolerance is asked about names that only some systems confuse', () => {
  const tolerance = new Tolerance('compat', new Set(['path-collision', 'zip-symlink', 'path-traversal']));
  const files = readZip(zipOf([{ name: 'a', body: '1' }, { name: 'A', body: '2' }]), { limits: DEFAULT_LIMITS, tolerance });
  assert.deepEqual([files.map(({ path }) => path), tolerance.warnings.map(({ code }) => code)], [['a', 'A'], ['path-collision']]);
  assert.throws(() => readZip(zipOf([symlink('a', 'b')]), { limits: DEFAULT_LIMITS, tolerance }), { code: 'zip-symlink' });
  assert.throws(() => readZip(zipOf([{ name: '../a' }]), { limits: DEFAULT_LIMITS, tolerance }), { code: 'path-traversal' });
});

test('every refusal names the entry', () => {
  assert.throws(() => read(zipOf([{ name: 'ok' }, symlink('dir/link', 'x')])), { path: 'dir/link', message: /dir\/link is a symbolic link/ });
  assert.throws(() => read(zipOf([{ name: 'bad.txt', crc: 1 }])), { path: 'bad.txt' });
});

test('recognition looks at the content and never throws', () => {
  const bytes = zipOf(good);
  assert.ok(looksLikeZip(bytes) && looksLikeZip(zipOf([])));
  assert.ok(!looksLikeZip(bytesOf('PK')) && !looksLikeZip(bytesOf('{"a": "a text that is long enough"}')));
  assert.ok(zipLists(bytes, 'a.txt') && zipLists(bytes, 'b.txt'));
  assert.ok(!zipLists(bytes, 'a.tx') && !zipLists(bytes, 'c.txt') && !zipLists(zipOf([]), 'a'));
  assert.ok(!zipLists(bytes.subarray(0, 60), 'a.txt') && !zipLists(zipOf(good, { trailing: 'x'.repeat(99) }), 'zz'));
});

describe('properties', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,9}$/).filter((text) => !/^(con|prn|aux|nul|com\d|lpt\d)$/.test(text));
  const content = fc.dictionary(name.map((text) => `f/${text}`), fc.uint8Array({ maxLength: 500 }), { maxKeys: 8 });

  test('whatever is packed is read', () => {
    fc.assert(fc.property(content, fc.boolean(), (files, stream) => {
      const entries = Object.entries(files).map(([path, body], index) => (stream ? streamed(path, body) : { name: path, body, method: index % 2 === 0 ? 8 : 0 }));
      assert.deepEqual(read(zipOf(entries)).map(({ path, bytes }) => [path, Buffer.from(bytes)]), Object.entries(files).map(([path, body]) => [path, Buffer.from(body)]));
    }), { numRuns: 200 });
  });

  const original = zipOf([...good, streamed('c/d.txt', 'gamma '.repeat(50)), { name: 'é', flags: 0x0800, extra: extraField(0x5455, 'abcde') }]);
  const files = JSON.stringify(shown(original));
  const edits = fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  test('a mutation is refused by a PackageError, or changes nothing that counts', () => {
    fc.assert(fc.property(edits, (changes) => {
      const bytes = Uint8Array.from(original);
      for (const [at, value] of changes) bytes[at] = value;
      let result: string | null = null;
      try {
        result = JSON.stringify(shown(bytes));
      } catch (error) {
        if (!(error instanceof PackageError)) throw error;
      }
      assert.ok(result === null || result === files);
    }), { numRuns: 10_000 });
  });
});
