import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Profile } from '#libs/contracts/profile.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import { packageOf } from '#test/support/scan-package.js';
import { changesOf, unseen, type Reviewed, type ReviewedFinding } from './changes.js';

const PROFILE = Profile.parse({ formats: ['orchestra'], host: 'orchestra', host_versions: ['2.0.0', '1.5.0', '1.0.0'] });

function reviewed(version: string, more: Partial<Omit<Reviewed, 'manifest'>> & { manifest?: Partial<Manifest> } = {}): Reviewed {
  const { manifest, ...rest } = more;
  return { version, files: [], hosts: [], exports: null, findings: [], ...rest, manifest: { ...packageOf({}).manifest, version, ...manifest } };
}

const found = (position: number, more: Partial<ReviewedFinding> = {}): ReviewedFinding => ({ rule: 'dynamic-code', severity: 'medium', file: 'a.js', evidence: 'eval(x)', message: 'it evaluates', position, ...more });
const file = (path: string, sha256: string) => ({ path, size: 1, sha256 });

test('servers, dependencies, entry points and permissions that are new or gone', () => {
  const before = reviewed('1.0.0', { hosts: ['a.example', 'b.example'], manifest: { permissions: ['git'], original: { dependencies: { left: '1' } }, entry_points: ['a.js'] } });
  const changes = changesOf(before, reviewed('1.1.0', { hosts: ['b.example', 'c.example'], manifest: { permissions: ['network'], original: { dependencies: { left: '2', right: '1' } }, entry_points: ['b.js'] } }), PROFILE);
  assert.equal(changes.against, '1.0.0');
  assert.deepEqual(changes.hosts, { added: ['c.example'], removed: ['a.example'] });
  assert.deepEqual(changes.permissions, { added: ['network'], removed: ['git'] });
  assert.deepEqual(changes.entry_points, { added: ['b.js'], removed: ['a.js'] });
  assert.deepEqual(changes.dependencies, [{ name: 'left', before: '1', after: '2' }, { name: 'right', before: null, after: '1' }]);
});

test('native files: new, gone, and with other bytes; of those that stayed nothing, also where nobody had looked at the version before', () => {
  const native = (path: string, sha256: string) => ({ ...file(path, sha256), native: true as const });
  const before = reviewed('1.0.0', { files: [native('a.node', '1'), native('b.node', '1'), native('c.node', '1'), file('old.node', '1')] });
  const changes = changesOf(before, reviewed('1.0.1', { files: [native('a.node', '1'), native('b.node', '2'), native('d.node', '1'), native('old.node', '1')] }), PROFILE);
  assert.deepEqual(changes.native_files, { added: ['b.node', 'd.node'], removed: ['b.node', 'c.node'] });
  assert.deepEqual(changes.files.changed.map(({ path }) => path), ['b.node']);
});

test('an update that breaks has to be major, below 1.0.0 minor', () => {
  const pair = (from: string, to: string) => changesOf(reviewed(from, { manifest: { contributes: { commands: ['x'] } } }), reviewed(to), PROFILE);
  assert.deepEqual(pair('1.2.0', '1.3.0').breaking, ['No longer contributes commands x.']);
  const small = ['1.2.0 1.3.0', '1.2.0 1.2.1', '0.2.0 0.2.1', '1.2.0 1.3.0-beta.1'];
  const enough = ['1.2.0 2.0.0', '0.2.0 0.3.0', '0.2.0 1.0.0', '0.0.1 0.0.2'];
  for (const each of small) assert.match(pair(...(each.split(' ') as [string, string])).too_small ?? '', / breaks what worked with /, each);
  assert.deepEqual(['1.2.0 1.3.0', '0.1.0 0.1.1', '0.0.1 0.0.1'].map((each) => pair(...(each.split(' ') as [string, string])).too_small), [
    '1.3.0 breaks what worked with 1.2.0: that needs 2.0.0 or later.', '0.1.1 breaks what worked with 0.1.0: that needs 0.2.0 or later.', '0.0.1 breaks what worked with 0.0.1: that needs 0.0.2 or later.',
  ]);
  for (const each of enough) assert.equal(pair(...(each.split(' ') as [string, string])).too_small, null, each);
  assert.equal(changesOf(reviewed('1.2.0'), reviewed('1.2.1'), PROFILE).too_small, null, 'nothing breaks');
});

test('host versions of the profile that are won and lost', () => {
  const on = (range: string | null): Partial<Manifest> => ({ engines: range === null ? {} : { orchestra: range } });
  const changes = (before: string | null, after: string | null) => changesOf(reviewed('1.0.0', { manifest: on(before) }), reviewed('2.0.0', { manifest: on(after) }), PROFILE).host_versions;
  assert.deepEqual(changes('>=1.0.0 <2.0.0', '>=1.2.0'), { added: ['2.0.0'], removed: ['1.0.0'] });
  assert.deepEqual(changes(null, '^1.0.0'), { added: [], removed: ['2.0.0'] });
  const profile = { ...PROFILE, host_versions: ['2.2.0-beta.1', '2.1.0', '2.0.0'] };
  const pair = (before: Partial<Manifest>, after: Partial<Manifest>) => changesOf(reviewed('1.0.0', { manifest: before }), reviewed('2.0.0', { manifest: after }), profile).host_versions;
  assert.deepEqual(pair(on('>=2.0.0 <2.1.0'), on('>=2.0.0')), { added: ['2.1.0', '2.2.0-beta.1'], removed: [] }, 'a host that is a pre-release is one, too');
  const formula = (range: string) => ({ dialect: 'formula', ...on(range) });
  assert.deepEqual(pair(formula('>=2.0.0 <2.1.0'), formula('>=2.0.0')), { added: ['2.1.0', '2.2.0-beta.1'], removed: [] });
});

