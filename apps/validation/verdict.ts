import { ALWAYS_CHECKED, CHECKS, type Check } from '#libs/contracts/checks.js';
import { atLeast, SEVERITIES } from '#libs/contracts/severity.js';
import type { Profile } from '#libs/contracts/profile.js';
import type { Severity } from '#libs/contracts/severity.js';
import type { CheckOutcome, CheckRun, Finding } from './check.js';
import { LARGEST_CERTAIN, LARGEST_TOGETHER, largeFiles } from './rules/together.js';
import { deathOf, type ScanReport } from './scan/report.js';
import { scoreOf, type Score } from './score.js';

export interface Verdict {
  verdict: 'pass' | 'needs-human' | 'reject';
  /** Sentences, the gravest first; never empty. The score, when there is one, is explained in the last. */
  reasons: string[];
  /** Points of suspicion, see score.ts. */
  score: number;
  /** One for each check that ran or should have, in the order of their ids. */
  runs: CheckRun[];
  /** Findings that keep it back, the gravest first. */
  because: Finding[];
  /** Findings that count. */
  counted: Finding[];
  /** Their number, by severity. */
  counts: Record<Severity, number>;
}

/** Opening the package: archive and manifest. */
export const PACKAGE_CHECK = 'package';
const ALWAYS: readonly string[] = ALWAYS_CHECKED;
/** Findings this bad are a maintainer's to judge, whatever the score and whoever publishes. */
const HUMAN_AT: Severity = 'critical';
const UNPARSEABLE = 'unparseable-script' satisfies Check;
const INCONCLUSIVE = 'inconclusive-permission' satisfies Check;
/** Checks that a maintainer answers where the machine cannot: from medium on. */
const HUMAN_ANSWERS: ReadonlySet<string> = new Set([INCONCLUSIVE]);
/** Checks that are critical by what values are made of. */
const FOLLOWED: ReadonlySet<string> = new Set(['data-leak', 'decoded-code', 'destroyed-files', 'remote-code', 'swapped-address'] satisfies Check[]);
const MOST_REASONS = 20;
/** Checks that are named of those that gave no answer for the same reason. */
const MOST_NAMED = 3;

/**
 * Decides what becomes of a submission. Pure. `more` are checks that ran outside of the scanner. Anything but an
 * answer of every required check leads to a human: a check that is missing, crashed or hung is never a pass. What a
 * maintainer has `settled` before does not count.
 */
export function decide(report: ScanReport, profile: Profile, more: readonly CheckRun[] = [], settled: (finding: Finding) => boolean = () => false): Verdict {
  const policy = policyOf(profile);
  const runs = oneFaultOnce(completeRuns([...runsOf(report), ...more], report, profile), profile);
  const enforced = runs.filter((run) => policy(run.check).enforced).map((run) => ({ ...run, findings: run.findings.filter((finding) => !settled(finding)) }));
  const counted = enforced.flatMap((run) => run.findings);
  const counts = Object.fromEntries(SEVERITIES.map((severity) => [severity, counted.filter((finding) => finding.severity === severity).length])) as Record<Severity, number>;
  const score = scoreOf(enforced, { alsoThreats: profile.score.threats, large: largeFilesOf(report, LARGEST_TOGETHER) });
  const { points } = score;
  const result = { runs, counted, counts, score: points };
  const explained = [...notEnforced(runs, policy), ...explain(score, profile)];
  const uncertain = largeFilesOf(report, LARGEST_CERTAIN);
  const blocking = counted.filter((finding) => atLeast(finding.severity, profile.reject_at) && !isUncertain(finding, uncertain));
  if (blocking.length > 0) return { verdict: 'reject', because: worstFirst(blocking), reasons: [...sentences(worstFirst(blocking)), ...explained], ...result };
  const suspicious = worstFirst(counted.filter((finding) => atLeast(finding.severity, 'medium')));
  if (profile.score.reject_at !== null && points >= profile.score.reject_at) return { verdict: 'reject', because: suspicious, reasons: [...sentences(suspicious), ...explained], ...result };
  const absent = runs.filter(({ check, outcome }) => policy(check).enabled && policy(check).required && !isAnswer(outcome));
  const grave = points >= profile.score.human_at ? suspicious : suspicious.filter(isForHuman);
  const reasons = [...unknownThreats(profile), ...unanswered(absent), ...cutShort(report, absent), ...sentences(grave)].slice(0, MOST_REASONS);
  if (reasons.length > 0) return { verdict: 'needs-human', because: grave, reasons: [...reasons, ...explained], ...result };
  return { verdict: 'pass', because: [], reasons: ['Every required check ran, and none found anything that keeps the package back.', ...explained], ...result };
}

/** What was found and is only shown: said, so that nobody takes it for nothing. */
function notEnforced(runs: readonly CheckRun[], policy: Policy): string[] {
  const shown = runs.filter(({ check, findings }) => !policy(check).enforced && findings.length > 0).map(({ check, findings }) => `${check} (${findings.length})`);
  return shown.length === 0 ? [] : [`Shown and not counted, because the profile does not enforce these checks: findings of ${shown.join(', ')}.`];
}

/** A threat that no check looks for is a slip of whoever wrote the profile: until it is mended, a maintainer looks instead. */
function unknownThreats({ score }: Profile): string[] {
  const known: readonly string[] = [...ALWAYS, ...CHECKS];
  const unknown = score.threats.filter((check) => !known.includes(check));
  return unknown.length > 0 ? [`The profile counts as threats what no check is called: ${unknown.join(', ')}; correct \`score.threats\`.`] : [];
}

