import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AdvisoriesBody, AdvisoryRecord, advisoryOf, hostValue, indicatorsOf, MOST_ADVISORIES_AT_ONCE, packageValue, reasonToIgnore } from './advisories.js';

const DIGEST = 'A1'.repeat(32);
const npm = (name: string, more: object = {}) => ({ package: { ecosystem: 'npm', name }, ...more });
const record = (more: object = {}) => AdvisoryRecord.parse({ id: 'MAL-2026-1', modified: '2026-01-01T00:00:00Z', ...more });
const found = (more: object) => indicatorsOf(record(more)).map(({ kind, value, versions }) => [`${kind} ${value}`, ...versions].join(' | '));
const semver = (...events: object[]) => ({ type: 'SEMVER', events });

describe('versions of a package', () => {
  for (const [title, affected, versions] of [
    ['those that are listed', { versions: ['1.0.0', '1.0.1'] }, ' | 1.0.0 | 1.0.1'],
    ['every one from 0 on', { ranges: [semver({ introduced: '0' })] }, ''],
    ['every one, though some are listed besides', { versions: ['1.0.0'], ranges: [semver({ introduced: '0' })] }, ''],
    ['every one when none is named', {}, ''],
    ['every one when only commits are named', { ranges: [{ type: 'GIT', events: [{ introduced: '0' }, { fixed: 'abc' }] }] }, ''],
    ['those before a fix', { ranges: [semver({ introduced: '0' }, { fixed: '2.0.0' })] }, ' | <2.0.0'],
    ['intervals one after another', { ranges: [semver({ introduced: '1.0.0' }, { fixed: '1.0.2' }, { introduced: '3.0.0' }, { last_affected: '3.2.5' })] }, ' | >=1.0.0 <1.0.2 | >=3.0.0 <=3.2.5'],
    ['from one on', { ranges: [semver({ introduced: '1.0.0' })] }, ' | >=1.0.0'],
    ['nothing that a range would be changed by', { versions: ['1.0.0 || *', '2.0.0'] }, ' | 2.0.0'],
  ] as const) {
    test(title, () => assert.deepEqual(found({ affected: [npm('a', affected)] }), [`package npm/a${versions}`]));
  }

  test('of two entries for one package both count', () => {
    assert.deepEqual(found({ affected: [npm('a', { versions: ['1.0.0'] }), npm('a', { versions: ['2.0.0'] })] }), ['package npm/a | 1.0.0 | 2.0.0']);
    assert.deepEqual(found({ affected: [npm('a', { versions: ['1.0.0'] }), npm('a'), npm('a', { versions: ['2.0.0'] })] }), ['package npm/a']);
  });
});

describe('what else a record is recognised by', () => {
  test('digests of packages and of files, in lower case, each once', () => {
    const indicators = { evidence_files: [{ path: 'a.js', sha256: DIGEST }, { path: 'b.js' }], package_integrity: [{ hashes: { sha1: 'x', sha256: 'b'.repeat(64) } }, {}] };
    const affected = [npm('a', { versions: ['1.0.0'], database_specific: { sha256: 'c'.repeat(64), indicators } }), { database_specific: { sha256: 'c'.repeat(64) } }];
    assert.deepEqual(found({ affected, database_specific: { iocs: { sha256: ['d'.repeat(64)] } } }).slice(1), ['c', 'a1', 'b', 'd'].map((each) => `sha256 ${each.repeat(64 / each.length)}`));
  });

  test('not the digest of nothing, nor those of the reports that it was made of', () => {
    const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    assert.deepEqual(found({ database_specific: { 'malicious-packages-origins': [{ source: 'x', sha256: DIGEST }], 'iocs': { sha256: [empty] } } }), []);
  });

  test('servers and addresses, but none that are everybody\'s, and no networks', () => {
    const iocs = { domains: ['Evil.Example', 'b\u00fccher.example', 'github.com', 'npmjs.org', 'a.npmjs.org', 'npmjs.org.evil.example'], ips: ['203.0.113.7', '203.0.113.0/24'], ip_addresses: ['2001:DB8::1'] };
    assert.deepEqual(found({ database_specific: { iocs } }), ['host evil.example', 'host xn--bcher-kva.example', 'host npmjs.org.evil.example', 'host 203.0.113.7', 'host [2001:db8::1]']);
  });

  test('names as their registries compare them', () => {
    assert.deepEqual(['npm', 'PyPI', 'VSCode', 'VSCode:https://open-vsx.org', 'Souk:alpha', 'Go', 'npmx'].map((ecosystem) => packageValue(ecosystem, 'My_Pkg.Name')), ['npm/My_Pkg.Name', 'PyPI/my-pkg-name', 'VSCode/my_pkg.name', 'VSCode/my_pkg.name', 'Souk:alpha/My_Pkg.Name', null, null]);
    assert.deepEqual([hostValue('EVIL.example'), hostValue('not a host')], ['evil.example', 'not a host']);
  });
});

