import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packageOf } from '#test/support/scan-package.js';
import { MOST_KEPT, readAgain, treeOf } from './trees.js';

test('a tree is kept with its package, for all who ask', () => {
  const pkg = packageOf({ 'a.js': 'a()', 'b.js': 'b(' });
  const [a, b] = pkg.files;
  const first = treeOf(pkg, a!);
  assert.equal(treeOf(pkg, a!), first);
  assert.equal(readAgain(pkg, 'a.js'), first);
  assert.equal(treeOf(pkg, b!), treeOf(pkg, b!));
  assert.equal(readAgain(pkg, 'b.js'), null);
  assert.equal(readAgain(pkg, 'c.js'), null);
  const other = packageOf({ 'a.js': 'a()' });
  assert.notEqual(treeOf(other, other.files[0]!), first);
});

test('no more than the limit is kept', () => {
  const blanks = ' '.repeat(MOST_KEPT / 2);
  const pkg = packageOf({ 'a.js': `/*${blanks}*/`, 'b.js': `/*${blanks}*/`, 'c.js': 'c()' });
  const isKept = pkg.files.map((file) => treeOf(pkg, file) === treeOf(pkg, file));
  assert.deepEqual(isKept, [true, false, true]);
});
