import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CHECKS } from '#libs/contracts/checks.js';
import { Profile } from '#libs/contracts/profile.js';
import type { Severity } from '#libs/contracts/severity.js';
import { packageOf, PLAIN_PROFILE } from '#test/support/scan-package.js';
import type { CheckOutcome, CheckRun, Finding } from './check.js';
import { MARKETPLACE_CHECK } from './marketplace.js';
import { LARGEST_CERTAIN, LARGEST_TOGETHER } from './rules/together.js';
import type { Dead, ScanReport } from './scan/report.js';
import { countingOf, decide } from './verdict.js';

const finding = (severity: Severity, rule = 'dynamic-code'): Finding => ({ rule, severity, file: 'a.js', line: 3, column: 1, message: 'something was seen', evidence: null, help: '' });

function run(check: string, outcome: CheckOutcome = 'passed', findings: Finding[] = []): CheckRun {
  return { check, version: 1, outcome, durationMs: 1, findings, detail: outcome === 'crashed' ? 'TypeError: x' : null };
}

const marketplace = [run(MARKETPLACE_CHECK)];

/** A scan in which every check passed, with other runs in the place of some. */
function scanned(...others: CheckRun[]): ScanReport {
  const runs = ['package', ...CHECKS].map((check) => others.find((other) => other.check === check) ?? run(check));
  const { manifest, format, readme, changelog } = packageOf({});
  return { kind: 'scanned', package: { format, manifest, files: [], readme, changelog, keyId: null, declared: [], hosts: [], components: [], exports: null }, runs: runs as never, permissions: null, died: null };
}

function without(check: string): ScanReport {
  const report = scanned();
  if (report.kind === 'scanned') report.runs = report.runs.filter((each) => each.check !== check);
  return report;
}

const profile = (changes: Record<string, unknown>) => Profile.parse({ ...PLAIN_PROFILE, ...changes });
const outcomeOf = (runs: CheckRun[], check: string) => runs.find((each) => each.check === check)?.outcome;

describe('pass', () => {
  test('only when every check answered', () => {
    const verdict = decide(scanned(), PLAIN_PROFILE, marketplace);
    assert.equal(verdict.verdict, 'pass');
    assert.deepEqual([verdict.reasons.length, verdict.score], [1, 0]);
    assert.deepEqual(verdict.runs.map((each) => each.check), [...CHECKS, 'marketplace', 'package'].sort());
  });

  test('with findings up to medium, which are counted', () => {
    const verdict = decide(scanned(run('dynamic-code', 'found', [finding('medium'), finding('low'), finding('low')])), PLAIN_PROFILE, marketplace);
    assert.equal(verdict.verdict, 'pass');
    assert.deepEqual(verdict.counts, { info: 0, low: 2, medium: 1, high: 0, critical: 0, block: 0 });
  });
});

describe('the score of what passes', () => {
  const found = scanned(run('dynamic-code', 'found', [finding('high')]), run('child-process', 'found', [finding('high', 'child-process')]));

  test('is explained: what counts, what does not, and why', () => {
    const { verdict, reasons } = decide(found, PLAIN_PROFILE, marketplace);
    assert.deepEqual([verdict, reasons.at(-1)], ['pass', 'score 2 = child-process 2 (high); a maintainer looks from 6. Not counted: dynamic-code (high). Of what code can do, as honest extensions do too, only the strongest counts, here child-process.']);
  });

  test('has nothing left out where the profile counts it as a threat', () => {
    assert.doesNotMatch(decide(found, profile({ score: { threats: ['child-process'], human_at: 10 } }), marketplace).reasons.at(-1)!, /Not counted/);
  });

  test('a medium finding that counts needs no reason', () => {
    assert.doesNotMatch(decide(scanned(run('dynamic-code', 'found', [finding('medium')])), PLAIN_PROFILE, marketplace).reasons.join(), /honest/);
  });
});

describe('what the profile does not enforce', () => {
  const shownOnly = { checks: { 'unused-permission': { enforced: false } } };
  const unused = [finding('block', 'unused-permission'), finding('block', 'unused-permission')];
  const SAID = 'Shown and not counted, because the profile does not enforce these checks: findings of unused-permission (2).';

  test('does not count, and that is said of whatever verdict it is', () => {
    const passed = decide(scanned(run('unused-permission', 'found', unused)), profile(shownOnly), marketplace);
    assert.deepEqual([passed.verdict, passed.counts.block, passed.reasons.slice(1)], ['pass', 0, [SAID]]);
    const rejected = decide(scanned(run('unused-permission', 'found', unused), run('bidi-control', 'found', [finding('critical', 'bidi-control')])), profile(shownOnly), marketplace);
    assert.deepEqual([rejected.verdict, rejected.reasons.at(-2)], ['reject', SAID]);
    assert.doesNotMatch(decide(scanned(), profile(shownOnly), marketplace).reasons.join(), /not counted/);
  });

  test('is told of each check, but for those that no profile may switch off', () => {
    const counting = countingOf(profile({ checks: { ...shownOnly.checks, 'data-leak': { required: false }, 'package': { enforced: false } } }));
    assert.deepEqual(['unused-permission', 'data-leak', 'package', 'bidi-control'].map((check) => Object.values(counting(check))), [[false, true], [true, false], [true, true], [true, true]]);
  });
});

