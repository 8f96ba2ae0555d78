import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bytesOf, concat, longName, paxEntry, tarEntry, TAR_END } from '#test/support/archives.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { PackageError } from './manifest.js';
import { looksLikeTar, readTar } from './tar.js';
import { writeTar } from './tar-writer.js';

const archive = (...parts: Uint8Array[]) => concat(...parts, TAR_END);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const list = (bytes: Uint8Array) => readTar(bytes, DEFAULT_LIMITS).map((file) => [file.path, text(file.bytes)]);
const plain = tarEntry({ name: 'a.txt', body: 'a' });
const entry = (name: string, type: string) => archive(tarEntry({ name, type, link: '/etc/passwd' }));

const HOSTILE: [code: string, what: string, bytes: Uint8Array, limits?: Partial<Limits>][] = [
  ['path-traversal', 'a parent path', archive(tarEntry({ name: '../a', body: 'x' }))],
  ['path-traversal', 'a parent path in the prefix', archive(tarEntry({ name: 'a', prefix: '../..', body: 'x' }))],
  ['path-traversal', 'a parent path in a pax header', archive(paxEntry({ path: '../a' }), plain)],
  ['path-traversal', 'a parent path in a GNU long name', archive(longName('d/../../a'), plain)],
  ['path-traversal', 'a folder outside', archive(tarEntry({ name: 'a/../../', type: '5' }))],
  ['path-absolute', 'an absolute path', archive(tarEntry({ name: '/etc/passwd', body: 'x' }))],
  ['path-absolute', 'an absolute path in a pax header', archive(paxEntry({ path: '/a' }), plain)],
  ['path-control', 'a NUL in a pax path', archive(paxEntry({ path: 'a\0b' }), plain)],
  ['path-encoding', 'a name that is not UTF-8', archive(tarEntry({ name: new Uint8Array([0x61, 0xff]) }))],
  ['path-empty', 'an empty name', archive(tarEntry({ name: '', body: 'x' }))],
  ['path-segment', 'a file named like a folder', archive(tarEntry({ name: 'a/', body: 'x' }))],
  ['path-device', 'a Windows device', archive(tarEntry({ name: 'nul.txt' }))],
  ['path-drive', 'a drive letter', archive(tarEntry({ name: 'C:/a' }))],
  ['path-too-long', 'a path of 300 bytes', archive(longName('x'.repeat(300)), plain)],
  ['path-duplicate', 'the same path twice', archive(plain, plain)],
  ['path-duplicate', 'the same path with ./', archive(plain, tarEntry({ name: './a.txt' }))],
  ['path-collision', 'the same path in capitals', archive(plain, tarEntry({ name: 'A.TXT' }))],
  ['path-collision', 'the same path in another Unicode form', archive(tarEntry({ name: 'é' }), tarEntry({ name: 'e\u0301' }))],
  ['path-file-and-directory', 'a file under a file', archive(plain, tarEntry({ name: 'a.txt/b' }))],
  ['path-file-and-directory', 'a folder in the place of a file', archive(plain, tarEntry({ name: 'a.txt/', type: '5' }))],
  ['tar-hard-link', 'a hard link', entry('l', '1')],
  ['tar-symlink', 'a symbolic link', entry('l', '2')],
  ['tar-symlink', 'a symbolic link with content', archive(tarEntry({ name: 'l', type: '2', link: 'x', body: 'x' }))],
  ['tar-character-device', 'a character device', entry('l', '3')],
  ['tar-block-device', 'a block device', entry('l', '4')],
  ['tar-fifo', 'a named pipe', entry('l', '6')],
  ['tar-contiguous', 'a contiguous file', entry('l', '7')],
  ['tar-long-link', 'a GNU long link target', entry('l', 'K')],
  ['tar-sparse', 'a GNU sparse file', entry('l', 'S')],
  ['tar-sparse', 'a pax sparse file', archive(paxEntry({ 'GNU.sparse.major': '1', 'GNU.sparse.name': 'x' }), plain)],
  ['tar-entry-type', 'a multi-volume part', entry('l', 'M')],
  ['tar-entry-type', 'an unknown type', entry('l', 'Z')],
  ['tar-pax-link', 'a link target in a pax header', archive(paxEntry({ linkpath: '/etc' }), plain)],
  ['tar-pax-charset', 'binary names', archive(paxEntry({ hdrcharset: 'BINARY' }), plain)],
  ['tar-pax-size', 'a size in a pax header that differs', archive(paxEntry({ size: '0' }), plain)],
  ['tar-pax-size', 'an absurd size in a pax header', archive(paxEntry({ size: '99999999999' }), plain)],
  ['tar-pax', 'a pax size that is no number', archive(paxEntry({ size: '1e3' }), plain)],
  ['tar-pax', 'a pax record without length', archive(tarEntry({ name: 'p', type: 'x', body: 'path=a\n' }), plain)],
  ['tar-pax', 'a pax record longer than its header', archive(tarEntry({ name: 'p', type: 'x', body: '99 path=a\n' }), plain)],
  ['tar-pax', 'a pax record shorter than its text', archive(tarEntry({ name: 'p', type: 'x', body: '7 path=abc\n' }), plain)],
  ['tar-pax', 'a pax keyword twice', archive(tarEntry({ name: 'p', type: 'x', body: '10 path=a\n10 path=b\n' }), plain)],
  ['tar-pax-global', 'a global path', archive(paxEntry({ path: 'x' }, 'g'), plain)],
  ['tar-pax-global', 'a late global header', archive(plain, paxEntry({ comment: 'x' }, 'g'))],
  ['tar-pax-global', 'two global headers', archive(paxEntry({ comment: 'x' }, 'g'), paxEntry({ comment: 'x' }, 'g'), plain)],
  ['tar-orphan-header', 'two pax headers for one entry', archive(paxEntry({ path: 'x' }), paxEntry({ path: 'y' }), plain)],
  ['tar-orphan-header', 'two long names for one entry', archive(longName('x'), longName('y'), plain)],
  ['tar-orphan-header', 'a pax header for nothing', archive(plain, paxEntry({ path: 'x' }))],
  ['tar-name-twice', 'a long name and a pax path', archive(longName('x'), paxEntry({ path: 'y' }), plain)],
  ['tar-long-name', 'a long name with two ends', archive(longName('a\0b'), plain)],
  ['tar-extension-size', 'a huge pax header', archive(tarEntry({ name: 'p', type: 'x', body: 'x'.repeat(70_000) }), plain)],
  ['tar-extension-size', 'a huge long name', archive(longName('x'.repeat(70_000)), plain)],
  ['tar-checksum', 'a wrong checksum', archive(tarEntry({ name: 'a', checksum: 1 }))],
  ['tar-checksum', 'no header at all', archive(new Uint8Array(512).fill(0x41))],
  ['tar-magic', 'the format of 1979', archive(tarEntry({ name: 'a', magic: '\0'.repeat(8) }))],
  ['tar-header', 'bytes behind the header', archive(tarEntry({ name: 'a', raw: [[500, 'hidden']] }))],
  ...[100, 108, 116, 136, 329, 337].map((at): [string, string, Uint8Array] => ['tar-header', `no number at ${at}`, archive(tarEntry({ name: 'a', raw: [[at, '0x1']] }))]),
  ['tar-header', 'bytes behind a name', archive(tarEntry({ name: 'a', raw: [[10, 'hidden']] }))],
  ['tar-header', 'a prefix in a GNU header', archive(tarEntry({ name: 'a', magic: 'ustar  \0', prefix: '../x' }))],
  ['tar-header', 'bytes behind a prefix', archive(tarEntry({ name: 'a', prefix: 'b', raw: [[350, 'hidden']] }))],
  ['tar-number', 'a size that is no octal number', archive(tarEntry({ name: 'a', size: '0000000009a\0' }))],
  ['tar-number', 'a negative size', archive(tarEntry({ name: 'a', size: new Uint8Array(12).fill(0xff) }))],
  ['tar-number', 'an empty size', archive(tarEntry({ name: 'a', size: '\0'.repeat(12) }))],
  ['tar-truncated', 'a size beyond the end', archive(tarEntry({ name: 'a', body: 'x', size: 5000 }))],
  ['tar-truncated', 'half a header', concat(plain, plain.subarray(0, 100))],
  ['tar-directory-size', 'a folder with content', archive(tarEntry({ name: 'd/', type: '5', body: 'x' }))],
  ['tar-padding', 'bytes hidden in the padding', archive(tarEntry({ name: 'a', body: 'x', padding: 0x41 }))],
  ['tar-end-missing', 'no end marker', plain],
  ['tar-end-missing', 'half an end marker', concat(plain, new Uint8Array(512))],
  ['tar-end-missing', 'an end that is no whole block', concat(plain, TAR_END, new Uint8Array(10))],
  ['tar-trailing', 'an entry after the end', concat(plain, TAR_END, tarEntry({ name: 'b' }), TAR_END)],
  ['tar-trailing', 'an entry after one empty block', concat(plain, new Uint8Array(512), tarEntry({ name: 'b' }), TAR_END)],
  ['file-size', 'a file larger than allowed', archive(tarEntry({ name: 'a', body: 'xxxx' })), { file_bytes: 3 }],
  ['file-size', 'a size of 8 GiB in base 256', archive(tarEntry({ name: 'a', size: new Uint8Array([0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0]) }))],
  ['unpacked-size', 'files larger together than allowed', archive(tarEntry({ name: 'a', body: 'xx' }), tarEntry({ name: 'b', body: 'xx' })), { unpacked_bytes: 3 }],
  ['entries', 'more entries than allowed', archive(tarEntry({ name: 'd/', type: '5' }), tarEntry({ name: 'd/', type: '5' }), plain), { entries: 2 }],
];

