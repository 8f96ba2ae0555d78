import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LocalScan } from '#libs/contracts/local-scan.js';
import { sarifOf } from './sarif.js';

type Finding = LocalScan['findings'][number];

const finding = (more: Partial<Finding>): Finding => ({ check: 'dynamic-code', rule: 'dynamic-code', severity: 'high', file: 'dist/a b#.js', line: 3, column: 7, member: null, message: 'it evaluates text', evidence: 'eval(x)', why: 'It runs unseen.', help: 'Leave it out.', ...more });

function scanOf(findings: Finding[]): LocalScan {
  return {
    verdict: 'reject', reasons: ['why'], conditions: [], score: 6, package: { format: 'orchestra', name: 'demo', version: '1.0.0', files: 2 }, counts: { info: 0, low: 0, medium: 0, high: 1, critical: 0, block: 0 },
    findings, checks: [{ check: 'dynamic-code', version: 1, outcome: 'found', duration_ms: 1, findings: 1, detail: null, enabled: true, enforced: true, required: true }], permissions: null, hosts: [],
    rules: [{ id: 'dynamic-code', code: 'EXE-01', version: 2, title: 'Code made of text' }],
  };
}

const FOLDER = { path: '/home/me/my extension/', isFolder: true };

const onlyRun = (findings: Finding[], file: string | null = null) => sarifOf(scanOf(findings), file === null ? FOLDER : { path: file, isFolder: false }).runs[0]!;

test('has what SARIF 2.1.0 requires: version, runs, a named tool, results with a message, rules that results point to', () => {
  const log = sarifOf(scanOf([finding({}), finding({ rule: 'name-reserved', check: 'marketplace', file: 'package.json', line: null, column: null, severity: 'block' })]), FOLDER);
  assert.equal(log.version, '2.1.0');
  assert.match(log.$schema, /sarif-schema-2\.1\.0\.json$/);
  const [run] = log.runs;
  assert.equal(run!.tool.driver.name, 'souk');
  for (const { ruleId, ruleIndex, message, level } of run!.results) {
    assert.equal(run!.tool.driver.rules[ruleIndex]?.id, ruleId);
    assert.ok(message.text.length > 0);
    assert.ok(['none', 'note', 'warning', 'error'].includes(level));
  }
  for (const rule of run!.tool.driver.rules) assert.ok(rule.shortDescription.text !== '' && rule.help.text !== '', rule.id);
  assert.deepEqual(run!.tool.driver.rules.map(({ fullDescription }) => fullDescription?.text), ['It runs unseen.', 'It runs unseen.']);
  assert.deepEqual(run!.tool.driver.rules.map(({ name, shortDescription, help }) => [name, shortDescription.text, help.text]), [['DynamicCode', 'Code made of text', 'Leave it out.'], ['NameReserved', 'Name reserved', 'Leave it out.']]);
});

test('addresses are relative and encoded, regions begin at 1', () => {
  const { results } = onlyRun([finding({}), finding({ line: null, column: null }), finding({ line: 1, column: 1 })]);
  assert.deepEqual(results.map(({ locations }) => locations), [
    [{ physicalLocation: { artifactLocation: { uri: 'dist/a%20b%23.js', uriBaseId: 'EXTENSION' }, region: { startLine: 3, startColumn: 7, snippet: { text: 'eval(x)' } } } }],
    [{ physicalLocation: { artifactLocation: { uri: 'dist/a%20b%23.js', uriBaseId: 'EXTENSION' } } }],
    [{ physicalLocation: { artifactLocation: { uri: 'dist/a%20b%23.js', uriBaseId: 'EXTENSION' }, region: { startLine: 1, startColumn: 1, snippet: { text: 'eval(x)' } } } }],
  ]);
  const base = 'file:///extension/';
  for (const file of ['c:/windows/x.js', '//host/x.js', 'a/..b/%2e.js', 'ü/ж.js']) {
    for (const { locations } of onlyRun([finding({ file })]).results) {
      for (const location of locations) assert.ok(new URL(location.physicalLocation.artifactLocation.uri, base).href.startsWith(base), file);
    }
  }
});

test('a folder has its address, so that an editor finds its files; what is in a package has none', () => {
  const [run, packed] = [onlyRun([]), onlyRun([], '/home/me/x.vsix')];
  assert.equal(run.originalUriBaseIds.EXTENSION.uri, 'file:///home/me/my%20extension/');
  assert.equal(sarifOf(scanOf([]), { path: '/home/me/x', isFolder: true }).runs[0]!.originalUriBaseIds.EXTENSION.uri, 'file:///home/me/x/');
  assert.equal(packed.originalUriBaseIds.EXTENSION.uri, undefined);
  assert.match(run.tool.driver.semanticVersion, /^\d+\.\d+\.\d+/);
});