describe('needs-human', () => {
  test('when a threat and a capability are in one file; in a large one they are by chance', () => {
    const report = (size: number): ScanReport => {
      const found = scanned(run('opaque-text', 'found', [finding('medium', 'opaque-text')]), run('child-process', 'found', [finding('high', 'child-process')]));
      return found.kind === 'scanned' ? { ...found, package: { ...found.package, files: [{ path: 'a.js', size, sha256: '' }] } } : found;
    };
    assert.deepEqual([LARGEST_TOGETHER, LARGEST_TOGETHER + 1].map((size) => decide(report(size), PLAIN_PROFILE, marketplace).verdict), ['needs-human', 'pass']);
  });

  test('when what is critical was followed in a bundle; elsewhere, and by any other check, that rejects', () => {
    const judged = (rule: string, size: number, severity: Severity = 'critical'): string => {
      const found = scanned(run(rule, 'found', [finding(severity, rule)]));
      return decide(found.kind === 'scanned' ? { ...found, package: { ...found.package, files: [{ path: 'a.js', size, sha256: '' }] } } : found, PLAIN_PROFILE, marketplace).verdict;
    };
    assert.deepEqual([LARGEST_CERTAIN, LARGEST_CERTAIN + 1].map((size) => judged('remote-code', size)), ['reject', 'needs-human']);
    assert.equal(judged('hidden-payload', LARGEST_CERTAIN + 1), 'reject');
    assert.equal(judged('remote-code', LARGEST_CERTAIN + 1, 'block'), 'reject');
  });

  test('from the score that the profile says, explained', () => {
    const secret = scanned(run('hard-coded-secret', 'found', [finding('high', 'hard-coded-secret')]));
    const verdict = decide(secret, PLAIN_PROFILE, marketplace);
    assert.deepEqual([verdict.verdict, verdict.score], ['needs-human', 6]);
    assert.deepEqual(verdict.reasons, ['hard-coded-secret: something was seen (a.js:3).', 'score 6 = hard-coded-secret 6 (high); a maintainer looks from 6.']);
    assert.equal(decide(secret, profile({ score: { human_at: 7 } }), marketplace).verdict, 'pass');
    assert.equal(decide(secret, profile({ score: { reject_at: 6 } }), marketplace).verdict, 'reject');
  });

  test('for critical findings where they do not reject, whatever the score', () => {
    const report = scanned(run('dynamic-code', 'found', [finding('critical')]));
    assert.equal(decide(report, profile({ reject_at: 'block', score: { human_at: 1_000 } }), marketplace).verdict, 'needs-human');
  });

  test('for programs where the profile counts them as threats; elsewhere policy still approves none', () => {
    const native = scanned(run('native-binary', 'found', [finding('high', 'native-binary')]));
    assert.deepEqual([decide(native, PLAIN_PROFILE, marketplace).verdict, decide(native, PLAIN_PROFILE, marketplace).counts.high], ['pass', 1]);
    assert.equal(decide(native, profile({ score: { threats: ['native-binary'] } }), marketplace).verdict, 'needs-human');
    assert.equal(decide(native, profile({ score: { threats: ['native-binary'], reject_at: 6 } }), marketplace).verdict, 'reject');
    assert.equal(Profile.safeParse({ ...PLAIN_PROFILE, review: { auto_approve: { max_severity: 'high' } } }).success, false);
  });

  test('where the machine cannot answer', () => {
    const report = scanned(run('inconclusive-permission', 'found', [finding('medium', 'inconclusive-permission')]));
    assert.deepEqual(decide(report, PLAIN_PROFILE, marketplace).verdict, 'needs-human');
  });

  test('when any check crashed or is missing', () => {
    for (const check of ['package', ...CHECKS]) {
      assert.equal(decide(scanned(run(check, 'crashed')), PLAIN_PROFILE, marketplace).verdict, 'needs-human', check);
      const verdict = decide(without(check), PLAIN_PROFILE, marketplace);
      assert.equal(verdict.verdict, 'needs-human', check);
      assert.equal(outcomeOf(verdict.runs, check), 'missing');
      assert.match(verdict.reasons[0] ?? '', new RegExp(`^The check ${check} gave no answer \\(missing\\)`));
    }
    assert.equal(decide(scanned(), PLAIN_PROFILE).verdict, 'needs-human', 'the marketplace was not asked');
  });

  test('when no check answered, or one that the profile names is known to nobody', () => {
    const nothing = scanned();
    if (nothing.kind === 'scanned') nothing.runs = [];
    assert.equal(decide(nothing, PLAIN_PROFILE, marketplace).verdict, 'needs-human');
    const verdict = decide(scanned(), profile({ checks: { 'quantum-safety': {} } }), marketplace);
    assert.deepEqual([verdict.verdict, outcomeOf(verdict.runs, 'quantum-safety')], ['needs-human', 'missing']);
  });

  test('for one reason that kept many checks from an answer, which is said once, and leaves out nothing that others found', () => {
    const taken = run(MARKETPLACE_CHECK, 'found', [finding('critical', 'name-taken')]);
    const { reasons } = decide({ kind: 'dead', reason: 'timed-out', detail: 'no answer within 30 s.' }, profile({ reject_at: 'block' }), [taken]);
    assert.deepEqual(reasons.slice(0, 2), [`${CHECKS.length + 1} checks (${[...CHECKS, 'package'].sort().slice(0, 3).join(', ')}, …) gave no answer (timed-out): the scan ended early (timed-out): no answer within 30 s.`, 'name-taken: something was seen (a.js:3).']);
    const some = decide(scanned(run('dynamic-code', 'crashed'), run('child-process', 'crashed'), run('package', 'timed-out')), PLAIN_PROFILE, marketplace);
    assert.deepEqual(some.reasons, ['2 checks (child-process, dynamic-code) gave no answer (crashed): TypeError: x.', 'The check package gave no answer (timed-out): no reason was given.']);
  });

  test('when a threat of the profile is no check', () => {
    const verdict = decide(scanned(), profile({ score: { threats: ['native-binary', 'native-binaries'] } }), marketplace);
    assert.equal(verdict.verdict, 'needs-human');
    assert.match(verdict.reasons[0] ?? '', /native-binaries; correct `score\.threats`/);
  });

  test('when the child died, whatever it died of, and whatever the profile leaves out', () => {
    const reasons: [Dead['reason'], CheckOutcome][] = [['timed-out', 'timed-out'], ['memory', 'crashed'], ['crashed', 'crashed']];
    const lax = profile({ checks: Object.fromEntries(CHECKS.map((check) => [check, { enabled: false, enforced: false, required: false }])) });
    for (const [reason, outcome] of reasons) {
      const verdict = decide({ kind: 'dead', reason, detail: 'killed' }, PLAIN_PROFILE);
      assert.equal(verdict.verdict, 'needs-human');
      for (const check of ['package', 'marketplace', ...CHECKS]) assert.equal(outcomeOf(verdict.runs, check), outcome, check);
      assert.equal(decide({ kind: 'dead', reason, detail: 'killed' }, lax).verdict, 'needs-human');
    }
  });

  test('when the child died after it had opened the package, also where all that is required was told before; what it told counts', () => {
    const died = (...others: CheckRun[]) => ({ ...scanned(...others), died: { kind: 'dead', reason: 'memory', detail: 'killed' } }) as ScanReport;
    const some = died(run('bidi-control', 'found', [finding('critical', 'bidi-control')]));
    if (some.kind === 'scanned') some.runs = some.runs.filter(({ check }) => check !== 'dynamic-code' && check !== 'yara');
    const { verdict, reasons, runs } = decide(some, profile({ reject_at: 'block' }), marketplace);
    assert.equal(verdict, 'needs-human');
    assert.deepEqual(reasons.slice(0, 2), ['2 checks (dynamic-code, yara) gave no answer (crashed): the scan ended early (memory): killed.', 'bidi-control: something was seen (a.js:3).']);
    assert.deepEqual(['package', 'bidi-control', 'child-process', 'dynamic-code'].map((check) => outcomeOf(runs, check)), ['passed', 'found', 'passed', 'crashed']);
    assert.deepEqual(decide(died(), PLAIN_PROFILE, marketplace), { ...decide(scanned(), PLAIN_PROFILE, marketplace), verdict: 'needs-human', reasons: ['Something was left to do: the scan ended early (memory): killed.'] });
    assert.equal(decide(died(run('native-binary', 'found', [finding('block', 'native-binary')])), PLAIN_PROFILE, marketplace).verdict, 'reject', 'what was found before is not undone');
  });
});

