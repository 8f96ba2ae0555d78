import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { PassThrough, Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import type { Log, Result, Run } from 'sarif';
import { MOST_YARA_CHARACTERS } from '#libs/contracts/api.js';
import { LocalScan } from '#libs/contracts/local-scan.js';
import { DEFAULT_LIMITS } from '#libs/manifest/limits.js';
import { writeTar } from '#libs/manifest/tar-writer.js';
import { orchestraManifestOf } from '#test/support/archives.js';
import { formulaFiles } from '#test/support/fextpkgs.js';
import { run } from './program.js';

const GOOD = 'export function activate(host) {\n  host.commands.register("demo.run", () => host.network.fetch("https://api.example.org/v1"));\n}\n';
const BAD = 'export function activate(host) {\n  const run = eval;\n  run(atob(host.text));\n  return host.secrets.get("token");\n}\n';

let home: string;
before(async () => {
  home = await mkdtemp(join(tmpdir(), 'souk-scan-'));
});
after(() => rm(home, { recursive: true, force: true }));

async function extension(name: string, code: string, manifest: Record<string, unknown> = {}): Promise<string> {
  const folder = join(home, name);
  for (const [path, content] of Object.entries({ 'package.json': JSON.stringify(orchestraManifestOf(manifest)), 'dist/index.js': code })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

async function souk(...args: string[]): Promise<{ exit: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exit = await run(['--home', home, 'scan', ...args], { stdin: Readable.from(['']), stdout, stderr, env: {} });
  return { exit, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
}

/** What the schema says of a result and of what it points to. */
function assertResult({ ruleId, ruleIndex = -1, message, level, locations = [], partialFingerprints = {} }: Result, run: Run): void {
  assert.equal(run.tool.driver.rules?.[ruleIndex]?.id, ruleId);
  assert.ok(message.text && ['note', 'warning', 'error'].includes(level ?? ''), ruleId);
  assert.ok(Object.values(partialFingerprints).every((value) => typeof value === 'string'));
  for (const { physicalLocation: { artifactLocation: file, region = {} } = {} } of locations) {
    if (file === undefined) continue;
    assert.ok(run.originalUriBaseIds?.[file.uriBaseId ?? ''] || file.uri?.startsWith('file:///'), ruleId);
    assert.match(file.uri ?? '', /^(?:file:)?(?:[\w.!~*'()/-]|%[0-9A-F]{2})+$/);
    for (const count of [region.startLine, region.startColumn]) assert.ok(count === undefined || (Number.isInteger(count) && count >= 1), `${ruleId}: ${count}`);
    assert.ok(region.snippet === undefined || typeof region.snippet.text === 'string');
  }
}

test('a good folder passes with 0, and says what it uses', async () => {
  const { exit, out } = await souk(await extension('good', GOOD));
  assert.equal(exit, 0, out);
  assert.match(out, /used +network {2}dist\/index\.js:2:/);
  assert.match(out, /servers that the code names: api\.example\.org/);
  assert.match(out, /run in the sandbox: dist\/index\.js returned in \d+ ms, called network\.fetch/);
  assert.match(out, /demo-tool 1\.2\.3 passes: .*\d+ checks\n$/);
});

test('a bad one is refused with 1: place, excerpt, why and what to do', async () => {
  const { exit, out } = await souk(await extension('bad', BAD));
  assert.equal(exit, 1);
  assert.match(out, /dist\/index\.js:4:\d+ block undeclared-permission .*`secrets`/);
  assert.match(out, / {4}\| .*host\.secrets\.get/);
  assert.match(out, /help: Add "secrets" to `permissions` in package\.json, or remove the use/);
  assert.match(out, /inconclusive network +dist\/index\.js:3:/);
  assert.ok(out.indexOf(' block ') < out.indexOf(' info ') || !out.includes(' info '), 'worst first');
  assert.match(out, /would be refused: .*\n( {2}- .*\n)+$/);
});

test('one that passes says what its findings count, which do not, and why', async () => {
  const { exit, out } = await souk(await extension('able', `${GOOD}\nexport const run = (text) => new Function(text)();\n`));
  assert.equal(exit, 0, out);
  assert.match(out, /passes: 1 high.*\n {2}- score 2 = dynamic-code 2 \(high\); a maintainer looks from 6\. dynamic-code counts no more because .*\n$/);
  const slow = await souk(await extension('slow', `${GOOD}\nexport const slow = (text) => /^(a+)+$/.test(text);\nexport const run = (text) => new Function(text)();\n`));
  assert.match(slow.out, / {4}why: Text that becomes code at run time cannot be reviewed before\.\n/);
  assert.match(slow.out, /\n {2}- score 2 = dynamic-code 2 \(high\); a maintainer looks from 6\. Not counted: slow-regex \(medium\)\. .*\n$/);
});

test('a script that cannot be read is one finding', async () => {
  const { exit, out } = await souk(await extension('unreadable', 'export function activate(host) {\n  host.commands.register("x" ;\n}\n'));
  assert.equal(exit, 1);
  assert.match(out, /^dist\/index\.js:2:\d+ block unparseable-script /m);
  assert.doesNotMatch(out, / inconclusive-permission /);
  assert.match(out, /would be refused: 1 block, (?!.*high).*\n.*unparseable-script.*\n {2}- score 24 = unparseable-script 24 \(block\);/);
});

test('one that a human has to see ends with 3, what is no command with 2', async () => {
  const endless = await souk(await extension('secret', `${GOOD}export const key = "AKIA${'Z7Q2M4X9K1B8V5N3'}";\nexport const token = "ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}";\n`));
  assert.equal(endless.exit, 3, endless.out);
  assert.match(endless.out, /would wait for a human/);
  assert.equal((await souk(join(home, 'nothing'))).exit, 2);
  const good = await extension('good', GOOD);
  assert.equal((await souk(good, '--json', '--sarif')).exit, 2);
  const file = join(home, 'profile.json');
  await writeFile(file, '{');
  assert.match((await souk(good, '--tenant-profile', file)).err, /is not JSON/);
  await writeFile(file, '{"formats": []}');
  const wrong = await souk(good, '--tenant-profile', file);
  assert.deepEqual([wrong.exit, /\/formats: /.test(wrong.err), /\/host: /.test(wrong.err)], [2, true, true]);
});

test('the SARIF log of a real scan keeps to the schema of 2.1.0: required members, bounds, addresses, no member of our own outside of `properties`', async () => {
  const folder = await extension('sarif', BAD, { permissions: ['network', 'nothing-known'] });
  await writeFile(join(folder, 'dist', 'a b#é.js'), 'export const a = "x\u202ey";\nexport const b = new Function("return 1");\n');
  for (const what of [folder, await extension('good', GOOD), join(folder, 'dist', 'index.js')]) {
    const { out } = await souk(what, '--sarif');
    const log = JSON.parse(out) as Log;
    assert.deepEqual([Object.keys(log), log.version, log.runs.length], [['$schema', 'version', 'runs'], '2.1.0', 1]);
    const [run] = log.runs as [Run];
    assert.deepEqual(Object.keys(run).sort(), ['columnKind', 'invocations', 'originalUriBaseIds', 'properties', 'results', 'tool']);
    assert.equal(typeof run.invocations?.[0]?.executionSuccessful, 'boolean');
    const rules = run.tool.driver.rules ?? [];
    assert.deepEqual([run.tool.driver.name, new Set(rules.map((rule) => JSON.stringify(rule))).size], ['souk', rules.length]);
    for (const { id, help, properties } of rules) assert.ok(id !== '' && help?.text && new Set(properties?.tags).size === properties?.tags?.length, id);
    for (const result of run.results ?? []) assertResult(result, run);
    assert.equal(run.results?.some(({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation?.uri === 'dist/a%20b%23%C3%A9.js'), what === folder, what);
  }
});

test('a folder of which no package can be made is answered like a package that is refused: as text, JSON and SARIF', async () => {
  const folder = await extension('unpackable', GOOD, { main: 'dist/missing.js' });
  const log = await souk(folder, '--sarif');
  const [run] = (JSON.parse(log.out) as Log).runs as [Run];
  for (const result of run.results ?? []) assertResult(result, run);
  assert.deepEqual([log.exit, run.results?.map(({ ruleId, level }) => `${ruleId} ${level}`), log.err], [1, ['file-missing error'], '']);
  const json = await souk(folder, '--json');
  const { verdict, findings } = LocalScan.parse(JSON.parse(json.out));
  assert.deepEqual([json.exit, verdict, findings.map(({ rule, severity }) => `${rule} ${severity}`), json.err], [1, 'reject', ['file-missing block'], '']);
  const key = join(home, 'no-key.pem');
  await writeFile(key, 'no key');
  assert.match((await souk(folder, '--sarif', '--private-key', key)).out, /"file-missing"/);
  assert.equal((await souk(folder, '--sarif', '--private-key', join(home, 'nowhere.pem'))).exit, 2);
  const shown = await souk(folder);
  assert.equal(shown.exit, 1);
  assert.match(shown.out, / block file-missing .*\n {4}help: .*\n.*unpackable would be refused: 1 block.*\n {2}- file-missing: .*\n$/);
});

test('what is too large is told by its size, before a byte is read', { timeout: 20_000 }, async () => {
  const file = join(home, 'huge.tar.gz');
  await writeFile(file, '');
  await truncate(file, 3 * 2 ** 30);
  const whole = await souk(file, '--json');
  const { findings } = LocalScan.parse(JSON.parse(whole.out));
  assert.deepEqual([whole.exit, findings.map(({ rule, message }) => `${rule}: ${message}`)], [1, [`package-size: The package has ${3 * 2 ** 30} bytes, ${DEFAULT_LIMITS.package_bytes} are possible.`]]);
  const profile = join(home, 'small.json');
  await writeFile(profile, JSON.stringify({ formats: ['orchestra'], host: 'orchestra', limits: { package_bytes: 10 } }));
  await truncate(file, 11);
  assert.match((await souk(file, '--tenant-profile', profile)).out, /block package-size The package has 11 bytes, 10 are possible\./);
  const folder = await extension('huge', GOOD);
  await writeFile(join(folder, 'dist', 'x.bin'), '');
  await truncate(join(folder, 'dist', 'x.bin'), 3 * 2 ** 30);
  const { exit, out } = await souk(folder);
  assert.equal(exit, 1, out);
  assert.match(out, /^dist\/x\.bin block file-size dist\/x\.bin has 3221225472 bytes, 104857600 are possible\.\n {4}help: /);
});

test('what is neither a file nor a folder is refused, not read', { timeout: 20_000 }, async () => {
  const { exit, err } = await souk('/dev/zero');
  assert.deepEqual([exit, err], [2, 'error: /dev/zero is no plain file\n  Put a plain file in its place, or name another.\n']);
});

test('a broken .skypkg and any other JSON are packages that are refused, and only manifests are manifests', async () => {
  for (const [name, content] of [['t.skypkg', '{"version": {}, "scripts": []}'], ['x.json', '{"a": 1}'], ['y.json', '{']] as const) {
    const file = join(home, name);
    await writeFile(file, content);
    const { exit, out } = await souk(file, '--sarif');
    assert.deepEqual([exit, (JSON.parse(out) as Log).runs[0]?.results?.map(({ ruleId }) => ruleId)], [1, ['format-unknown']], name);
  }
  for (const [name, content] of [['package.json', '{}'], ['mine.json', JSON.stringify(orchestraManifestOf({}))]] as const) {
    const file = join(home, name);
    await writeFile(file, content);
    const { exit, err } = await souk(file);
    assert.deepEqual([exit, /is the manifest of an extension, and no package/.test(err)], [2, true], err);
  }
});

test('a tenant profile decides, as in the service', async () => {
  const file = join(home, 'profile.json');
  const profile = { formats: ['orchestra'], host: 'orchestra', permissions: {}, reserved_names: ['demo-tool'] };
  await writeFile(file, JSON.stringify(profile));
  const { exit, out } = await souk(await extension('good', GOOD), '--tenant-profile', file, '--json');
  const scan = LocalScan.parse(JSON.parse(out));
  assert.deepEqual([exit, scan.verdict], [1, 'reject']);
  assert.deepEqual(scan.findings.filter(({ severity }) => severity === 'block').map(({ rule }) => rule).sort(), ['name-reserved', 'unknown-permission']);
});

test('a profile that holds anything but a profile is none, and never the open policy', async () => {
  const good = await extension('good', GOOD);
  const file = join(home, 'no-profile.json');
  for (const content of ['null', '[]', '{}', '"x"', '0', 'false']) {
    await writeFile(file, content);
    const { exit, out, err } = await souk(good, '--tenant-profile', file);
    assert.deepEqual([exit, out], [2, ''], content);
    assert.match(err, /no-profile\.json is not a profile\n {2}\//, content);
  }
});

test('with a profile the policy of its maintainers counts, too: what it forbids waits, what only the marketplace knows is told', async () => {
  const file = join(home, 'policy.json');
  const generous = { publishers: 'everybody', first_version: true, new_permissions: true, max_severity: 'medium' };
  const scanWith = async (autoApprove: object, ...args: string[]) => {
    const described = Object.fromEntries(['commands', 'network'].map((scope) => [scope, { description: scope }]));
    await writeFile(file, JSON.stringify({ formats: ['orchestra'], host: 'orchestra', permissions: described, review: { auto_approve: autoApprove } }));
    return souk(able, '--tenant-profile', file, ...args);
  };
  const able = await extension('policy', `${GOOD}\nexport const run = (text) => new Function(text)();\n`);
  const found = await scanWith(generous);
  assert.equal(found.exit, 3, found.out);
  assert.match(found.out, /would wait for a human: 1 high.*\n {2}- A maintainer looks because a finding is high, .*\n/);
  assert.doesNotMatch(found.out, /none found anything that keeps the package back/);
  const { verdict, reasons } = LocalScan.parse(JSON.parse((await scanWith(generous, '--json')).out));
  assert.deepEqual([verdict, reasons[0]?.startsWith('A maintainer looks because a finding is high')], ['needs-human', true]);
  const plain = await extension('policy', GOOD);
  const nobody = await scanWith({ publishers: 'nobody' });
  assert.deepEqual([nobody.exit, /this marketplace reviews everything/.test(nobody.out)], [3, true], nobody.out);
  const passed = await scanWith({ min_published: 2 });
  assert.equal(passed.exit, 0, passed.out);
  assert.match(passed.out, / passes: .*\n {2}- A maintainer looks all the same unless the publisher is trusted, it is not the first version .*, .*2 published versions.*\n$/);
  assert.doesNotMatch((await scanWith(generous)).out, /is trusted|first version/);
  assert.doesNotMatch((await souk(plain)).out, /maintainer/);
});

const MARKER = 'rule marker {\n  meta:\n    severity = "critical"\n    description = "Holds the marker."\n  strings:\n    $a = "MARKER"\n  condition:\n    $a\n}\n';

async function yara(name: string, source: string | Uint8Array): Promise<string> {
  const file = join(home, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, source);
  return file;
}

test('YARA rules of files are searched for as the service does, in text, JSON and SARIF', async () => {
  const marked = await extension('marked', `${GOOD}// MARKER\n`);
  const given = ['--yara', await yara('team.yar', MARKER), '--yara', await yara('words.yara', 'rule word { strings: $a = "MARKER" condition: $a }')];
  const shown = await souk(marked, ...given);
  assert.equal(shown.exit, 1, shown.out);
  assert.match(shown.out, /dist\/index\.js:4:4 critical yara\/team\/marker Holds the marker\./);
  const scan = LocalScan.parse(JSON.parse((await souk(marked, ...given, '--json')).out));
  assert.deepEqual(scan.findings.filter(({ check }) => check === 'yara').map(({ rule, severity, file, line }) => [rule, severity, file, line]), [['yara/team/marker', 'critical', 'dist/index.js', 4], ['yara/words/word', 'high', 'dist/index.js', 4]]);
  const [run] = (JSON.parse((await souk(marked, ...given, '--sarif')).out) as Log).runs;
  assert.deepEqual(run?.results?.map(({ ruleId }) => ruleId).filter((id) => id?.startsWith('yara/')), ['yara/team/marker', 'yara/words/word']);
  assert.equal((await souk(await extension('good', GOOD), ...given)).exit, 0);
  const bare = await souk(marked, '--yara', await yara('saved.yar', '\uFEFFrule a { strings: $a = "MARKER" condition: $a }'));
  assert.match(bare.out, /yara\/saved\/a The YARA rule saved\/a matches this file\./);
  assert.doesNotMatch(bare.out, /The marketplace's YARA|this marketplace look/);
});

test('OSV records are compared with as a marketplace does; without any it says so', async () => {
  const good = await extension('compared', GOOD);
  const without = await souk(good);
  assert.match(without.out, /known malicious things: there are no advisories here to compare with/);
  const folder = join(home, 'advisories', 'below');
  await mkdir(folder, { recursive: true });
  const record = { id: 'TEST-1', modified: '2026-01-01T00:00:00Z', summary: 'Steals tokens.', database_specific: { iocs: { domains: ['example.org'] } } };
  await writeFile(join(folder, 'TEST-1.json'), JSON.stringify(record));
  const { exit, out } = await souk(good, '--advisories', join(home, 'advisories'), '--json');
  const scan = LocalScan.parse(JSON.parse(out));
  assert.deepEqual([exit, scan.findings.filter(({ check }) => check === 'known-malicious').map(({ severity, evidence }) => [severity, evidence])], [1, [['block', 'TEST-1: api.example.org']]]);
  const [run] = (JSON.parse((await souk(good, '--advisories', join(folder, 'TEST-1.json'), '--sarif')).out) as Log).runs;
  assert.match(run?.tool.driver.rules?.find(({ id }) => id === 'known-malicious')?.shortDescription?.text ?? '', /Known malicious packages/);
  await writeFile(join(folder, 'list.json'), JSON.stringify([record, { ...record, id: 'TEST-2', modified: 'yesterday' }]));
  const wrong = await souk(good, '--advisories', folder);
  assert.deepEqual([wrong.exit, /list\.json \(TEST-2\) cannot be used: \/modified /.test(wrong.err)], [2, true], wrong.err);
  await writeFile(join(folder, 'broken.json'), '{');
  assert.match((await souk(good, '--advisories', join(folder, 'broken.json'))).err, /broken\.json cannot be used:  is not JSON/);
  assert.equal((await souk(good, '--advisories', join(home, 'none'))).exit, 2);
});

test('advisories that cannot say anything here are counted, not passed over', async () => {
  const good = await extension('good', GOOD);
  const told = async (...records: object[]) => {
    const file = join(home, 'counted.json');
    await writeFile(file, JSON.stringify(records.map((record, at) => ({ id: `MAL-2026-${at}`, modified: '2026-01-01T00:00:00Z', ...record }))));
    const { exit, out } = await souk(good, '--advisories', file);
    assert.equal(exit, 0, out);
    return /known malicious things: (.*)/.exec(out)?.[1];
  };
  const own = { affected: [{ package: { ecosystem: 'Souk:orchestra', name: 'demo-tool' } }] };
  const npm = { affected: [{ package: { ecosystem: 'npm', name: 'evil' } }] };
  assert.equal(await told({ affected: [] }), '1 record, 0 can be compared');
  assert.equal(await told({ ...npm, withdrawn: '2026-02-01T00:00:00Z' }, npm), '2 records, 1 can be compared');
  assert.equal(await told(own, npm), '2 records, 1 can be compared; packages of a Souk marketplace, which 1 of them name, are compared by that marketplace only');
});

test('YARA rules that cannot be used end with 2 and say where', async () => {
  const good = await extension('good', GOOD);
  const broken = await souk(good, '--yara', await yara('team.yar', MARKER), '--yara', await yara('broken.yar', 'rule marker {\n  condition:\n    $b\n}'));
  assert.deepEqual([broken.exit, /the YARA rules cannot be used/.test(broken.err), /broken, line 3, column 5: unknown pattern/.test(broken.err)], [2, true, true], broken.err);
  const typo = await souk(good, '--yara', await yara('typo.yar', MARKER.replace('critical', 'crtical')));
  assert.deepEqual([typo.exit, /would be refused\n {2}typo, line 3, column 16: "crtical" is no severity; write one of "info", .*"block"\n/.test(typo.err)], [2, true], typo.err);
  const same = await souk(good, '--yara', await yara('team.yar', MARKER), '--yara', await yara('more/team.yara', MARKER));
  assert.deepEqual([same.exit, /two files .* called team/.test(same.err)], [2, true], same.err);
  const large = await souk(good, '--yara', await yara('large.yar', `${' '.repeat(MOST_YARA_CHARACTERS)}${MARKER}`));
  assert.deepEqual([large.exit, /large\.yar has \d+ characters/.test(large.err)], [2, true], large.err);
  assert.equal((await souk(good, '--yara', join(home, 'none.yar'))).exit, 2);
  for (const [name, source, said] of [
    ['lat.yar', Buffer.from('rule x { strings: $a = "Ünïcöde" condition: $a }', 'latin1'), /lat\.yar is not UTF-8 text\n {2}Save it as UTF-8/],
    ['UPPER.yar', MARKER, /UPPER\.yar: a marketplace takes no YARA rules called UPPER\n {2}.*Rename the file: lower-case letters, digits and hyphens, a letter first, at most 40\./],
    ['Мои правила v1.2.yar', MARKER, /takes no YARA rules called Мои правила v1\.2\n/],
    ['empty.yar', '', /empty\.yar is empty/],
    ['marked-empty.yar', '\uFEFF', /marked-empty\.yar is empty/],
    ['nul.yar', `${MARKER}\0`, /nul\.yar must be Unicode text without NUL/],
  ] as const) {
    const refused = await souk(good, '--yara', await yara(name, source));
    assert.deepEqual([refused.exit, said.test(refused.err)], [2, true], refused.err);
  }
  const off = join(home, 'off.json');
  await writeFile(off, JSON.stringify({ formats: ['orchestra'], host: 'orchestra', permissions: {}, checks: { yara: { enabled: false } } }));
  const unused = await souk(good, '--tenant-profile', off, '--yara', await yara('team.yar', MARKER));
  assert.deepEqual([unused.exit, /\/checks\/yara\/enabled: false/.test(unused.err)], [2, true], unused.err);
});

test('a folder of a host that takes signed packages only is scanned without a key', async () => {
  const folder = join(home, 'formula');
  for (const [path, content] of formulaFiles()) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const { exit, err } = await souk(folder);
  assert.deepEqual([exit, err.includes('private-key-missing')], [0, false], err);
});

test('what is packed is scanned: by the format that is named, without what is left out', async () => {
  const folder = await extension('two-hosts', GOOD, { engines: { orchestra: '>=0.1.0', vscode: '^1.90.0' } });
  await writeFile(join(folder, 'draft.js'), 'this is no script (');
  const two = await souk(folder);
  assert.deepEqual([two.exit, /Name one with --format/.test(two.err)], [2, true], two.err);
  const { exit, out } = await souk(folder, '--format', 'orchestra', '--ignore', 'draft.js');
  assert.deepEqual([exit, out.includes('draft.js')], [0, false], out);
});

test('a folder in the place of a file is told by its name', async () => {
  const good = await extension('with-folders', GOOD, { permissions: ['commands', 'network'] });
  for (const option of ['--yara', '--tenant-profile']) {
    const { exit, err } = await souk(good, option, home);
    assert.deepEqual([exit, err.includes(`${home} is a folder, and a file is needed`)], [2, true], err);
  }
});

test('a file that is no package is refused with its reason', async () => {
  const file = join(home, 'x.tar.gz');
  await writeFile(file, 'not an archive');
  const { exit, out } = await souk(file);
  assert.deepEqual([exit, /format-unknown/.test(out)], [1, true]);
});

test('what is wrong with a manifest opens in it, at the member', async () => {
  const write = async (folder: string, files: Record<string, string | Uint8Array>): Promise<string> => {
    await mkdir(join(home, folder), { recursive: true });
    for (const [path, content] of Object.entries(files)) await writeFile(join(home, folder, path), content);
    return join(home, folder);
  };
  const placesOf = async (what: string) => {
    const [run] = (JSON.parse((await souk(what, '--sarif')).out) as Log).runs;
    return run?.results?.map(({ ruleId, locations }) => {
      const { physicalLocation: { artifactLocation, region } = {}, logicalLocations } = locations?.[0] ?? {};
      return [ruleId, artifactLocation?.uri, region?.startLine, region?.startColumn, logicalLocations?.[0]?.fullyQualifiedName];
    });
  };
  const manifest = JSON.stringify(orchestraManifestOf({}), null, 2);
  const line = (text: string, of = manifest): number => of.split('\n').findIndex((each) => each.includes(text)) + 1;
  const packed = await write('no-main', { 'no-main.tar.gz': gzipSync(writeTar(new Map([['package.json', Buffer.from(manifest)]]))) });
  assert.deepEqual(await placesOf(join(packed, 'no-main.tar.gz')), [['file-missing', 'package.json', line('"main"'), 3, '/main']]);
  assert.match((await souk(join(packed, 'no-main.tar.gz'))).out, /^package\.json:\d+:3 block file-missing /);
  assert.deepEqual(await placesOf(await write('no-main-folder', { 'package.json': manifest })), [['file-missing', 'package.json', line('"main"'), 3, '/main']]);
  assert.deepEqual(await placesOf(await write('bad-version', { 'package.json': manifest.replace('"1.2.3"', '"v1"') })), [['manifest-version', 'package.json', line('"version"'), 3, '/version']]);
  assert.deepEqual(await placesOf(await write('broken', { 'package.json': `{\n${manifest}` })), [['json-syntax', 'package.json', 2, 1, undefined]]);
  const bot = JSON.stringify({ package_version: '1.0', extension: { name: 'Hi there', description: '', version: { type: 'command', key: 'hi', scopes: ['ban'] }, code: 'return 1;' } }, null, 2);
  const bots = await write('bots', { 'cut.skypkg': bot.slice(0, -2), 'typed.skypkg': bot.replace('"command"', '"none"'), 'slip.skypkg': bot.replace('return 1', 'return )') });
  const uri = (name: string): string => pathToFileURL(join(bots, name)).href;
  assert.deepEqual(await placesOf(join(bots, 'cut.skypkg')), [['json-syntax', uri('cut.skypkg'), bot.split('\n').length - 1, 4, undefined]]);
  assert.match((await souk(join(bots, 'cut.skypkg'))).out, /^\(package\):\d+:4 block json-syntax the package:\d+:4: /);
  assert.deepEqual(await placesOf(join(bots, 'typed.skypkg')), [['manifest-type-name', uri('typed.skypkg'), line('"type"', bot), 7, '/extension/version/type']]);
  assert.deepEqual(await placesOf(join(bots, 'slip.skypkg')), [['code-syntax', 'code.js', 1, 8, undefined]]);
  const { extension } = JSON.parse(bot) as { extension: Record<string, unknown> };
  const { code, ...bare } = extension;
  const own = JSON.stringify({ version: { key: 'hi', scopes: ['ban'], type: 'command' }, description: '', name: 'Hi there' }, null, 1);
  assert.deepEqual(Object.keys(bare).length, 3);
  const unused = await placesOf(await write('bot', { 'extension.json': own, 'code.js': String(code) }));
  assert.deepEqual(unused, [['unused-permission', 'extension.json', line('"ban"', own), 4, undefined]], 'packing wrote it anew, and this is the author\'s line');
});