test('a YARA rule is a rule of its own, which is called as it says what it found', () => {
  const { tool, results } = onlyRun([finding({ check: 'yara', rule: 'yara/team/marker', evidence: 'MARKER', message: 'Holds the marker' }), finding({ check: 'yara', rule: 'yara/team/other', evidence: null }), finding({})]);
  assert.deepEqual(results.map(({ ruleId, ruleIndex }) => [ruleId, ruleIndex]), [['yara/team/marker', 1], ['yara/team/other', 2], ['dynamic-code', 0]]);
  assert.deepEqual([tool.driver.rules[1]!.name, tool.driver.rules[1]!.shortDescription.text], ['YaraTeamMarker', 'Holds the marker']);
});

test('a sentence that ends does not end twice', () => {
  assert.equal(onlyRun([finding({ message: 'It is gone.', help: 'Put it back.' })]).results[0]!.message.text, 'It is gone. Put it back.');
});

test('a member of the manifest has its place in the file, and its name', () => {
  const [result] = onlyRun([finding({ file: 'package.json', line: 5, column: 3, member: '/main', evidence: null })]).results;
  assert.deepEqual(result?.locations, [{ physicalLocation: { artifactLocation: { uri: 'package.json', uriBaseId: 'EXTENSION' }, region: { startLine: 5, startColumn: 3 } }, logicalLocations: [{ fullyQualifiedName: '/main', kind: 'member' }] }]);
});

test('what is about the whole is about the file of the package, or about the root of the folder', () => {
  const findings = [finding({ file: null, line: null, column: null }), finding({ file: null, line: 5, column: 30, member: '/extension', evidence: null }), finding({ file: '/format', line: null, column: null })];
  const [extension, format] = ['/extension', '/format'].map((fullyQualifiedName) => [{ fullyQualifiedName, kind: 'member' }]);
  const root = { physicalLocation: { artifactLocation: { uri: '.', uriBaseId: 'EXTENSION' } } };
  assert.deepEqual(onlyRun(findings).results.map(({ locations }) => locations), [[root], [{ ...root, logicalLocations: extension }], [{ ...root, logicalLocations: format }]]);
  const [whole, line] = onlyRun(findings, '/tmp/my bot.skypkg').results.map(({ locations }) => locations);
  assert.deepEqual(whole, [{ physicalLocation: { artifactLocation: { uri: 'file:///tmp/my%20bot.skypkg' } } }]);
  assert.deepEqual(line, [{ physicalLocation: { artifactLocation: { uri: 'file:///tmp/my%20bot.skypkg' }, region: { startLine: 5, startColumn: 30 } }, logicalLocations: extension }]);
});

test('a scan without answers says why, and never looks like one that found nothing', () => {
  const dead = (check: string) => ({ check, version: 0, outcome: 'crashed', duration_ms: 0, findings: 0, detail: 'the scan ended early (memory)', enabled: true, enforced: true, required: true });
  const { results, invocations } = sarifOf({ ...scanOf([]), checks: ['a', 'b', 'c', 'd'].map(dead) }, FOLDER).runs[0]!;
  assert.deepEqual([results, invocations[0]?.executionSuccessful, invocations[0]?.toolExecutionNotifications?.length], [[], false, 1]);
  const [{ level, message }] = invocations[0]!.toolExecutionNotifications as [{ level: string; message: { text: string } }];
  assert.equal(level, 'error');
  assert.match(message.text, /^4 checks gave no answer \(crashed\): the scan ended early \(memory\)\. That says nothing/);
  assert.deepEqual(onlyRun([]).invocations, [{ executionSuccessful: true }]);
});

test('a fingerprint stays when a finding moves, and tells two of a kind apart', () => {
  const prints = (findings: Finding[]) => onlyRun(findings).results.map(({ partialFingerprints }) => partialFingerprints['soukFinding/v1']);
  assert.deepEqual(prints([finding({})]), prints([finding({ line: 90, column: 2 })]));
  assert.notDeepEqual(prints([finding({})]), prints([finding({ evidence: 'eval(y)' })]));
  assert.equal(new Set(prints([finding({}), finding({ line: 4 }), finding({ file: 'b.js' })])).size, 3);
});