test('a finding is old when the version before had it, wherever its line went; each old one counts once', () => {
  const before = reviewed('1.0.0', { findings: [found(0), found(1, { evidence: 'Function(y)' })] });
  const next = reviewed('1.1.0', { findings: [found(0), found(1), found(2, { evidence: 'Function(y)' }), found(3, { file: 'b.js' }), found(4, { rule: 'data-leak' })] });
  assert.deepEqual(changesOf(before, next, PROFILE).new_findings, [1, 3, 4]);
});

test('a finding that is graver than it was is new, however equal the rest', () => {
  const before = reviewed('1.0.0', { findings: [found(0, { severity: 'low' }), found(1)] });
  const newIn = (...severities: ReviewedFinding['severity'][]) => changesOf(before, reviewed('1.1.0', { findings: severities.map((severity, position) => found(position, { severity })) }), PROFILE).new_findings;
  assert.deepEqual(newIn('critical', 'medium'), [0]);
  assert.deepEqual(newIn('medium', 'medium'), [1], 'one was low');
  assert.deepEqual(newIn('low', 'info'), []);
});

test('a finding stays the same in a file that was renamed, and is new in a copy of one that stays', () => {
  const before = reviewed('1.0.0', { files: [file('chunk-aaa111.js', '1')], findings: [found(0, { file: 'chunk-aaa111.js' })] });
  const newIn = (files: ReturnType<typeof file>[], ...paths: string[]) => changesOf(before, reviewed('1.1.0', { files, findings: paths.map((path, position) => found(position, { file: path })) }), PROFILE).new_findings;
  assert.deepEqual(newIn([file('chunk-bbb222.js', '1')], 'chunk-bbb222.js'), []);
  assert.deepEqual(newIn([file('chunk-bbb222.js', '2')], 'chunk-bbb222.js'), [0], 'other bytes');
  assert.deepEqual(newIn([file('chunk-aaa111.js', '1'), file('copy.js', '1')], 'chunk-aaa111.js', 'copy.js'), [1]);
  assert.deepEqual(newIn([file('b.js', '1'), file('c.js', '1')], 'b.js', 'c.js'), [1], 'one of two copies is the old file');
});

test('packages that lie in the package, exports that are gone, digests of what changed', () => {
  const packed = (path: string, sha256: string) => file(`node_modules/${path}/package.json`, sha256.repeat(64));
  const before = reviewed('1.0.0', { files: [packed('left', '1'), packed('@a/b', '1')], exports: ['activate', 'api'] });
  const changes = changesOf(before, reviewed('1.0.1', { files: [packed('left', '2'), packed('@a/b', '1'), packed('left/node_modules/evil', '3')], exports: ['activate'] }), PROFILE);
  assert.deepEqual(changes.dependencies, [
    { name: 'node_modules/left', before: 'carried (package.json 111111111111)', after: 'carried (package.json 222222222222)' },
    { name: 'node_modules/left/node_modules/evil', before: null, after: 'carried (package.json 333333333333)' },
  ]);
  assert.deepEqual([changes.exports, changes.breaking], [{ added: [], removed: ['api'] }, ['No longer exports api.']]);
  assert.deepEqual(changes.files.changed, [{ path: 'node_modules/left/package.json', size_before: 1, size_after: 1, sha256_before: '1'.repeat(64), sha256_after: '2'.repeat(64) }]);
});

test('what a maintainer has not seen is what a later comparison says and the earlier did not', () => {
  const [old, fresh] = [reviewed('1.0.0'), reviewed('1.1.0', { manifest: { contributes: { commands: ['y'] } } })];
  const next = reviewed('1.2.0', { hosts: ['a.example'], manifest: { permissions: ['git'], original: { optionalDependencies: { evil: '1' } } } });
  assert.deepEqual(unseen(changesOf(old, next, PROFILE), changesOf(fresh, next, PROFILE)), ['No longer contributes commands y.', '1.2.0 breaks what worked with 1.1.0: that needs 2.0.0 or later.']);
  assert.deepEqual(unseen(changesOf(next, next, PROFILE), changesOf(old, next, PROFILE)), ['New permission git.', 'New server a.example.', 'New dependency evil 1 (optional).']);
});

test('of a first version everything is new, and nothing breaks', () => {
  const changes = changesOf(null, reviewed('1.0.0', { hosts: ['a.example'], findings: [found(0), found(1)], manifest: { engines: { orchestra: '^1.0.0' } } }), PROFILE);
  assert.deepEqual([changes.against, changes.first, changes.too_small, changes.new_findings], [null, true, null, [0, 1]]);
  assert.deepEqual([changes.hosts, changes.host_versions], [{ added: ['a.example'], removed: [] }, { added: [], removed: [] }]);
});
