import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RESERVED_NAMES } from '#libs/contracts/names.js';
import { Profile } from '#libs/contracts/profile.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import { packageOf } from '#test/support/scan-package.js';
import { checkMarketplace, effectiveChannel, type Facts } from './marketplace.js';

const NOTHING: Facts = { publisher: 'ada', previous: null, expectedExtension: null, channel: null, takenByAnother: false, published: [], onTheirWay: new Map(), packageSha256: 'a'.repeat(64) };
const PROFILE = { formats: ['orchestra'], host: 'orchestra', permissions: { network: { description: 'Talks' } }, categories: ['Git', 'AI'], reserved_names: ['official'], host_versions: ['2.0.0', '1.4.0'] };

function rules(manifest: Partial<Manifest>, facts: Partial<Facts> = {}, profile: object = {}): string[] {
  const run = checkMarketplace({ manifest: packageOf({}, manifest).manifest, exports: null, declared: [] }, { ...NOTHING, ...facts }, Profile.parse({ ...PROFILE, ...profile }));
  assert.equal(run.outcome, run.findings.length > 0 ? 'found' : 'passed');
  return run.findings.map(({ rule, severity }) => `${severity} ${rule}`);
}
const published = (...versions: string[]) => ({ published: versions.map((version) => ({ version, channel: version.includes('-') ? 'prerelease' : 'stable', packageSha256: 'b'.repeat(64) })) });

test('a new name with known permissions and categories passes', () => {
  assert.deepEqual(rules({ permissions: ['network'], categories: ['git'], engines: { orchestra: '>=1.0.0' } }), []);
});

test('names: reserved ones, other people’s, and another than was asked for', () => {
  for (const name of ['official', [...RESERVED_NAMES][0]!]) assert.deepEqual(rules({ name }), ['block name-reserved']);
  assert.deepEqual(rules({}, { takenByAnother: true }), ['block name-taken']);
  assert.deepEqual(rules({ name: 'demo' }, { expectedExtension: 'other' }), ['block name-differs']);
  assert.deepEqual(rules({ name: 'demo' }, { expectedExtension: 'demo' }), []);
});

test('versions: new, and greater than the last one of their channel', () => {
  assert.deepEqual(rules({ version: '1.0.0' }, published('1.0.0')), ['block version-exists']);
  assert.deepEqual(rules({ version: '1.1.0' }, { onTheirWay: new Map([['1.1.0', 'id']]) }), ['block version-in-review']);
  assert.deepEqual(rules({ version: '1.0.1' }, published('1.0.0', '1.10.0')), ['block version-not-greater']);
  assert.deepEqual(rules({ version: '1.10.1' }, published('1.9.0', '1.10.0')), []);
  assert.deepEqual(rules({ version: '1.1.0' }, published('1.0.0', '2.0.0-beta.1')), [], 'pre-releases have a channel of their own');
  assert.deepEqual(rules({ version: '2.0.0-beta.2' }, published('1.0.0', '2.0.0-beta.10')), ['block version-not-greater']);
  assert.deepEqual(rules({ version: '2.0.0-beta.1' }, { channel: 'stable' }), ['block channel-stable']);
  assert.deepEqual([effectiveChannel(null, '1.0.0'), effectiveChannel(null, '1.0.0-rc.1'), effectiveChannel('nightly', '1.0.0')], ['stable', 'prerelease', 'nightly']);
});

test('permissions and categories that do not exist here, engines that never were', () => {
  assert.deepEqual(rules({ permissions: ['network', 'telepathy', 'constructor'] }), ['block unknown-permission', 'block unknown-permission']);
  assert.deepEqual(rules({ categories: ['Cooking'] }), ['block unknown-category']);
  assert.deepEqual(rules({ engines: { orchestra: '>=3.0.0' } }), ['high engine-range']);
  assert.deepEqual(rules({ engines: { other: '>=3.0.0' } }), []);
});

