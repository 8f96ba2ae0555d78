import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { KNOWN_MALICIOUS_CHECK } from '#apps/validation/check.js';
import { openScanner, type Scanner } from '#apps/validation/scan/scanner.js';
import { provenanceOf } from '#apps/validation/scan/provenance.js';
import { decide } from '#apps/validation/verdict.js';
import { CHECKS } from '#libs/contracts/checks.js';
import { Profile } from '#libs/contracts/profile.js';
import { compileYara } from '#libs/yara/compile.js';
import { orchestraPackage } from '#test/support/archives.js';
import { PLAIN_PROFILE } from '#test/support/scan-package.js';

const open: Scanner[] = [];
async function scanner(limits: { yaraMs?: number; compileMs?: number } = {}): Promise<Scanner> {
  const opened = await openScanner({ children: 1, ...limits });
  open.push(opened);
  return opened;
}
after(() => Promise.all(open.map((each) => each.close())));

const MARKETPLACE = ['marketplace', 'known-malicious'].map((check) => ({ check, version: 1, outcome: 'passed' as const, durationMs: 0, findings: [], detail: null }));
const found = { name: 'team', source: 'rule marker { meta: severity = "critical" description = "Holds the marker." help = "Take it out." strings: $a = "MARKER" condition: $a }' };
const plain = { name: 'plain', source: 'rule word { strings: $a = "MARKER" condition: $a } private rule hidden { condition: true }' };

async function yaraOf(pool: Scanner, bytes: Uint8Array, yara = [found, plain], profile = PLAIN_PROFILE) {
  const report = await pool.scan('a', bytes, profile, { yara });
  assert.ok(report.kind === 'scanned', JSON.stringify(report));
  return { report, run: report.runs.find(({ check }) => check === 'yara') };
}