describe('readTar refuses', () => {
  for (const [code, what, bytes, limits] of HOSTILE) {
    test(`${what} as ${code}`, () => {
      assert.throws(() => readTar(bytes, { ...DEFAULT_LIMITS, ...limits }), (error) => {
        assert.ok(error instanceof PackageError, String(error));
        assert.equal(error.code, code, error.message);
        return error.help !== '' && !/[\p{C}]/u.test(error.message);
      });
    });
  }

  test('every block that is missing at the end', () => {
    const whole = archive(plain, tarEntry({ name: 'b', body: 'b' }));
    for (let length = 0; length < whole.length; length += 512) assert.throws(() => readTar(whole.subarray(0, length), DEFAULT_LIMITS), PackageError);
  });
});

describe('readTar takes', () => {
  test('folders, ./ and the root itself', () => {
    const bytes = archive(tarEntry({ name: './', type: '5' }), tarEntry({ name: './d/', type: '5' }), tarEntry({ name: './d/a', body: 'x' }), tarEntry({ name: '.', type: '5' }));
    assert.deepEqual(list(bytes), [['d/a', 'x']]);
  });

  test('GNU headers with long names, and times where ustar has the prefix', () => {
    const path = `${'long/'.repeat(15)}${'n'.repeat(60)}`;
    assert.deepEqual(list(archive(longName(path), tarEntry({ name: path.slice(0, 100), magic: 'ustar  \0', body: 'x', raw: [[345, '14000000000\x0014000000001\0']] }))), [[path, 'x']]);
  });

  test('pax headers with times, owners and attributes, and their path and equal size', () => {
    const pax = paxEntry({ path: 'é/ü.js', size: '1', mtime: '1700000000.5', atime: '1', uname: 'x', 'LIBARCHIVE.creationtime': '1', 'SCHILY.xattr.user.x': new Uint8Array([0xff, 0x0a, 0]) });
    assert.deepEqual(list(archive(pax, tarEntry({ name: '?', body: 'x' }))), [['é/ü.js', 'x']]);
  });

  test('a global comment, as git archive writes it', () => {
    assert.deepEqual(list(archive(paxEntry({ comment: 'c0ffee' }, 'g'), plain)), [['a.txt', 'a']]);
  });

  test('node-tar headers with times behind the prefix', () => {
    assert.deepEqual(list(archive(tarEntry({ name: 'b', prefix: 'a', body: 'x', raw: [[476, '14000000000\x0014000000000\0']] }))), [['a/b', 'x']]);
  });

  test('setuid modes, type NUL, base-256 sizes that fit, and more empty blocks at the end', () => {
    const size = new Uint8Array([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    const bytes = archive(tarEntry({ name: 'a', mode: 0o6755, body: 'x' }), tarEntry({ name: 'b', type: '\0', body: 'y' }), tarEntry({ name: 'c', size, body: 'z' }), new Uint8Array(8 * 512));
    assert.deepEqual(list(bytes), [['a', 'x'], ['b', 'y'], ['c', 'z']]);
  });

  test('an archive without entries', () => assert.deepEqual(list(TAR_END), []));
});

test('looksLikeTar wants a header whose checksum fits', () => {
  assert.ok(looksLikeTar(plain));
  assert.ok(!looksLikeTar(plain.subarray(0, 511)));
  assert.ok(!looksLikeTar(new Uint8Array(512)));
});

const segment = fc.stringMatching(/^[a-z0-9é_][a-zé0-9_-]{0,120}$/).filter((name) => !/^(con|prn|aux|nul|com\d|lpt\d)$/.test(name));
const path = fc.array(segment, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/')).filter((name) => bytesOf(name).length <= 255);

test('what writeTar writes, readTar reads, sorted and whatever the order of the input', () => {
  fc.assert(fc.property(fc.dictionary(path, fc.uint8Array({ maxLength: 1200 }), { maxKeys: 8 }), (record) => {
    const files = Object.entries(record);
    const bytes = writeTar(new Map(files));
    assert.deepEqual(writeTar(new Map(files.toReversed())), bytes);
    let read;
    try {
      read = readTar(bytes, DEFAULT_LIMITS);
    } catch (error) {
      assert.ok(error instanceof PackageError && /^path-(collision|file-and-directory)$/.test(error.code), String(error));
      return;
    }
    assert.deepEqual(read.map((file) => [file.path, [...file.bytes]]), Object.keys(record).sort().map((name) => [name, [...record[name]!]]));
  }), { numRuns: 200 });
});
