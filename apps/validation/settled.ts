import { atLeast, type Severity } from '#libs/contracts/severity.js';
import { Prisma, type Tx } from '#libs/db/db.js';
import { SETTLED } from '#libs/db/flags.js';
import { KNOWN_MALICIOUS_CHECK, type Finding } from './check.js';

type Known = Pick<Finding, 'rule' | 'file' | 'evidence' | 'severity'>;

/**
 * Tells which findings of a published version a maintainer has judged at least as grave: by approving the version with them,
 * by dismissing them after a rescan, or by ending a quarantine in spite of them. What policy let through, nobody has judged.
 */
export async function settledFindings(tx: Tx, { submissionId, extension, version }: { submissionId: string; extension: string; version: string }): Promise<(finding: Finding) => boolean> {
  const isApproved = (await tx.decision.count({ where: { submissionId, decision: 'approve' } })) > 0;
  const approved = isApproved ? await tx.finding.findMany({ where: { submissionId }, select: { rule: true, file: true, evidence: true, severity: true } }) : [];
  const settled = await tx.$queryRaw<{ findings: Known[] }[]>(Prisma.sql`SELECT r.findings FROM rescan_result r WHERE r.extension = ${extension} AND r.version = ${version} AND r.outcome = 'matched' AND ${SETTLED}`);
  const worst = new Map<string, Severity>();
  for (const known of [...(approved as Known[]), ...settled.flatMap((row) => row.findings)]) {
    if (atLeast(known.severity, worst.get(identity(known)) ?? 'info')) worst.set(identity(known), known.severity);
  }
  return (finding) => {
    const judged = worst.get(identity(finding));
    return judged !== undefined && atLeast(judged, finding.severity);
  };
}

/** Whose evidence tells one advisory from another. */
const TOLD_APART: ReadonlySet<string> = new Set([KNOWN_MALICIOUS_CHECK]);

/** The same rule in the same file of the same bytes. */
function identity({ rule, file, evidence }: Known): string {
  return JSON.stringify([rule, file, TOLD_APART.has(rule) ? evidence : null]);
}
