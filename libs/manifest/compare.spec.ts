import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orchestraManifestOf } from '#test/support/archives.js';
import { compareFiles, compareManifests } from './compare.js';
import { formulaManifest } from './dialects/formula.dialect.js';
import { orchestraManifest } from './dialects/orchestra.dialect.js';
import { skynetManifest } from './dialects/skynet.dialect.js';
import { vscodeManifest } from './dialects/vscode.dialect.js';
import { Field } from './field.js';
import type { Manifest } from './manifest.js';
import { STRICT } from './tolerance.js';

const manifest = (changes: Record<string, unknown> = {}) => orchestraManifest(orchestraManifestOf(changes));

const vscode = (changes: Record<string, unknown> = {}) => vscodeManifest({ name: 'demo', publisher: 'ada', version: '1.0.0', engines: { vscode: '^1.80.0' }, ...changes });

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
  assert.equal(comparison.breaking.length, 3, comparison.breaking.join(' '));
  assert.match(comparison.breaking.join(' '), /orchestra.*raycast.*demo\.run/);
  assert.deepEqual(JSON.parse(JSON.stringify(comparison)), comparison);
});

test('a permission that goes further is a new one: required and no longer optional, more of the network', () => {
  const permissions = (before: Manifest, after: Manifest) => compareManifests(before, after).permissions;
  const asks = (optional: string[]): Manifest => ({ ...manifest({ permissions: ['git', 'network'] }), optional_permissions: optional });
  assert.deepEqual(permissions(asks(['git']), asks([])), { added: ['git (required, was optional)'], removed: [] });
  assert.deepEqual(permissions(asks([]), asks(['git'])), { added: [], removed: [] });
  const bot = (capability?: unknown) => skynetManifest(new Field({ name: 'Bot', version: { type: 'command', key: 'hello', scopes: ['http_request'], ...(capability !== undefined && { network_capability: capability }) } }, ''), STRICT);
  for (const [before, after, added, removed] of [
    [undefined, 'none', [], []],
    [null, 'allowlist_only', ['network_capability (allowlist_only)'], []],
    ['none', 'network_advanced', ['network_capability (network_advanced)'], []],
    ['allowlist_only', 'network', ['network_capability (network, was allowlist_only)'], []],
    ['network_advanced', 'network', [], ['network_capability (network_advanced)']],
    ['network', undefined, [], ['network_capability (network)']],
  ] as const) assert.deepEqual(permissions(bot(before), bot(after)), { added, removed }, `${before} ${after}`);
  assert.deepEqual(compareManifests(null, bot('network')).permissions.added, ['http_request', 'network_capability (network)']);
});

