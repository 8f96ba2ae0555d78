import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModuleResolver } from './resolver.js';

/** Of a package with these files; an object is the text of a package.json. */
function resolverOf(files: Readonly<Record<string, object | null>>): ModuleResolver {
  return new ModuleResolver(new Map(Object.entries(files)), (path) => JSON.stringify(files[path]));
}

function of(...paths: string[]): Record<string, null> {
  return Object.fromEntries(paths.map((path) => [path, null]));
}

test('relative names are completed as Node.js and bundlers do it', () => {
  const resolver = resolverOf({ ...of('dist/a.js', 'dist/b/index.js', 'dist/b.js', 'dist/c.cjs', 'dist/d.json', 'dist/e.ts', 'dist/f', 'g.mjs', 'dist/h/lib/index.js', 'dist/index.js'), 'dist/h/package.json': { main: 'lib' } });
  const expected = { './a': 'dist/a.js', './a.js': 'dist/a.js', './b': 'dist/b.js', './b/': 'dist/b/index.js', './c': 'dist/c.cjs', './d': 'dist/d.json', './e.js': 'dist/e.ts', './f': 'dist/f', '../g': 'g.mjs', './h': 'dist/h/lib/index.js', '.': 'dist/index.js', './': 'dist/index.js' };
  for (const [specifier, path] of Object.entries(expected)) assert.equal(resolver.resolve(specifier, 'dist/x.js', 'require'), path, specifier);
  for (const specifier of ['../../a.js', '../../../dist/a.js', './missing', '/dist/a.js', 'file:///dist/a.js', 'https://example.org/a.js', 'a', '', '..']) assert.equal(resolver.resolve(specifier, 'dist/x.js', 'require'), null, specifier);
  assert.equal(resolver.file('dist/a'), 'dist/a.js');
  assert.equal(resolver.file('./dist/h'), 'dist/h/lib/index.js');
  assert.deepEqual(resolver.all('/a.js', 'dist/x.js'), ['dist/a.js']);
  assert.deepEqual(resolver.all('/dist/a.js', 'dist/x.js'), ['dist/a.js']);
});

test('in `import`, a name is a URL', () => {
  const resolver = resolverOf(of('a b.mjs', 'a%20b.mjs', 'c.mjs'));
  assert.equal(resolver.resolve('./a%20b.mjs?v=1', 'x.mjs', 'import'), 'a b.mjs');
  assert.equal(resolver.resolve('./a%20b.mjs', 'x.cjs', 'require'), 'a%20b.mjs');
  assert.deepEqual(resolver.all('./a%20b.mjs', 'x.js'), ['a b.mjs', 'a%20b.mjs']);
  assert.equal(resolver.resolve('./c.mjs#top', 'x.mjs', 'import'), 'c.mjs');
  for (const specifier of ['./..%2fc.mjs', './%', './x%5cc.mjs']) assert.equal(resolver.resolve(specifier, 'd/x.mjs', 'import'), null, specifier);
});

test('a package is the nearest one that is carried', () => {
  const resolver = resolverOf({
    ...of('dist/index.js', 'node_modules/h/index.js', 'dist/node_modules/h/index.js', 'dist/node_modules/h/lib/a.js', 'node_modules/@s/p/lib/m.js', 'node_modules/one.js', 'extension/node_modules/i/index.js', 'node_modules/h/node_modules/h/index.js'),
    'node_modules/@s/p/package.json': { main: './lib/m' },
  });
  const from = (specifier: string, path: string): string | null => resolver.resolve(specifier, path, 'require');
  assert.equal(from('h', 'dist/index.js'), 'dist/node_modules/h/index.js');
  assert.equal(from('h', 'lib/deep/index.js'), 'node_modules/h/index.js');
  assert.equal(from('h/lib/a', 'dist/deep/index.js'), 'dist/node_modules/h/lib/a.js');
  assert.equal(from('@s/p', 'dist/index.js'), 'node_modules/@s/p/lib/m.js');
  assert.equal(from('@s/p/lib/m.js', 'dist/index.js'), 'node_modules/@s/p/lib/m.js');
  assert.equal(from('one', 'dist/index.js'), 'node_modules/one.js');
  assert.equal(from('i', 'extension/out/a.js'), 'extension/node_modules/i/index.js');
  assert.equal(from('i', 'dist/index.js'), null);
  assert.equal(from('h', 'node_modules/h/index.js'), 'node_modules/h/node_modules/h/index.js');
  assert.equal(from('h', 'node_modules/other/index.js'), 'node_modules/h/index.js');
  assert.equal(from('h/../../dist/index', 'lib/index.js'), 'dist/index.js');
});