/** What kept several checks from an answer is said once: else it would push out what other checks found. */
function unanswered(absent: readonly CheckRun[]): string[] {
  const why = ({ outcome, detail }: CheckRun): string => `gave no answer (${outcome}): ${(detail ?? 'no reason was given').replace(/\.$/, '')}.`;
  return [...new Set(absent.map(why))].map((reason) => {
    const checks = absent.filter((run) => why(run) === reason).map(({ check }) => check);
    const named = `${checks.slice(0, MOST_NAMED).join(', ')}${checks.length > MOST_NAMED ? ', …' : ''}`;
    return `${checks.length === 1 ? `The check ${named}` : `${checks.length} checks (${named})`} ${reason}`;
  });
}

/** A scan that ended early is a human's also where the profile requires none of the checks that it still owed. */
function cutShort(report: ScanReport, absent: readonly CheckRun[]): string[] {
  return deathOf(report) === null || absent.length > 0 ? [] : [`Something was left to do: ${absence(report).detail.replace(/\.$/, '')}.`];
}

function isForHuman(finding: Finding): boolean {
  return atLeast(finding.severity, HUMAN_AT) || HUMAN_ANSWERS.has(finding.rule);
}

/** Is this critical only by what was followed in a bundle? It keeps the package back, and a maintainer judges it. */
function isUncertain({ rule, severity, file }: Finding, large: ReadonlySet<string>): boolean {
  return severity === 'critical' && FOLLOWED.has(rule) && file !== null && large.has(file);
}

function worstFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
}

/** What is found twice on a line is said once. */
function sentences(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(sentence))].slice(0, MOST_REASONS);
}

/** The sum, the limits that it is held against, and what is not in it; nothing when nothing counts. */
function explain({ explanation, uncounted }: Score, { score }: Profile): string[] {
  if (explanation === null) return [];
  const limits = [`a maintainer looks from ${score.human_at}`, ...(score.reject_at === null ? [] : [`rejected from ${score.reject_at}`])];
  return [`${explanation}; ${limits.join(', ')}.${uncounted === null ? '' : ` ${uncounted}`}`];
}

/** Whether what a check finds counts, and whether a maintainer looks when it gives no answer. */
export function countingOf(profile: Profile): (check: string) => { enforced: boolean; required: boolean } {
  const policy = policyOf(profile);
  return (check) => {
    const { enforced, required } = policy(check);
    return { enforced, required };
  };
}

type Policy = (check: string) => { enabled: boolean; enforced: boolean; required: boolean };

/** What the profile has every check do. */
export function policyOf(profile: Profile): Policy {
  return (check) => (ALWAYS.includes(check) ? undefined : profile.checks[check]) ?? { enabled: true, enforced: true, required: true };
}

/** What the report itself says; of a package that could not be read, and of one that nobody opened, no rule says anything. */
function largeFilesOf(report: ScanReport, largest: number): ReadonlySet<string> {
  return report.kind === 'scanned' ? largeFiles(report.package.files, largest) : new Set();
}

function runsOf(report: ScanReport): CheckRun[] {
  if (report.kind === 'scanned') return report.runs;
  if (report.kind === 'dead') return [];
  const { code, message, file, line, column, help, durationMs } = report;
  const finding: Finding = { rule: code, severity: 'block', file, line, column, message, evidence: null, help };
  return [{ check: PACKAGE_CHECK, version: 2, outcome: 'found', durationMs, findings: [finding], detail: null }];
}

/** Adds a run for every check that is expected and did not answer. */
function completeRuns(answered: readonly CheckRun[], report: ScanReport, profile: Profile): CheckRun[] {
  const runs = new Map(answered.map((run) => [run.check, run]));
  const policy = policyOf(profile);
  for (const check of [...ALWAYS, ...CHECKS, ...Object.keys(profile.checks)]) {
    if (runs.has(check)) continue;
    const why = policy(check).enabled ? absence(report) : { outcome: 'skipped' as const, detail: 'the profile switches it off' };
    runs.set(check, { check, version: 0, durationMs: 0, findings: [], ...why });
  }
  return [...runs.values()].sort((a, b) => (a.check < b.check ? -1 : 1));
}

/**
 * What a script does with the host cannot be told when nobody can read it: the same fault, and noise once the script
 * rejects the package. Where it does not, the doubt stays, as it may be all that asks for a human.
 */
function oneFaultOnce(runs: CheckRun[], profile: Profile): CheckRun[] {
  const unparseable = runs.find(({ check }) => check === UNPARSEABLE);
  if (!unparseable || !policyOf(profile)(UNPARSEABLE).enforced) return runs;
  const rejecting = new Set(unparseable.findings.filter(({ file, severity }) => file !== null && atLeast(severity, profile.reject_at)).map(({ file }) => file));
  return runs.map((run) => {
    const findings = run.check === INCONCLUSIVE ? run.findings.filter(({ file }) => !rejecting.has(file)) : run.findings;
    return findings.length === run.findings.length ? run : { ...run, findings, detail: `${run.findings.length - findings.length} left out: ${UNPARSEABLE} reports the same script` };
  });
}

/** Why a check has no answer. */
function absence(report: ScanReport): { outcome: CheckOutcome; detail: string } {
  const death = deathOf(report);
  if (death !== null) return { outcome: death.reason === 'timed-out' ? 'timed-out' : 'crashed', detail: `the scan ended early (${death.reason}): ${death.detail}` };
  if (report.kind === 'refused') return { outcome: 'skipped', detail: 'the package could not be read' };
  return { outcome: 'missing', detail: 'nothing here does this check' };
}

function isAnswer(outcome: CheckOutcome): boolean {
  return outcome === 'passed' || outcome === 'found';
}

function sentence({ rule, message, file, line }: Finding): string {
  const place = file === null ? '' : ` (${[file, line].filter((part) => part !== null).join(':')})`;
  return `${rule}: ${message.replace(/\.$/, '')}${place}.`;
}