test('the servers that a manifest declares are a limit: who goes beyond it, or drops it, asks for more', () => {
  const permissions = (before: Manifest, after: Manifest) => compareManifests(before, after).permissions;
  const on = (...hosts: string[]) => manifest({ original: { hosts } });
  for (const [before, after, added, removed] of [
    [on('a.test'), on('https://A.test/x', 'b.test', '*'), ['every server (declared *)', 'server b.test (declared)'], []],
    [on('a.test', 'b.test'), on('b.test', 'eu.b.test'), [], ['server a.test (declared)']],
    [on('*'), on('a.test'), [], ['every server (declared *)']],
    [on('a.test', 'b.test'), on(), ['every server (declared none, was a.test, b.test)'], []],
    [on(), on('a.test'), [], []],
    [manifest({ original: { version: { network_allowlist: ['a.test'] } } }), manifest({ original: { version: { network_allowlist: ['a.test', 'b.test'] } } }), ['server b.test (declared)'], []],
  ] as const) assert.deepEqual(permissions(before, after), { added, removed });
  assert.deepEqual(compareManifests(null, on('a.test')).permissions.added, ['network'], 'nothing was allowed before, and the list is the limit');
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

test('exports that cannot be read any more may be gone; those that never could are not compared', () => {
  const breaking = (before: string[] | null, after: string[] | null) => compareManifests(manifest(), manifest(), { before, after }).breaking;
  assert.deepEqual(breaking(['activate', 'api'], null), ['What it exports cannot be read any more; it was activate, api.']);
  assert.deepEqual([breaking(null, ['api']), breaking(null, null), breaking([], null)], [[], [], []]);
});

test('a setting that takes less than it did breaks, one that takes more does not', () => {
  const settings = (...list: object[]) => manifest({ contributes: { settings: list } });
  const between = (before: object, after: object) => compareManifests(settings({ id: 'demo.a', ...before }), settings({ id: 'demo.a', ...after })).breaking;
  assert.deepEqual(between({ type: 'string' }, { type: 'number' }), ['The setting demo.a no longer takes string.']);
  assert.deepEqual(between({ type: ['string', 'null'] }, { type: 'string' }), ['The setting demo.a no longer takes null.']);
  assert.deepEqual(between({}, { type: 'string' }), ['The setting demo.a takes only string now.']);
  assert.deepEqual(between({ type: 'string', enum: ['fast', 'slow'] }, { type: 'string', enum: ['slow'] }), ['The setting demo.a no longer takes "fast".']);
  assert.deepEqual(between({ type: 'string' }, { type: 'string', enum: [1, 2, 3, 4, 5, 6] }), ['The setting demo.a takes only 1, 2, 3, 4, 5, … now.']);
  for (const [before, after] of [[{ type: 'string' }, { type: ['string', 'number'] }], [{ type: 'integer' }, { type: 'number' }], [{ enum: [1] }, { enum: [1, 2] }], [{ type: 'string', enum: [1] }, {}]]) assert.deepEqual(between(before!, after!), []);
  const formula = (configuration: object) => formulaManifest({ name: 'demo', publisher: 'ada', version: '1.0.0', main: './a.js', engines: { formula: '^1.0.0' }, contributes: { configuration } });
  assert.deepEqual(compareManifests(formula({ properties: { a: { type: 'string' } } }), formula({ settings: [{ id: 'a', type: 'number' }] })).breaking, ['The setting a no longer takes string.']);
  const pages = (type: string) => vscode({ contributes: { configuration: [{ properties: { 'a.b': { type } } }] } });
  assert.deepEqual(compareManifests(pages('string'), pages('number')).breaking, ['The setting a.b no longer takes string.']);
});

test('an entry point that another kind of host starts breaks when it goes; one that moves does not', () => {
  assert.deepEqual(compareManifests(vscode({ main: './a.js', browser: './b.js' }), vscode({ main: './a.js' })).breaking, ['No longer has an entry point "browser".']);
  assert.deepEqual(compareManifests(vscode({ main: './a.js', browser: './b.js' }), vscode({ main: './c.js', browser: './d.js' })).breaking, []);
});

test('what starts an extension no more breaks, unless it starts anyway or goes with its contribution', () => {
  const between = (before: string[], after: string[], changes: object = {}) => compareManifests(manifest({ activationEvents: before }), manifest({ activationEvents: after, ...changes })).breaking;
  assert.deepEqual(between(['onCommand:demo.run', 'onLanguage:go'], ['onLanguage:rust']), ['No longer starts on onCommand:demo.run.', 'No longer starts on onLanguage:go.']);
  assert.deepEqual(between(['onLanguage:go'], ['onStartup']), []);
  assert.deepEqual(between(['onStartup'], ['onLanguage:go']), ['No longer starts on onStartup.']);
  assert.deepEqual(between(['onCommand:demo.run'], [], { contributes: {} }), ['No longer contributes commands demo.run.']);
  const implied = (activationEvents: string[]) => vscode({ activationEvents, contributes: { commands: [{ command: 'x', title: 'X' }] } });
  assert.deepEqual(compareManifests(implied(['onCommand:x']), implied([])).breaking, [], 'VS Code starts for what is contributed');
  assert.deepEqual(compareManifests(implied(['onUri']), implied([])).breaking, ['No longer starts on onUri.']);
});

test('dependencies of every kind are compared as they are written', () => {
  const asking = { dependencies: { semver: '^7.0.0' }, optionalDependencies: { evil: '1' }, peerDependencies: { semver: '>=7', react: '*' }, extensionDependencies: ['Ada.Tool'] };
  const lines = (of: (changes: Record<string, unknown>) => Manifest) => compareManifests(of({ dependencies: { semver: '^7.0.0' } }), of(asking)).dependencies.map(({ name, before, after }) => `${name}: ${before} -> ${after}`);
  for (const of of [manifest, vscode]) assert.deepEqual(lines(of), ['Ada.Tool: null -> * (extension)', 'evil: null -> 1 (optional)', 'react: null -> * (peer)', 'semver: ^7.0.0 -> ^7.0.0, >=7 (peer)']);
});

test('files are compared by content', () => {
  const file = (path: string, sha256: string, size = 1) => ({ path, sha256, size });
  assert.deepEqual(compareFiles([file('a', '1'), file('b', '1'), file('c', '1')], [file('d', '1', 9), file('b', '2', 5), file('a', '1')]), {
    added: [{ path: 'd', size: 9, sha256: '1' }],
    removed: [{ path: 'c', size: 1, sha256: '1' }],
    changed: [{ path: 'b', size_before: 1, size_after: 5, sha256_before: '1', sha256_after: '2' }],
  });
});
