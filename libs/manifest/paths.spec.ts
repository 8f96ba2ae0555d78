import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEFAULT_LIMITS } from './limits.js';
import { PackageError } from './manifest.js';
import { checkPath, decodePath, displayPath, PathSet } from './paths.js';
import { Tolerance } from './tolerance.js';

const REFUSED: Record<string, string[]> = {
  'path-empty': ['', './'],
  'path-absolute': ['/etc/passwd', './/etc'],
  'path-traversal': ['../x', 'a/../x', 'a/..', '..'],
  'path-segment': ['a//b', 'a/./b', 'a/', '././a', '.'],
  'path-backslash': ['a\\b', '\\\\host\\x', '..\\x'],
  'path-control': ['a\0b', 'a\nb', 'a\x7f', 'evil\u202egpj.js', 'zero\u200bwidth', 'half\ud800'],
  'path-drive': ['C:\\x', 'c:/x', 'z:x'],
  'path-character': ['a<b', 'a>b', 'a"b', 'a|b', 'a?b', 'a*b', 'file.js:stream'],
  'path-device': ['con', 'NUL.txt', 'a/Com1.js', 'lpt9', 'COM¹', 'lpt².txt', 'CONIN$', 'conout$.log', 'aux .js', 'prn/x'],
  'path-trailing': ['a.', 'a ', 'a /b', 'dir./b', '...'],
  'path-lookalike': ['．．/x', 'a／b', 'a＼b'],
  'path-too-long': ['x'.repeat(256), 'é'.repeat(128)],
  'path-too-deep': ['d/'.repeat(20) + 'x'],
};

describe('checkPath', () => {
  for (const [code, names] of Object.entries(REFUSED)) {
    for (const name of names) {
      test(`refuses ${displayPath(name).slice(0, 40) || 'the empty name'} as ${code}`, () => {
        assert.throws(() => checkPath(name, DEFAULT_LIMITS), (error) => error instanceof PackageError && error.code === code && error.help !== '');
      });
    }
  }

  for (const name of ['a', 'dist/index.js', '.gitignore', 'a..b', '...a', 'com10', 'console.js', 'nul-safe', 'ドキュメント/使い方.md', 'x'.repeat(255), 'd/'.repeat(19) + 'x', '@scope/x', 'a b/c', '~x']) {
    test(`takes ${name.slice(0, 40)}`, () => assert.equal(checkPath(name, DEFAULT_LIMITS), name));
  }

  test('strips one leading ./', () => assert.equal(checkPath('./a/b', DEFAULT_LIMITS), 'a/b'));
});

test('decodePath refuses what is not UTF-8 and shows it safely', () => {
  assert.throws(() => decodePath(new Uint8Array([0x61, 0xff])), { code: 'path-encoding' });
  assert.throws(() => decodePath(new Uint8Array([0xed, 0xa0, 0x80])), { code: 'path-encoding' });
  assert.equal(decodePath(new TextEncoder().encode('é')), 'é');
});

test('displayPath shows hidden characters and stays short and well formed', () => {
  assert.equal(displayPath('a\0\u202eb'), 'a\\u{0}\\u{202e}b');
  const shown = displayPath('x'.repeat(198) + '😀😀');
  assert.ok(shown.length <= 200);
  assert.ok(!/\p{Cs}/u.test(shown));
});

describe('PathSet', () => {
  const pairs: [code: string, first: string, second: string][] = [
    ['path-duplicate', 'a/b', 'a/b'],
    ['path-collision', 'README.md', 'readme.md'],
    ['path-collision', 'Lib/a', 'lib/b'],
    ['path-collision', 'caf\u00e9', 'cafe\u0301'],
    ['path-collision', 'straße', 'STRASSE'],
    ['path-collision', 'ﬁle', 'file'],
    ['path-collision', '\u212a', 'k'],
    ['path-collision', 'ΟΔΟΣ', 'οδος'],
    ['path-file-and-directory', 'a', 'a/b'],
    ['path-file-and-directory', 'a/b', 'a'],
  ];
  for (const [code, first, second] of pairs) {
    test(`refuses ${first} beside ${second} as ${code}`, () => {
      const set = new PathSet();
      set.add(first, 'file');
      assert.throws(() => set.add(second, 'file'), { code });
    });
  }

  test('asks a tolerance about names that only some systems confuse, and about nothing else', () => {
    const tolerance = new Tolerance('compat', new Set(['path-collision', 'path-duplicate', 'path-file-and-directory']));
    const set = new PathSet(tolerance);
    for (const path of ['a', 'A', 'b/c']) set.add(path, 'file');
    assert.deepEqual(tolerance.warnings.map(({ code, path }) => [code, path]), [['path-collision', 'A']]);
    for (const path of ['a', 'A']) assert.throws(() => set.add(path, 'file'), { code: 'path-duplicate' });
    assert.throws(() => set.add('A/b', 'file'), { code: 'path-file-and-directory' });
    assert.throws(() => set.add('b', 'file'), { code: 'path-file-and-directory' });
  });

  test('takes a folder twice and files beside each other', () => {
    const set = new PathSet();
    set.add('a/b/c', 'file');
    set.add('a', 'directory');
    set.add('a/b', 'directory');
    set.add('a/b', 'directory');
    set.add('a/bc', 'file');
    assert.throws(() => set.add('a', 'file'), { code: 'path-file-and-directory' });
  });
});

test('a tolerance is asked about invisible characters and backslashes, and about nothing else', () => {
  const tolerance = new Tolerance('compat', new Set(['path-control', 'path-backslash', 'path-traversal', 'path-device', 'path-lookalike', 'path-absolute']));
  assert.equal(checkPath('a\nb', DEFAULT_LIMITS, tolerance), 'a\nb');
  assert.equal(checkPath('a\\b\\c', DEFAULT_LIMITS, tolerance), 'a/b/c');
  assert.deepEqual(tolerance.warnings.map(({ code }) => code), ['path-control', 'path-backslash']);
  for (const [code, path] of [['path-control', 'a\0b'], ['path-traversal', 'a\\..\\b'], ['path-segment', 'a\\\\b'], ['path-absolute', '\\a'], ['path-device', 'a\\NUL.txt'], ['path-lookalike', '\uFF0E\uFF0E'], ['path-drive', 'C:\\a'], ['path-absolute', '/a']] as const) {
    assert.throws(() => checkPath(path, DEFAULT_LIMITS, tolerance), { code }, path);
  }
});
