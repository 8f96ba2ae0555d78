import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elementsAt, memberAt, pointerAt, withPlaces } from './json-place.js';
import { PackageError } from './manifest.js';

const bytes = (text: string) => new TextEncoder().encode(text);

test('a member stands where its name begins, an element where it begins; what is missing, where it would be in', () => {
  const text = '{\n  "a": {"main": 1, "b": [0]},\n  "é😀": 2, "main": "x",\n  "list": [[1, {"c": 1}], {"c": [7,\n 8]}, "c"],\n  "a/b~": {}, "m\\u0061x": 3\n}';
  const at = (pointer: string): string => Object.values(memberAt(bytes(text), pointer)).join(':');
  assert.deepEqual(['', '/a', '/a/main', '/a/b/0', '/main', '/list/1', '/list/1/c', '/list/1/c/1', '/list/0/1/c', '/list/2', '/a~1b~0', '/max'].map(at), ['1:1', '2:3', '2:9', '2:26', '3:13', '4:27', '4:28', '5:2', '4:17', '5:7', '6:3', '6:15']);
  assert.deepEqual(['/none', '/a/none', '/a/main/none', '/main/list', '/list/9', '/list/1/c/2', '/list/x'].map(at), ['1:1', '2:3', '2:9', '3:13', '4:3', '4:28', '4:3']);
  assert.deepEqual(memberAt(bytes('7'), '/a'), { line: 1, column: 1 });
});

test('what stands at a place is the innermost member or element there, by the pointer that leads back', () => {
  const text = bytes('{\n  "a": {"main": 1, "b": [0]},\n  "é😀": 2, "main": "x",\n  "list": [[1, {"c": 1}], {"c": [7,\n 8]}, "c"],\n  "a/b~": {}\n}');
  for (const pointer of ['', '/a', '/a/main', '/a/b/0', '/é😀', '/main', '/list', '/list/1', '/list/1/c', '/list/1/c/1', '/list/0/1/c', '/list/2', '/a~1b~0']) assert.equal(pointerAt(text, memberAt(text, pointer)), pointer);
  assert.deepEqual([pointerAt(text, { line: 2, column: 17 }), pointerAt(text, { line: 5, column: 4 })], ['/a/main', '/list/1']);
});

test('elements of a list, with the texts and names in them', () => {
  const text = '{"x": {"list": ["a", {"scope": "b", "more": ["c"]}, {"d": {"e": 1}}, 7, " f "], "y": ["z"]}}';
  assert.deepEqual(elementsAt(text, '/x/list').map(({ offset, texts }) => [text.slice(offset, offset + 4), texts]), [['"a",', ['a']], ['{"sc', ['scope', 'b', 'more']], ['{"d"', ['d']], ['7, "', []], ['" f ', ['f']]]);
  for (const none of ['/x', '/x/none', '/list', '']) assert.deepEqual(elementsAt(text, none), [], none);
  assert.deepEqual([elementsAt('', '/x'), elementsAt('{"x": []}', '/x')], [[], []]);
});

test('texts may be as long as a package', () => {
  for (const piece of ['x', '\n', '\\"']) assert.equal(memberAt(bytes(`{\n"a": ${JSON.stringify(piece.repeat(4_000_000 / piece.length))},\n "b": 1}`), '/b').line, 3);
});

test('what is refused about a member gets its place, and nothing else does', () => {
  const refused = (path: string | null, thrown: Error = new PackageError('x', 'no', path, 'do')) => {
    try {
      return withPlaces(bytes('{\n "a": 1}'), 'm.json', () => { throw thrown; });
    } catch (error) {
      assert.equal((error as Error).message, thrown.message);
      return (error as PackageError).place ?? null;
    }
  };
  assert.deepEqual(refused('/a'), { file: 'm.json', line: 2, column: 2 });
  assert.deepEqual([refused('a.js'), refused(null), refused(null, new TypeError('a bug'))], [null, null, null]);
  assert.equal(withPlaces(bytes('{}'), null, () => 7), 7);
});