describe('the rules of a marketplace search every file', async () => {
  const pool = await scanner();

  test('a match is a finding with what the rule says of itself, its place and its name', async () => {
    const { report, run } = await yaraOf(pool, orchestraPackage({}, { 'docs/notes.txt': 'one\ntwo MARKER\n' }));
    assert.equal(run!.outcome, 'found');
    const [first, second] = run!.findings;
    assert.deepEqual(first, { rule: 'yara/team/marker', severity: 'critical', file: 'docs/notes.txt', line: 2, column: 5, message: 'Holds the marker.', evidence: 'MARKER', help: 'Take it out.' });
    assert.deepEqual([second!.severity, second!.rule, run!.findings.length], ['high', 'yara/plain/word', 2]);
    assert.equal(decide(report, PLAIN_PROFILE, MARKETPLACE).verdict, 'reject');
  });

  test('the excerpt is what matched: one line, without secrets and escaped, or its first bytes', async () => {
    const excerpt = async (content: string | Buffer, pattern: string) => (await yaraOf(pool, orchestraPackage({}, { 'a.txt': content }), [{ name: 'team', source: `rule a { strings: $a = ${pattern} condition: $a }` }])).run!.findings.map(({ evidence }) => evidence);
    assert.deepEqual(await excerpt('x eval\u202e(é;\nnext', '/eval[^;]+;/'), ['eval\\u{202e}(é;']);
    assert.deepEqual(await excerpt('xyz-xyé', '/xyz-xy./'), ['xyz-xy'], 'half a letter is none');
    assert.deepEqual(await excerpt(`key=${'a1'.repeat(20)};`, '/key=\\w+;/'), ['key=…(44 characters);']);
    assert.deepEqual(await excerpt(Buffer.from('x4d5a0001ff', 'latin1'), '"nothing"'), []);
    assert.deepEqual(await excerpt(Buffer.from('4d5a0001ff', 'hex'), '{ 4d 5a 00 }'), ['{ 4d 5a 00 }']);
    assert.deepEqual(await excerpt(Buffer.alloc(60, 0xff), '{ ff [38] ff }'), [`{ ${'ff '.repeat(24)}… }`]);
    const noPattern = [{ name: 'team', source: 'rule a { condition: filesize == 3 }' }];
    assert.deepEqual((await yaraOf(pool, orchestraPackage({}, { 'a.txt': 'abc' }), noPattern)).run!.findings.map(({ evidence }) => evidence), [null]);
  });

  test('a severity that there is not, of rules that were taken once, counts as high and says so', async () => {
    const old = { name: 'old', source: 'rule typo { meta: severity = "crtical" description = "Holds the marker." strings: $a = "MARKER" condition: $a }' };
    const [finding] = (await yaraOf(pool, orchestraPackage({}, { 'a.txt': 'MARKER' }), [old])).run!.findings;
    assert.deepEqual([finding!.severity, finding!.message], ['high', 'Holds the marker. (The rule\'s severity is none of info, low, medium, high, critical, block, and counts as high.)']);
  });

  test('a package without a match passes, and so does one where there are no rules', async () => {
    for (const yara of [[found], []]) assert.deepEqual((({ outcome, findings }) => [outcome, findings])((await yaraOf(pool, orchestraPackage(), yara)).run!), ['passed', []]);
  });

  test('in what is not text a match has no line', async () => {
    const { run } = await yaraOf(pool, orchestraPackage({}, { 'data.bin': Buffer.from('\0\0MARKER') }), [found]);
    assert.deepEqual([run!.findings[0]!.file, run!.findings[0]!.line], ['data.bin', null]);
  });

  test('the profile switches it off; a rule that does not compile any more is no pass', async () => {
    const off = Profile.parse({ ...PLAIN_PROFILE, checks: { yara: { enabled: false } } });
    assert.equal((await yaraOf(pool, orchestraPackage(), [found], off)).run, undefined);
    const { report, run } = await yaraOf(pool, orchestraPackage(), [{ name: 'old', source: 'rule x { condition: nothing_of_this_name }' }]);
    assert.equal(run!.outcome, 'crashed');
    assert.match(run!.detail!, /old: unknown identifier/);
    assert.equal(decide(report, PLAIN_PROFILE, MARKETPLACE).verdict, 'needs-human');
  });

  test('each file has time of its own: a search costs milliseconds, whatever is searched', async () => {
    const files = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`docs/${at}.txt`, `${at}`]));
    const { run } = await yaraOf(await scanner({ yaraMs: 1_000 }), orchestraPackage({}, files), [{ name: 'never', source: 'rule never { condition: false }' }]);
    assert.equal(run!.outcome, 'passed');
  });

  test('a changed source counts from the next scan on', async () => {
    const bytes = orchestraPackage({}, { 'a.txt': 'MARKER' });
    assert.equal((await yaraOf(pool, bytes, [{ name: 'team', source: 'rule a { condition: false }' }])).run!.outcome, 'passed');
    assert.equal((await yaraOf(pool, bytes, [found])).run!.outcome, 'found');
  });
});

test('a search without an end costs only itself: the other checks stand, a human decides, the next package is scanned', async () => {
  const pool = await scanner({ yaraMs: 1_500 });
  const endless = [plain, { name: 'slow', source: 'rule slow { strings: $a = /x.{0,200}y.{0,200}z/ condition: #a > 100000 }' }, found];
  const { report, run } = await yaraOf(pool, orchestraPackage({}, { 'x.txt': 'xy'.repeat(400_000) }), endless);
  assert.equal(run!.outcome, 'timed-out', JSON.stringify(run));
  assert.match(run!.detail!, /^no answer within \d+ ms, while x\.txt was searched; the YARA rules slow have no end with that file$/);
  assert.ok(report.runs.filter(({ check }) => (CHECKS as readonly string[]).includes(check)).length === CHECKS.filter((check) => check !== KNOWN_MALICIOUS_CHECK).length);
  const verdict = decide(report, PLAIN_PROFILE, MARKETPLACE);
  assert.equal(verdict.verdict, 'needs-human');
  assert.match(verdict.reasons.join(), /check yara gave no answer \(timed-out\)/);
  assert.equal((await yaraOf(pool, orchestraPackage(), [])).run!.outcome, 'passed');
});