test('`exports` says what there is, by conditions in their order', () => {
  const entries = {
    '.': { types: './t.d.ts', node: { import: './n.mjs' }, require: './r.cjs', browser: './b.js', default: './d.js' },
    './sub': [{ unknown: './u.js' }, './s.js'],
    './f/*': './lib/*.js',
    './f/*.css': './css/*.txt',
    './f/private/*': null,
    './old/': './older/',
  };
  const resolver = resolverOf({ 'node_modules/h/package.json': { main: './m.js', exports: entries }, ...of(...['m.js', 'n.mjs', 'r.cjs', 'b.js', 'd.js', 's.js', 'u.js', 't.d.ts', 'lib/a.js', 'lib/x/y.js', 'lib/private/a.js', 'css/a.txt', 'older/a.js'].map((path) => `node_modules/h/${path}`)) });
  const inside = (specifier: string, way: 'import' | 'require'): string | undefined => resolver.resolve(specifier, 'a.js', way)?.replace('node_modules/h/', '');
  assert.equal(inside('h', 'import'), 'n.mjs');
  assert.equal(inside('h', 'require'), 'r.cjs');
  assert.equal(inside('h/sub', 'require'), 's.js');
  assert.equal(inside('h/f/a', 'import'), 'lib/a.js');
  assert.equal(inside('h/f/x/y', 'import'), 'lib/x/y.js');
  assert.equal(inside('h/f/a.css', 'import'), 'css/a.txt');
  assert.equal(inside('h/old/a.js', 'import'), 'older/a.js');
  for (const hidden of ['h/f/private/a', 'h/m.js', 'h/f/', 'h/f/*']) assert.equal(inside(hidden, 'require'), undefined, hidden);
  assert.deepEqual(resolver.all('h', 'a.js').map((path) => path.slice(15)), ['n.mjs', 'r.cjs', 'b.js', 'd.js', 'm.js']);
  assert.deepEqual(resolver.all('h/m.js', 'a.js'), ['node_modules/h/m.js']);
});

test('who asks for every file gets those of systems that read names otherwise', () => {
  const resolver = resolverOf(of('dist/lib/M.js', 'node_modules/we%ird:1/index.js', 'node_modules/.h/index.js', 'node_modules/@x/index.js', 'node_modules/#y/index.js'));
  assert.deepEqual(resolver.all('./lib/m', 'dist/index.js'), ['dist/lib/M.js']);
  assert.deepEqual(resolver.all('.\\lib\\M', 'dist/index.js'), ['dist/lib/M.js']);
  for (const name of ['./lib/m', './lib\\M']) assert.equal(resolver.resolve(name, 'dist/index.js', 'require'), null, name);
  for (const name of ['we%ird:1', '.h', '@x', '#y']) assert.equal(resolver.resolve(name, 'dist/index.js', 'require'), `node_modules/${name}/index.js`, name);
});

test('bundlers ask for other fields than Node.js', () => {
  const resolver = resolverOf({ 'node_modules/h/package.json': { main: 'a.js', module: 'b.mjs', browser: { './a.js': './c.js' } }, ...of('node_modules/h/a.js', 'node_modules/h/b.mjs', 'node_modules/h/index.js') });
  assert.equal(resolver.resolve('h', 'x.mjs', 'import'), 'node_modules/h/a.js');
  assert.deepEqual(resolver.all('h', 'x.mjs'), ['node_modules/h/a.js', 'node_modules/h/b.mjs']);
});

test('a package has names of its own', () => {
  const resolver = resolverOf({
    'package.json': { name: 'mine', exports: { '.': './dist/index.js', './m': './dist/lib/m.js' }, imports: { '#m': './dist/lib/m.js', '#p/*': './dist/lib/*.js', '#h': { node: 'h/a', default: './dist/index.js' }, '#self': '#self' } },
    'node_modules/h/package.json': { name: 'h' },
    ...of('dist/index.js', 'dist/lib/m.js', 'node_modules/h/a.js', 'node_modules/h/b.js'),
  });
  const from = (specifier: string, path = 'dist/index.js'): string | null => resolver.resolve(specifier, path, 'require');
  assert.equal(from('mine/m'), 'dist/lib/m.js');
  assert.equal(from('mine'), 'dist/index.js');
  assert.equal(from('mine/other'), null);
  assert.equal(from('#m'), 'dist/lib/m.js');
  assert.equal(from('#p/m'), 'dist/lib/m.js');
  assert.equal(from('#h'), 'node_modules/h/a.js');
  assert.deepEqual(resolver.all('#h', 'dist/index.js'), ['node_modules/h/a.js', 'dist/index.js']);
  for (const name of ['#self', '#none', '#']) assert.equal(from(name), null, name);
  assert.equal(from('#m', 'node_modules/h/b.js'), null);
  assert.equal(from('mine/m', 'node_modules/h/b.js'), null);
});

test('what is no manifest says nothing', () => {
  for (const text of ['', '{', 'null', '[]', '"a"', '{"main": 7, "exports": null}', `{"exports": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`]) {
    const files = new Map([['node_modules/h/package.json', text], ['node_modules/h/index.js', '']]);
    assert.ok(new ModuleResolver(files, (path) => files.get(path)!).all('h', 'a.js').every((path) => path === 'node_modules/h/index.js'), text.slice(0, 20));
  }
});
