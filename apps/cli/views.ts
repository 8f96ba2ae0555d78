import type { z } from 'zod';
import type { FindingView, PermissionExplained, ScannedWith, Submission } from '#libs/contracts/api.js';
import { SEVERITIES, type Severity } from '#libs/contracts/severity.js';
import { block, oneLine, paint, text, type Shown, type Style } from './text.js';

export type Finding = z.output<typeof FindingView>;
export type Scanned = z.output<typeof ScannedWith>;
export type Permission = z.output<typeof PermissionExplained>;
type SubmissionView = z.output<typeof Submission>;
type Step = SubmissionView['timeline'][number];

const SEVERITY_STYLE: Record<Severity, Style> = { block: 'red', critical: 'red', high: 'red', medium: 'yellow', low: 'cyan', info: 'dim' };
const RISK_STYLE: Record<Permission['risk'], Style> = { high: 'red', medium: 'yellow', low: 'green' };
const STATUS: Record<string, { words: string; style: Style }> = {
  DRAFT: { words: 'draft', style: 'dim' },
  SAVED: { words: 'uploaded', style: 'cyan' },
  QUEUED: { words: 'queued', style: 'cyan' },
  IN_REVIEW: { words: 'in review', style: 'yellow' },
  APPROVED: { words: 'approved', style: 'green' },
  PUBLISHED: { words: 'published', style: 'green' },
  REJECTED: { words: 'rejected', style: 'red' },
  WITHDRAWN: { words: 'withdrawn', style: 'red' },
};

/** A status as people say it. */
export function statusWords(status: string): string {
  return STATUS[status]?.words ?? status.toLowerCase();
}

/** A stage and what is to be said of it, aligned. */
export function stage(word: string, style: Style, rest: string): Shown {
  return rest === '' ? paint(style, word) : text`${paint(style, word.padEnd(13))} ${rest}`;
}

/** One step of a submission's journey; the end of the checks is said by itself, and so is why it was refused. */
export function stepLines({ status, actor, reason }: Step, verdict: SubmissionView['verdict']): Shown[] {
  const by = [actor === null ? null : `by ${actor}`, status === 'REJECTED' || reason === null ? null : oneLine(reason)].filter((part) => part !== null).join(': ');
  const checks = verdict?.verdict === 'needs-human' ? stage('checks done', 'yellow', 'a human must look') : stage('checks passed', 'green', '');
  return [...(status === 'IN_REVIEW' ? [checks] : []), stage(statusWords(status), STATUS[status]?.style ?? 'bold', by)];
}

/** A step with its time; what stands below the journey is not said in it, too. */
export function journeyLine({ at, status, actor, reason }: Step, submission: SubmissionView): Shown {
  const { reasons, feedback } = said(submission);
  const below = [...reasons, feedback].filter(Boolean).join(' ');
  return text`  ${at}  ${statusWords(status).padEnd(10)} ${[actor, reason === null || below.startsWith(reason) ? null : oneLine(reason)].filter((part) => part !== null).join(': ')}`;
}

/** The worst first: `file:line:column severity rule message`, each with what to do about it; why they matter once for those of one check. */
export function findingLines(findings: readonly Finding[]): Shown[] {
  const said = new Set<string>();
  const worstFirst = findings.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
  return worstFirst.flatMap((finding) => [
    text`${[finding.file ?? '(package)', finding.line, finding.column].filter((part) => part !== null).join(':')} ${paint(SEVERITY_STYLE[finding.severity], finding.severity)} ${paint('bold', finding.rule)} ${finding.message}`,
    ...(finding.evidence === null ? [] : block(finding.evidence, '    | ')),
    ...whyOnce(finding, said),
    ...(finding.help === '' ? [] : block(finding.help, '    help: ')),
  ]);
}

function whyOnce({ why }: Finding, said: Set<string>): Shown[] {
  if (why === null || said.has(why)) return [];
  said.add(why);
  return block(why, '    why: ');
}

/** What came to the verdict, and by which limits; nothing before a scan. */
export function scannedLines(scanned: Scanned | null): Shown[] {
  if (scanned === null) return [];
  const { rule_set: rules, yara, score, policy, at } = scanned;
  const limits = policy && [`a maintainer looks from ${policy.score.human_at}`, ...(policy.score.reject_at === null ? [] : [`rejected from ${policy.score.reject_at}`]), `${policy.reject_at} findings reject`];
  return [
    text`scanned ${at} with rule set ${rules}${score === null ? '' : `, score ${score}`}${limits ? ` (${limits.join(', ')})` : ''}`,
    ...(yara ?? []).map(({ name, sha256 }) => text`  YARA rules ${name}, sha256 ${sha256}`),
  ];
}

/** How many findings of which severity, worst first; `no findings` when there are none. */
export function countWords(counts: SubmissionView['findings']): string {
  const present = Object.entries(counts ?? {}).filter(([, count]) => count > 0);
  return present.length === 0 ? 'no findings' : present.map(([severity, count]) => `${count} ${severity}`).reverse().join(', ');
}

/** That a published version is no longer offered, and why. */
export function listingLines({ listing, listing_reason: reason }: SubmissionView): Shown[] {
  return listing === null || listing === 'listed' ? [] : [text`since then ${paint(listing === 'yanked' ? 'yellow' : 'red', listing)}: ${reason ?? 'no reason given'}`];
}

/** What a maintainer or the checks say about the outcome. */
export function feedbackLines(submission: SubmissionView): Shown[] {
  const { reasons, feedback } = said(submission);
  return [...reasons.map((reason) => text`  - ${reason}`), ...(feedback ? block(feedback, '  ') : [])];
}

function said({ feedback, verdict, status }: SubmissionView): { reasons: readonly string[]; feedback: string | null } {
  return { reasons: feedback?.reasons ?? (status === 'REJECTED' ? (verdict?.reasons ?? []) : []), feedback: feedback?.text ?? null };
}

/** Why a maintainer looks; what the checks said is in the journey already. */
export function whyReviewed({ review_reasons: why, verdict }: SubmissionView): string[] {
  return why.filter((reason) => !verdict?.reasons.includes(reason));
}

export function permissionLines(permissions: readonly Permission[]): Shown[] {
  return permissions.map(({ scope, description, risk }) => text`  ${paint(RISK_STYLE[risk], risk.padEnd(6))} ${paint('bold', scope)}  ${description}`);
}

/** A permission that nobody explains counts as risky. */
export function unexplained(scope: string): Permission {
  return { scope, description: 'not explained here', risk: 'high' };
}
