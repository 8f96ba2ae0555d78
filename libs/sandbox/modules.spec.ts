import assert from 'node:assert/strict';
import { test } from 'node:test';
import { methodsOf, partsOf, rowOf } from './host-api.js';
import { Modules } from './modules.js';

const FILES = new Map([['dist/main.js', 'import "./a.js"'], ['dist/a.js', 'exports.x = 1'], ['dist/b/index.js', 'export {}'], ['data.json', '{}']]);
const refused: string[] = [];
const modules = new Modules(FILES, new Map([['host', ['cells', 'delete']]]), { path: 'dist/main.js', isBody: false }, { refused: (name) => refused.push(name), standIns: false });

test('names lead to files of the package and to modules of the host', () => {
  assert.equal(modules.resolve('./a', 'dist/main.js'), 'souk:commonjs/dist/a.js?x', 'with the names that it exports');
  assert.equal(modules.resolve('./b', 'dist/main.js'), 'dist/b/index.js');
  assert.equal(modules.resolve('../data.json', 'dist/a.js'), 'data.json');
  assert.equal(modules.resolve('host', 'dist/main.js'), 'souk:host/host');
  assert.match(modules.source('souk:host/host'), /export \{ part1 as delete \}/);
});

test('names lead nowhere else', () => {
  for (const name of ['fs', 'node:fs', 'https://example.com/a.js', 'file:///a.js', '/dist/a.js', 'souk:guest', 'C:\\a.js', '']) assert.throws(() => modules.resolve(name, 'dist/main.js'), /is not available/, name);
  assert.deepEqual(refused.slice(0, 2), ['fs', 'node:fs']);
  for (const name of ['../../a.js', './missing', '..', './a.js/../../../x']) assert.throws(() => modules.resolve(name, 'dist/main.js'), /there is no file/, name);
});

test('JSON is a module for `import`, and its own text for `require`', () => {
  assert.equal(modules.source('data.json'), 'export default JSON.parse("{}");');
  assert.deepEqual(modules.require('../data.json', 'dist/a.js'), { path: 'data.json', json: true, replaceable: false, source: '{}' });
});

test('packages that are carried are found as Node.js finds them', () => {
  const files = new Map([
    ['dist/main.js', 'import { a, b as c } from "h"; import * as all from "h"; all.d()'],
    ['dist/node_modules/h/package.json', '{"exports":{"import":"./i.mjs","require":"./r.cjs"}}'],
    ['dist/node_modules/h/i.mjs', 'export {}'],
    ['dist/node_modules/h/r.cjs', 'exports.a = 1'],
    ['dist/node_modules/plain/index.js', 'exports.a = 1'],
    ['dist/uses.js', 'import { a, b as c } from "plain"; import * as all from "plain"; all.d()'],
    ['dist/a b.mjs', 'export {}'],
    ['dist/package.json', '{"imports":{"#own":"./uses.js"}}'],
  ]);
  const refusing = (standIns: boolean): { found: Modules; names: string[] } => {
    const names: string[] = [];
    return { found: new Modules(files, new Map(), { path: 'dist/main.js', isBody: false }, { refused: (name) => names.push(name), standIns }), names };
  };
  for (const standIns of [false, true]) {
    const { found, names } = refusing(standIns);
    assert.equal(found.resolve('h', 'dist/main.js'), 'dist/node_modules/h/i.mjs');
    assert.deepEqual(found.require('h', 'dist/main.js'), { path: 'dist/node_modules/h/r.cjs', json: false, replaceable: standIns, source: 'exports.a = 1' });
    assert.equal(found.resolve('#own', 'dist/main.js'), 'dist/uses.js');
    assert.equal(found.resolve('./a%20b.mjs?v=1', 'dist/main.js'), 'dist/a b.mjs');
    const id = found.resolve('plain', 'dist/uses.js');
    assert.equal(id, 'souk:commonjs/dist/node_modules/plain/index.js?a,b,d');
    assert.match(found.source(id), /require\("dist\/node_modules\/plain\/index\.js"\).*whole\?\.a; export \{ part0 as a \}/);
    assert.deepEqual(names, []);
  }
  const { found, names } = refusing(false);
  for (const name of ['other', 'h/r.cjs', '#none', 'h/../../../x']) assert.throws(() => found.require(name, 'dist/main.js'), /is not available/, name);
  assert.deepEqual(names, ['other', 'h/r.cjs', '#none', 'h/../../../x']);
});

test('an ES module is not required', () => {
  assert.throws(() => modules.require('./b', 'dist/a.js'), /is an ES module/);
});

test('a method of several rows is free when one of its scopes is granted', () => {
  const api = { rows: [{ scope: 'a', methods: ['x.y'] }, { scope: 'b', methods: ['x.y', 'x'] }] };
  assert.deepEqual(methodsOf(api, ['b']).get('x.y'), { path: 'x.y', scope: 'b', granted: true });
  assert.deepEqual([...methodsOf(api, []).values()].map(({ path, granted }) => [path, granted]), [['x', false], ['x.y', false]]);
  assert.equal(rowOf(methodsOf(api, []), 'x.z.w', true)?.path, 'x');
  assert.equal(rowOf(methodsOf(api, []), 'x.z.w', false), undefined);
});

test('paths are chains of identifiers', () => {
  for (const path of ['', 'a.', 'a-b', 'a[0]', 'x.__proto__', 'a;b']) assert.throws(() => methodsOf({ rows: [{ scope: null, methods: [path] }] }, []), /is not a chain of names/, path);
  assert.throws(() => partsOf({ global: 'a b' }), /is not a chain of names/);
});