test('the publisher that a manifest names is the one that submits, for dialects that name one', () => {
  for (const dialect of ['formula', 'vscode']) {
    assert.deepEqual(rules({ dialect, name: 'ada.demo' }), []);
    assert.deepEqual(rules({ dialect, name: 'adam.demo' }), ['block publisher-mismatch']);
    assert.deepEqual(rules({ dialect, name: 'ad.a' }), ['block publisher-mismatch']);
  }
  for (const dialect of ['comfyvn', 'skynet', 'orchestra']) assert.deepEqual(rules({ dialect, name: 'eve.demo' }), []);
});

test('engines are ranges as their dialect writes them', () => {
  const of = (dialect: string, range: string, host_versions: string[]) => rules({ dialect, name: 'ada.demo', engines: { orchestra: range } }, {}, { host_versions });
  assert.deepEqual(of('orchestra', '1.x', ['1.4.0']), []);
  assert.deepEqual(of('formula', '^1.0.0', ['2.0.0-rc.1']), [], 'to Formula a pre-release is an ordinary version');
  assert.deepEqual(of('orchestra', '^1.0.0', ['2.0.0-rc.1']), ['high engine-range']);
  assert.deepEqual(of('formula', '1.x', ['2.0.0']), [], 'what is no range says nothing');
  assert.deepEqual(of('skynet', '3', ['4.0.0']), ['high engine-range']);
});

test('an update that breaks says so with its version', () => {
  const previous = packageOf({}, { version: '1.4.0', engines: { orchestra: '>=1.0.0' }, contributes: { commands: ['demo.run', 'demo.stop'] } }).manifest;
  const next = { engines: { orchestra: '>=1.2.0' }, contributes: { commands: ['demo.run'] } };
  assert.deepEqual(rules({ version: '1.5.0', ...next }, { previous: { manifest: previous, exports: null } }), ['medium breaking-change', 'medium breaking-change']);
  assert.deepEqual(rules({ version: '2.0.0', ...next }, { previous: { manifest: previous, exports: null } }), []);
  assert.deepEqual(rules({ version: '1.5.0', engines: previous.engines, contributes: previous.contributes }, { previous: { manifest: previous, exports: null } }), []);
  assert.deepEqual(rules({ version: '0.5.0', ...next }, { previous: { manifest: { ...previous, version: '0.4.0' }, exports: null } }), []);
});

test('an update that drops what its code exported breaks, and what it has to be called is said', () => {
  const { manifest } = packageOf({}, { version: '0.1.0' });
  const findings = (exports: string[] | null, before: string[] | null) => checkMarketplace({ manifest: { ...manifest, version: '0.1.1' }, exports, declared: [] }, { ...NOTHING, previous: { manifest, exports: before } }, Profile.parse(PROFILE)).findings.map(({ message, help }) => `${message} ${help}`);
  assert.deepEqual(findings(['activate'], ['activate', 'api']), ['0.1.1 may break what works with 0.1.0. No longer exports api. Publish it as 0.2.0 or later, or keep what 0.1.0 had.']);
  assert.deepEqual(findings(['activate'], null), [], 'nothing is known of what was published before exports were');
});

test('a finding names the manifest as its dialect does', () => {
  const fileOf = (dialect: string) => checkMarketplace({ manifest: packageOf({}, { dialect, name: 'official' }).manifest, exports: null, declared: [] }, NOTHING, Profile.parse(PROFILE)).findings[0]!.file;
  assert.deepEqual(['orchestra', 'comfyvn', 'skynet', 'plain'].map(fileOf), ['package.json', 'manifest.json', 'extension.json', null]);
});

test('a permission that does not exist is told where it is declared', () => {
  const declared = [{ scope: 'network', file: 'package.json', line: 3, column: 5 }, { scope: 'telepathy', file: 'package.json', line: 4, column: 5 }];
  const { findings } = checkMarketplace({ manifest: packageOf({}, { permissions: ['network', 'telepathy'] }).manifest, exports: null, declared }, NOTHING, Profile.parse(PROFILE));
  assert.deepEqual(findings.map(({ rule, file, line, column }) => [rule, file, line, column]), [['unknown-permission', 'package.json', 4, 5]]);
});