describe('reject', () => {
  test('says the gravest first, and what is found twice on a line once', () => {
    const verdict = decide(scanned(run('bidi-control', 'found', [finding('critical', 'bidi-control'), finding('critical', 'bidi-control')]), run('unparseable-script', 'found', [finding('block', 'unparseable-script')])), PLAIN_PROFILE, marketplace);
    assert.deepEqual([verdict.reasons.slice(0, -1), verdict.counts.critical], [['unparseable-script: something was seen (a.js:3).', 'bidi-control: something was seen (a.js:3).'], 2]);
  });

  test('leaves out no block behind many that are only critical', () => {
    const many = Array.from({ length: 30 }, (_, line) => ({ ...finding('critical', 'bidi-control'), line }));
    assert.match(decide(scanned(run('bidi-control', 'found', many), run('unparseable-script', 'found', [finding('block', 'unparseable-script')])), PLAIN_PROFILE, marketplace).reasons[0]!, /^unparseable-script: /);
  });

  test('from where the profile says', () => {
    const critical = scanned(run('hidden-payload', 'found', [finding('critical', 'hidden-payload')]));
    assert.equal(decide(critical, PLAIN_PROFILE, marketplace).verdict, 'reject');
    assert.equal(decide(critical, profile({ reject_at: 'block' }), marketplace).verdict, 'needs-human');
    assert.equal(decide(scanned(run('unparseable-script', 'found', [finding('block')])), PLAIN_PROFILE, marketplace).verdict, 'reject');
    assert.equal(decide(scanned(), PLAIN_PROFILE, [run(MARKETPLACE_CHECK, 'found', [finding('block', 'name-taken')])]).verdict, 'reject');
  });

  test('a package that could not be read, with the reason as its finding', () => {
    const refused: ScanReport = { kind: 'refused', code: 'path-traversal', message: 'It leaves the package', file: '../x', line: null, column: null, member: null, help: 'Pack again.', durationMs: 1 };
    const off = profile({ checks: { package: { enabled: false, enforced: false, required: false } } });
    for (const each of [PLAIN_PROFILE, off]) {
      const verdict = decide(refused, each);
      assert.deepEqual([verdict.verdict, verdict.reasons, verdict.counts.block], ['reject', ['path-traversal: It leaves the package (../x).', 'score 24 = package 24 (block); a maintainer looks from 6.'], 1]);
      assert.equal(outcomeOf(verdict.runs, 'dynamic-code'), 'skipped');
    }
  });
});