describe('what is of no use here', () => {
  const reason = (more: object) => reasonToIgnore(record(more), indicatorsOf(record(more)));

  test('a flaw is no malice: neither by its id, nor by an alias, an origin, a weakness or a digest', () => {
    const flaw = { id: 'GHSA-aaaa-bbbb-cccc', affected: [npm('a')] };
    assert.match(reason(flaw)!, /about a flaw/);
    for (const sign of [{ id: 'MAL-2026-1' }, { id: 'SOUK-0123' }, { aliases: ['MAL-2026-1'] }, { database_specific: { 'malicious-packages-origins': [{}] } }, { affected: [npm('a', { database_specific: { cwes: [{ cweId: 'CWE-506' }] } })] }, { database_specific: { iocs: { domains: ['evil.example'] } } }]) {
      assert.equal(reason({ ...flaw, ...sign }), null, JSON.stringify(sign));
    }
  });

  test('nor is what can be looked for nowhere', () => assert.match(reason({ affected: [{ package: { ecosystem: 'crates.io', name: 'a' } }] })!, /names no package of npm/));
});

test('people are told what it says, and a page about it', () => {
  const references = [{ type: 'PACKAGE', url: 'https://a.example/p' }, { type: 'WEB', url: 'javascript:alert(1)' }, { type: 'ADVISORY', url: 'https://a.example/advisory' }];
  assert.equal(advisoryOf(record({ references })).url, 'https://osv.dev/vulnerability/MAL-2026-1');
  assert.equal(advisoryOf(record({ id: 'SOUK-1', references })).url, 'https://a.example/advisory');
  assert.equal(advisoryOf(record({ id: 'SOUK-1', references: references.slice(1, 2) })).url, null);
  assert.equal(advisoryOf(record({ summary: `${'x'.repeat(299)}\u{1f600}` })).summary, 'x'.repeat(299));
});

test('what is no record says which member is wrong', () => {
  for (const [wrong, pointer] of [
    [{ id: 'nothing' }, 'id'], [{ modified: 'yesterday' }, 'modified'], [{ modified: undefined }, 'modified'], [{ affected: {} }, 'affected'], [{ affected: [{ package: { name: 'a' } }] }, 'affected.0.package.ecosystem'],
    [{ affected: [npm('a', { versions: [1] })] }, 'affected.0.versions.0'], [{ affected: [npm('a', { ranges: [{ type: 'X', events: [{}] }] })] }, 'affected.0.ranges.0.type'],
    [{ affected: [npm('a', { database_specific: { sha256: 'x' } })] }, 'affected.0.database_specific.sha256'], [{ database_specific: { iocs: { domains: ['https://evil.example/x'] } } }, 'database_specific.iocs.domains.0'],
    [{ database_specific: { iocs: { domains: ['evil[.]example'] } } }, 'database_specific.iocs.domains.0'],
  ] as const) {
    const { error } = AdvisoryRecord.safeParse({ id: 'MAL-2026-1', modified: '2026-01-01T00:00:00Z', ...wrong });
    assert.equal(error?.issues[0]?.path.join('.'), pointer, JSON.stringify(wrong));
  }
});

test('what the schema lets be null is nothing, and so many records come at once', () => {
  assert.deepEqual(found({ aliases: null, affected: null, references: null, withdrawn: null, summary: null, database_specific: null }), []);
  const records = (count: number) => ({ records: Array.from({ length: count }, () => record()) });
  assert.deepEqual([0, 1, MOST_ADVISORIES_AT_ONCE, MOST_ADVISORIES_AT_ONCE + 1].map((count) => AdvisoriesBody.safeParse(records(count)).success), [false, true, true, false]);
});
