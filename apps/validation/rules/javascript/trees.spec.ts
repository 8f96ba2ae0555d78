import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageOf } from '#test/support/scan-package.js';
import { MOST_KEPT, treeOf } from './trees.js';

const HOST = { dialect: 'orchestra' };

test('a tree is kept for the second who asks, and let go', () => {
  const pkg = packageOf({ 'a.js': 'a()', 'b.js': 'b(' }, HOST);
  const [a, b] = pkg.files;
  const first = treeOf(pkg, a!);
  assert.equal(treeOf(pkg, a!), first);
  assert.notEqual(treeOf(pkg, a!), first);
  assert.ok('reason' in treeOf(pkg, b!));
});

test('no more than the limit is kept', () => {
  const pkg = packageOf({ 'a.js': `/*${' '.repeat(MOST_KEPT)}*/` }, HOST);
  assert.notEqual(treeOf(pkg, pkg.files[0]!), treeOf(pkg, pkg.files[0]!));
});

test('where nothing of a host is followed, nothing is kept', () => {
  const pkg = packageOf({ 'a.js': 'a()' }, { dialect: 'plain' });
  assert.notEqual(treeOf(pkg, pkg.files[0]!), treeOf(pkg, pkg.files[0]!));
});