describe('one fault is one finding', () => {
  const at = (rule: string, severity: Severity, file: string) => ({ ...finding(severity, rule), file });
  const unreadable = (severity: Severity) => scanned(run('unparseable-script', 'found', [at('unparseable-script', severity, 'a.js')]), run('inconclusive-permission', 'found', [at('inconclusive-permission', 'high', 'a.js'), at('inconclusive-permission', 'high', 'b.js')]));
  const inconclusive = (runs: CheckRun[]) => runs.find((each) => each.check === 'inconclusive-permission');

  test('a script that nobody can read and that rejects is not doubted as well; others still are', () => {
    const verdict = decide(unreadable('block'), PLAIN_PROFILE, marketplace);
    assert.deepEqual([verdict.verdict, inconclusive(verdict.runs)?.findings.map(({ file }) => file), inconclusive(verdict.runs)?.detail], ['reject', ['b.js'], '1 left out: unparseable-script reports the same script']);
    assert.deepEqual([verdict.counts.block, verdict.counts.high], [1, 1]);
  });

  test('where it does not reject, by severity or by the profile, the doubt stays and asks for a human', () => {
    for (const [report, lax] of [[unreadable('high'), {}], [unreadable('low'), {}], [unreadable('block'), { checks: { 'unparseable-script': { enforced: false } } }]] as const) {
      const verdict = decide(report, profile(lax), marketplace);
      assert.deepEqual([verdict.verdict, inconclusive(verdict.runs)?.findings.length], ['needs-human', 2]);
    }
  });
});

describe('what the profile decides', () => {
  const bad = scanned(run('dynamic-code', 'found', [finding('block')]));

  test('findings that are not enforced are only shown', () => {
    const verdict = decide(bad, profile({ checks: { 'dynamic-code': { enforced: false } } }), marketplace);
    assert.deepEqual([verdict.verdict, verdict.counts.block], ['pass', 0]);
    assert.equal(verdict.runs.find((each) => each.check === 'dynamic-code')?.findings.length, 1);
  });

  test('a check that is not required may crash, one that is disabled leaves a row', () => {
    const crashed = scanned(run('dynamic-code', 'crashed'));
    assert.equal(decide(crashed, profile({ checks: { 'dynamic-code': { required: false } } }), marketplace).verdict, 'pass');
    const verdict = decide(without('dynamic-code'), profile({ checks: { 'dynamic-code': { enabled: false } } }), marketplace);
    assert.deepEqual([verdict.verdict, outcomeOf(verdict.runs, 'dynamic-code')], ['pass', 'skipped']);
  });

  test('skipped without being disabled is no answer', () => {
    assert.equal(decide(scanned(run('dynamic-code', 'skipped')), PLAIN_PROFILE, marketplace).verdict, 'needs-human');
  });
});