describe('rules that take long to compile', () => {
  const slow = Array.from({ length: 4 }, (_, at) => ({ name: `slow-${at}`, source: Array.from({ length: 400 }, (_, rule) => `rule r_${rule} { strings: $a = /a${rule}[a-z]{1,60}(foo|bar${rule}|[0-9a-f]{2,60})+q{1,60}zz${at}/ condition: $a }`).join('\n') }));

  test('cost the search none of its time', async () => {
    const { run } = await yaraOf(await scanner({ yaraMs: 500 }), orchestraPackage(), slow);
    assert.deepEqual([run!.outcome, run!.detail], ['passed', null]);
  });

  test('have a limit of their own, and what it is about is said', async () => {
    const { report, run } = await yaraOf(await scanner({ compileMs: 100 }), orchestraPackage(), slow);
    assert.deepEqual([run!.outcome, run!.detail], ['timed-out', 'the rules are not compiled within 100 ms']);
    assert.equal(decide(report, PLAIN_PROFILE, MARKETPLACE).verdict, 'needs-human');
  });

  test('are refused before they are accepted, all of a marketplace together, in a third of the time that a scan has', async () => {
    const many = Array.from({ length: 40 }, (_, at) => ({ name: `slow-${at}`, source: slow[0]!.source.replaceAll('zz0', `zz${at}`) }));
    assert.deepEqual((await compileYara(many)).map(({ name, message }) => [name, message]), [['slow-39', 'the compiler ended: not done within 5000 ms']]);
  });
});

describe('compiling before it is accepted', () => {
  test('good rules have no problems', async () => assert.deepEqual(await compileYara([found, plain]), []));

  test('what is wrong is told with line and column, of every source', async () => {
    const problems = await compileYara([{ name: 'one', source: 'rule a {\n  condition:\n    $b\n}' }, found, { name: 'two', source: 'include "other.yar"' }, { name: 'three', source: 'rule a { condition: true' }]);
    assert.deepEqual(problems.map(({ name, line, column }) => [name, line, column]), [['one', 3, 5], ['two', 1, 1], ['three', 1, 25]]);
    assert.match(problems[0]!.message, /unknown pattern `\$b`: this pattern is not declared/);
  });

  test('rules that have no end with a small text are told by their name, wherever they stand among others', async () => {
    const loop = { name: 'loop', source: 'rule loop { condition: for all i in (1..1000000000) : ( uint8(i % filesize) != 256 ) }' };
    const problems = await compileYara([found, loop, plain]);
    assert.deepEqual(problems.map(({ name, line }) => [name, line]), [['loop', null]]);
    assert.match(problems[0]!.message, /^a search of \d+ bytes with these rules ended: not done within 2000 ms; .*shorten loops/);
    assert.deepEqual(await compileYara([found, loop, plain], [plain]), [], 'only those that are asked about are tried');
  });

  test('what takes too much time or memory is a problem', async () => {
    const nested = `rule deep { condition: ${'('.repeat(60_000)}true${')'.repeat(60_000)} }`;
    const [problem] = await compileYara([{ name: 'deep', source: nested }]);
    assert.equal(problem?.name, 'deep');
  });
});

test('the rule set is another one when a rule of the marketplace is, and the same in any order', () => {
  assert.match(provenanceOf([]).ruleSet, /^[0-9a-f]{64}$/);
  assert.equal(provenanceOf([found, plain]).ruleSet, provenanceOf([plain, found]).ruleSet);
  assert.equal(new Set([provenanceOf([]), provenanceOf([found]), provenanceOf([{ ...found, source: plain.source }])].map(({ ruleSet }) => ruleSet)).size, 3);
  const sha256 = ({ source }: { source: string }) => createHash('sha256').update(source).digest('hex');
  assert.deepEqual(provenanceOf([found, plain]).yara, [{ name: 'plain', sha256: sha256(plain) }, { name: 'team', sha256: sha256(found) }]);
  const { engines } = provenanceOf([]);
  assert.ok(Object.values(engines).every((version) => /^\d+\.\d+/.test(version)), JSON.stringify(engines));
  assert.equal(engines['node'], process.versions.node);
});
