import type { Severity } from '#libs/contracts/severity.js';
import type { Finding } from '../check.js';

/** Findings that one rule reports in full; the rest is counted. */
export const MOST_FINDINGS = 50;

const RANK: Record<Severity, number> = { info: 0, low: 1, medium: 2, high: 3, critical: 4, block: 5 };

/** Its rule is the one that reports, unless it is named: a check whose rules change at run time reports for many. */
type Seen = Pick<Finding, 'severity' | 'message' | 'help'> & Partial<Pick<Finding, 'rule' | 'file' | 'line' | 'column' | 'evidence'>>;

/** Collects what one check saw. Memory stays bounded however much that is, and the worst is never crowded out. */
export class Report {
  readonly #kept = new Map<Severity, Finding[]>();
  readonly #counts = new Map<Severity, number>();

  constructor(private readonly rule: string) {}

  /** Keeps what a finding has, and nothing else that a rule knows of what it saw: a report with more in it is none. */
  add({ rule = this.rule, severity, message, help, file = null, line = null, column = null, evidence = null }: Seen): void {
    const kept = this.#kept.get(severity) ?? [];
    this.#kept.set(severity, kept);
    this.#counts.set(severity, (this.#counts.get(severity) ?? 0) + 1);
    if (kept.length < MOST_FINDINGS) kept.push({ rule, severity, file, line, column, message, evidence, help });
  }

  /** Worst first, at most 50, and one more that counts those left out, as bad as the worst of them. */
  findings(): Finding[] {
    const severities = [...this.#counts.keys()].sort((a, b) => RANK[b] - RANK[a]);
    const shown = severities.flatMap((severity) => this.#kept.get(severity) ?? []).slice(0, MOST_FINDINGS);
    const total = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    if (total === shown.length) return shown;
    const reported = (severity: Severity): number => shown.filter((finding) => finding.severity === severity).length;
    const severity = severities.find((each) => (this.#counts.get(each) ?? 0) > reported(each)) ?? 'info';
    const message = `and ${total - shown.length} more of this kind`;
    return [...shown, { rule: this.rule, severity, file: null, line: null, column: null, message, evidence: null, help: 'Fix the ones shown first, then check again.' }];
  }
}
