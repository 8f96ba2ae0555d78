import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AdvisoryRecord } from '#libs/contracts/advisories.js';
import type { Manifest } from '#libs/manifest/manifest.js';
import { packageOf } from '#test/support/scan-package.js';
import { componentsOf, MOST_COMPONENTS } from './components.js';
import { amongRecords, checkKnownMalicious, LEAST_FILE_BYTES } from './known-malicious.js';
import { MOST_HOSTS } from './rules/code.js';

const SHA256 = 'f'.repeat(64);
const PAYLOAD = 'x'.repeat(LEAST_FILE_BYTES);

interface Given {
  files?: Record<string, string>;
  manifest?: Partial<Manifest>;
  hosts?: string[] | null;
  tenant?: string | null;
}

/** The run for a package of these files, hosts and manifest, against one record. */
async function run(record: object, { files = {}, manifest = {}, hosts = [], tenant = 'alpha' }: Given = {}) {
  const pkg = packageOf(files, manifest);
  const { format, readme, changelog } = pkg;
  const scanned = { format, readme, changelog, manifest: pkg.manifest, files: pkg.files, keyId: null, declared: [], hosts, components: componentsOf(pkg), exports: null };
  const records = [AdvisoryRecord.parse({ id: 'MAL-2026-1', modified: '2026-01-01T00:00:00Z', summary: 'Steals\u202e tokens.', ...record })];
  return checkKnownMalicious({ package: scanned, packageSha256: SHA256, tenant }, amongRecords(records));
}
const said = async (record: object, given: Given = {}) => (await run(record, given)).findings.map(({ severity, file, evidence }) => `${severity} ${file ?? '-'} ${evidence}`);
const npm = (name: string, ...versions: string[]) => ({ affected: [{ package: { ecosystem: 'npm', name }, versions }] });
const digest = (sha256: string) => ({ database_specific: { iocs: { sha256: [sha256] } } });
const domains = (...names: string[]) => ({ database_specific: { iocs: { domains: names } } });
const asking = (dependencies: object) => ({ files: { 'package.json': JSON.stringify({ dependencies }) } });

describe('bytes', () => {
  test('the package itself', async () => {
    const { outcome, findings } = await run(digest(SHA256.toUpperCase()));
    assert.deepEqual([outcome, findings.length], ['found', 1]);
    assert.deepEqual(findings[0], {
      rule: 'known-malicious', severity: 'block', file: null, line: null, column: null, evidence: `MAL-2026-1: ${SHA256}`,
      message: 'The package is, byte for byte, one that is known as malicious by the advisory MAL-2026-1: Steals\\u{202e} tokens.',
      help: 'Do not publish it. Read https://osv.dev/vulnerability/MAL-2026-1 If the advisory is mistaken, tell the maintainers of the marketplace its id: they can remove it.',
    });
  });

  test('a file wherever it lies, and none that is smaller than what everybody has', async () => {
    const small = PAYLOAD.slice(1);
    for (const [content, expected] of [[PAYLOAD, 2], [small, 0], ['', 0]] as const) {
      const { sha256 } = packageOf({ a: content }).files[0]!;
      assert.equal((await said(digest(sha256), { files: { 'a.js': content, 'lib/b.js': content } })).length, expected, content);
    }
  });
});

describe('servers', () => {
  test('the one that is named and those below it, not those above or beside', async () => {
    for (const [host, expected] of [['evil.example', 1], ['cdn.EVIL.example', 1], ['a.b.evil.example', 1], ['notevil.example', 0], ['example', 0], ['evil.example.org', 0]] as const) {
      assert.equal((await said(domains('evil.example'), { hosts: [host] })).length, expected, host);
    }
    assert.deepEqual(await said(domains('evil.example'), { hosts: ['cdn.evil.example'] }), ['block - MAL-2026-1: cdn.evil.example']);
    assert.equal((await said({ database_specific: { iocs: { ips: ['203.0.113.7'] } } }, { hosts: ['203.0.113.7'] })).length, 1);
  });

  test('more than a scan tells of is no answer, unless something was found among them', async () => {
    const hosts = Array.from({ length: MOST_HOSTS }, (_, i) => `h${i}.example.net`);
    const silent = await run(domains('evil.example'), { hosts });
    assert.deepEqual([silent.outcome, /beyond were not compared/.test(silent.detail!)], ['missing', true]);
    const cut = await run(domains('evil.example'), { hosts: null });
    assert.deepEqual([cut.outcome, cut.detail!.startsWith('the scan ended before')], ['missing', true]);
    assert.equal((await run(digest(SHA256), { hosts: null })).outcome, 'found');
    assert.equal((await run(domains('h7.example.net'), { hosts })).outcome, 'found');
    assert.equal((await run(domains('evil.example'), { hosts: hosts.slice(1) })).outcome, 'passed');
  });
});

