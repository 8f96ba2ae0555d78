import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orchestraManifestOf } from '#test/support/archives.js';
import { compareFiles, compareManifests } from './compare.js';
import { formulaManifest } from './dialects/formula.dialect.js';
import { orchestraManifest } from './dialects/orchestra.dialect.js';

const manifest = (changes: Record<string, unknown> = {}) => orchestraManifest(orchestraManifestOf(changes));

test('a first version adds everything and breaks nothing', () => {
  const comparison = compareManifests(null, manifest());
  assert.equal(comparison.first, true);
  assert.deepEqual(comparison.permissions, { added: ['network'], removed: [] });
  assert.deepEqual(comparison.breaking, []);
});

test('the same manifest changes nothing, whatever its order', () => {
  const comparison = compareManifests(manifest({ permissions: ['git', 'network'] }), manifest({ permissions: ['network', 'git'] }));
  const empty = { added: [], removed: [] };
  assert.deepEqual(comparison, { first: false, permissions: empty, engines: [], entry_points: empty, activation: empty, contributes: empty, dependencies: [], exports: empty, breaking: [] });
});

test('every kind of change is named, and what breaks is called breaking', () => {
  const before = manifest({ permissions: ['network'], dependencies: { a: '1', b: '1' } });
  const after = manifest({
    permissions: ['git'],
    dependencies: { b: '2', c: '1' },
    engines: { orchestra: '>=2.0.0' },
    main: 'dist/main.mjs',
    compat: 'raycast',
    contributes: { commands: [{ command: 'demo.other' }] },
  });
  const comparison = compareManifests(before, after);
  assert.deepEqual(comparison.permissions, { added: ['git'], removed: ['network'] });
  assert.deepEqual(comparison.engines, [{ name: 'orchestra', before: '>=0.1.0', after: '>=2.0.0' }]);
  assert.deepEqual(comparison.entry_points, { added: ['dist/main.mjs'], removed: ['dist/index.js'] });
  assert.deepEqual(comparison.contributes, { added: ['commands demo.other'], removed: ['commands demo.run'] });
  assert.deepEqual(comparison.dependencies, [
    { name: 'a', before: '1', after: null },
    { name: 'b', before: '1', after: '2' },
    { name: 'c', before: null, after: '1' },
  ]);
  assert.equal(comparison.breaking.length, 3);
  assert.match(comparison.breaking.join(' '), /orchestra.*raycast.*demo\.run/);
  assert.deepEqual(JSON.parse(JSON.stringify(comparison)), comparison);
});

test('a wider range of hosts breaks nothing', () => {
  assert.deepEqual(compareManifests(manifest({ engines: { orchestra: '^1.0.0' } }), manifest({ engines: { orchestra: '>=1.0.0' } })).breaking, []);
});

test('ranges are compared as the dialect writes them', () => {
  const formula = (range: string) => formulaManifest({ name: 'demo', publisher: 'ada', version: '1.0.0', main: './a.js', engines: { formula: range } });
  assert.deepEqual(compareManifests(formula('^1.0.0'), formula('^1.0.0 || ^2.0.0')).breaking, []);
  // Every version below 2.0.0 takes its pre-releases along, which npm would leave out.
  assert.deepEqual(compareManifests(formula('>=2.0.0-a <2.0.0'), formula('^1.0.0')).breaking, []);
  assert.match(compareManifests(formula('>=1.0.0'), formula('^1.0.0')).breaking.join(), /fewer versions of formula: >=1\.0\.0 becomes \^1\.0\.0/);
  assert.match(compareManifests({ ...manifest(), engines: {} }, manifest()).breaking.join(), /orchestra: any becomes >=0\.1\.0/);
  assert.deepEqual(compareManifests({ ...manifest(), engines: {} }, manifest({ engines: { orchestra: '*' } })).breaking, []);
});

test('an export that goes breaks, one that comes does not', () => {
  const comparison = compareManifests(manifest(), manifest(), { before: ['activate', 'api', 'old'], after: ['api', 'activate', 'fresh'] });
  assert.deepEqual(comparison.exports, { added: ['fresh'], removed: ['old'] });
  assert.deepEqual(comparison.breaking, ['No longer exports old.']);
  assert.deepEqual(compareManifests(null, manifest(), { before: ['old'], after: [] }).exports.removed, []);
});

test('files are compared by content', () => {
  const file = (path: string, sha256: string, size = 1) => ({ path, sha256, size });
  assert.deepEqual(compareFiles([file('a', '1'), file('b', '1'), file('c', '1')], [file('d', '1', 9), file('b', '2', 5), file('a', '1')]), {
    added: [{ path: 'd', size: 9 }],
    removed: [{ path: 'c', size: 1 }],
    changed: [{ path: 'b', size_before: 1, size_after: 5 }],
  });
});
