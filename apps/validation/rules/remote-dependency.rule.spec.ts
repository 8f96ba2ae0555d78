import assert from 'node:assert/strict';
import { test } from 'node:test';
import { said } from '#test/support/scan-package.js';
import { rule } from './remote-dependency.rule.js';

const manifest = (dependencies: Record<string, string>, field = 'dependencies') => JSON.stringify({ name: 'demo', [field]: dependencies }, null, 2);

test('bad: addresses and folders', () => {
  for (const version of ['https://example.org/a.tgz', 'http://example.org/a', 'git+ssh://git@example.org/a.git', 'file:../b', 'link:../b', 'https://codeload.github.com/a/b/tar.gz/main', 'https://github.com.example.org/a/b']) {
    assert.deepEqual(said(rule, { 'package.json': manifest({ a: '1.0.0', b: version }) }), ['high package.json:5'], version);
  }
  assert.deepEqual(said(rule, { 'package.json': manifest({ b: 'git://example.org/b' }, 'optionalDependencies') }), ['high package.json:4']);
  assert.deepEqual(said(rule, { 'extension.json': '' }, { dependencies: { b: 'https://example.org/b' } }), ['high']);
});

test('bad: public repositories, less so', () => {
  for (const version of ['github:a/b', 'a/b#main', 'git+https://github.com/a/b.git', 'git+ssh://git@github.com/a/b.git#v1', 'git@gitlab.com:a/b.git', 'https://github.com/a/b']) {
    assert.deepEqual(said(rule, { 'package.json': manifest({ b: version }) }), ['medium package.json:4'], version);
  }
  assert.deepEqual(said(rule, { 'extension.json': '' }, { dependencies: { b: 'github:a/b' } }), ['medium']);
});

test('what houses of repositories pack of one is as public as the repository, what is put beside it is not', () => {
  const severity = (version: string) => said(rule, { 'package.json': manifest({ b: version }) })[0]?.split(' ')[0];
  for (const version of ['https://github.com/a/b.js/archive/1.0.0.tar.gz', 'https://github.com/a/b/archive/refs/tags/v1.zip', 'https://github.com/a/b/tarball/main', 'https://gitlab.com/a/b/-/archive/v1/b-v1.tar.gz']) assert.equal(severity(version), 'medium', version);
  for (const version of [
    'https://github.com/a/b/releases/download/v1/b.tgz', 'https://github.com/a/b/raw/main/b.tgz', 'https://github.com.example.org/a/b/archive/1.tar.gz', 'https://github.com@example.org/a/b/archive/1.tar.gz',
    'http://github.com/a/b/archive/1.tar.gz', 'https://github.com/a/b/archive/../releases/download/v1/b.tgz', 'https://github.com/a/b/archive/1.tar.gz?x=https://example.org',
  ]) assert.equal(severity(version), 'high', version);
});

test('bad: requirements of Python', () => {
  assert.deepEqual(said(rule, { 'requirements.txt': 'numpy==2.0\ngit+https://example.org/a.git\n--extra-index-url https://example.org' }), ['high requirements.txt:2', 'high requirements.txt:3']);
  assert.deepEqual(said(rule, { 'requirements-dev.txt': 'a @ https://example.org/a.whl' }), ['high requirements-dev.txt:1']);
});

test('good: versions, ranges, tags, other fields', () => {
  assert.deepEqual(said(rule, { 'package.json': manifest({ a: '^1.0.0', b: 'latest', c: 'npm:d@1', e: '>=1 <2 || 3.x', f: '*' }) }), []);
  assert.deepEqual(said(rule, { 'package.json': manifest({ a: 'https://example.org' }, 'repository'), 'requirements.txt': '# git+https://example.org\nnumpy>=1; python_version < "4"\n' }), []);
  assert.deepEqual(said(rule, { 'package.json': JSON.stringify({ bundleDependencies: ['a', '@b/c'] }) }), [], 'names of what is in the package');
  assert.deepEqual(said(rule, { 'package.json': manifest({ a: 'https://example.org/a.tgz' }, 'devDependencies') }), [], 'nobody installs these with an extension');
});

test('bad: folders outside of the package, however they are written', () => {
  for (const version of ['file:..', 'file:./../b', 'file:a/../../b', 'file:/b', 'file:~/b', 'link:..\\b', 'file:C:\\b']) assert.deepEqual(said(rule, { 'package.json': manifest({ b: version }) }), ['high package.json:4'], version);
});

test('good: folders of the package itself', () => {
  for (const version of ['file:.', 'file:./b', 'file:packages/b', 'link:./b']) assert.deepEqual(said(rule, { 'package.json': manifest({ b: version }) }), [], version);
});

test('what replaces dependencies counts where those are installed with the package', () => {
  const remote = 'https://example.org/b.tgz';
  const says = (overrides: object, more: object = {}): string[] => said(rule, { 'package.json': JSON.stringify({ dependencies: { a: '1.0.0' }, devDependencies: { tool: '1.0.0' }, overrides, ...more }) });
  for (const overrides of [{ b: remote }, { a: { b: remote } }, { 'a/b': remote }, { x: { tool2: remote } }]) assert.deepEqual(says(overrides), ['high package.json:1'], JSON.stringify(overrides));
  for (const overrides of [{ tool: { b: remote } }, { 'tool/b': remote }, { 'tool>b': remote }, { 'tool@1': { b: remote } }]) assert.deepEqual(says(overrides), [], JSON.stringify(overrides));
  assert.deepEqual(says({}, { pnpm: { overrides: { b: remote } } }), ['high package.json:1']);
  assert.deepEqual(says({}, { pnpm: { patchedDependencies: { b: 'patches/b.patch' } } }), [], 'a patch in the package');
  assert.deepEqual(says({ tool: { b: remote } }, { peerDependencies: { tool: '1.0.0' } }), ['high package.json:1'], 'it is installed, too');
});