describe('packages', () => {
  test('a dependency that can only be malicious blocks; one that may become so is for a human', async () => {
    assert.deepEqual(await said(npm('bad', '1.0.0'), asking({ bad: '1.0.0' })), ['block package.json MAL-2026-1: npm bad 1.0.0']);
    assert.deepEqual(await said(npm('bad'), asking({ bad: '^7.0.0' })), ['block package.json MAL-2026-1: npm bad ^7.0.0']);
    assert.deepEqual(await said(npm('bad', '1.0.7'), asking({ bad: '^1.0.0' })), ['high package.json MAL-2026-1: npm bad ^1.0.0']);
    assert.deepEqual(await said(npm('bad', '1.0.7'), asking({ bad: '^2.0.0', good: '1.0.7' })), []);
    const { findings } = await run(npm('bad', ...['1', '2', '3', '4', '5', '6'].map((patch) => `1.0.${patch}`)), asking({ bad: '^1.0.0' }));
    assert.equal(findings[0]!.message, 'The dependency bad ^1.0.0 (npm) admits what is known as malicious (1.0.1, 1.0.2, 1.0.3, 1.0.4, 1.0.5 and others) by the advisory MAL-2026-1: Steals\\u{202e} tokens.');
  });

  test('one that is carried counts by its version', async () => {
    const files = { 'node_modules/bad/package.json': '{"name":"bad","version":"1.0.7"}' };
    assert.deepEqual(await said(npm('bad', '1.0.7'), { files }), ['block node_modules/bad/package.json MAL-2026-1: npm bad 1.0.7']);
    assert.deepEqual(await said(npm('bad', '1.0.8'), { files }), []);
  });

  test('of Python by its registry', async () => {
    const affected = [{ package: { ecosystem: 'PyPI', name: 'bad-pkg' }, versions: ['1.0'] }];
    assert.deepEqual(await said({ affected }, { files: { 'requirements.txt': 'Bad_Pkg==1.0.0\n' } }), ['block requirements.txt MAL-2026-1: PyPI Bad_Pkg ==1.0.0']);
    assert.deepEqual(await said({ affected }, asking({ 'bad-pkg': '1.0' })), []);
  });

  test('its own name in its own marketplace, and in VS Code\'s', async () => {
    const of = (ecosystem: string, name = 'demo') => ({ affected: [{ package: { ecosystem, name }, versions: ['1.0.0'] }] });
    assert.deepEqual(await said(of('Souk:alpha')), ['block - MAL-2026-1: Souk:alpha demo 1.0.0']);
    assert.deepEqual(await said(of('Souk:beta')), []);
    assert.deepEqual(await said(of('Souk:alpha'), { tenant: null }), []);
    assert.deepEqual(await said(of('Souk:alpha'), { manifest: { version: '1.0.1' } }), []);
    assert.deepEqual(await said(of('Souk:alpha', 'other'), { manifest: { dependencies: { other: '^1.0.0' } } }), ['high - MAL-2026-1: Souk:alpha other ^1.0.0']);
    assert.deepEqual(await said(of('VSCode', 'Demo'), { manifest: { dialect: 'vscode' } }), ['block - MAL-2026-1: VSCode demo 1.0.0']);
    assert.deepEqual(await said(of('VSCode')), []);
  });

  test('more than a scan tells of is no answer', async () => {
    const dependencies = Object.fromEntries(Array.from({ length: MOST_COMPONENTS }, (_, i) => [`p${i}`, '1.0.0']));
    assert.equal((await run(npm('bad'), asking(dependencies))).outcome, 'missing');
  });
});

test('nothing is compared with a withdrawn record, and nothing known is a pass', async () => {
  assert.deepEqual(await said({ ...digest(SHA256), withdrawn: '2026-02-01T00:00:00Z' }), []);
  const { outcome, detail } = await run(npm('bad'));
  assert.deepEqual([outcome, detail], ['passed', null]);
});
