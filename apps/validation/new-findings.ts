import { atLeast, type Severity } from '#libs/contracts/severity.js';
import { Prisma, type Tx } from '#libs/db/db.js';
import { KNOWN_MALICIOUS_CHECK, type Finding } from './check.js';

type Known = Pick<Finding, 'rule' | 'file' | 'evidence' | 'severity'>;

/**
 * Those findings of a rescan that are news: the version's own scan did not have them as grave, and no maintainer has dismissed
 * them since, by a dismissal or by ending the quarantine that they led to.
 */
export async function newFindings(tx: Tx, { submissionId, extension, version }: { submissionId: string; extension: string; version: string }, findings: Finding[]): Promise<Finding[]> {
  if (findings.length === 0) return [];
  const own = await tx.finding.findMany({ where: { submissionId }, select: { rule: true, file: true, evidence: true, severity: true } });
  const settled = await tx.$queryRaw<{ findings: Known[] }[]>(Prisma.sql`
    SELECT r.findings FROM rescan_result r WHERE r.extension = ${extension} AND r.version = ${version} AND r.outcome = 'matched'
      AND (EXISTS (SELECT 1 FROM rescan_dismissal d WHERE d.result_id = r.id)
        OR (r.action = 'quarantine' AND EXISTS (SELECT 1 FROM listing_change c WHERE c.extension = r.extension AND c.version = r.version AND c."to" = 'listed' AND c.at > r.at)))`);
  const worst = new Map<string, Severity>();
  for (const known of [...(own as Known[]), ...settled.flatMap((row) => row.findings)]) {
    if (atLeast(known.severity, worst.get(identity(known)) ?? 'info')) worst.set(identity(known), known.severity);
  }
  return findings.filter((finding) => !worst.has(identity(finding)) || !atLeast(worst.get(identity(finding))!, finding.severity));
}

/** Whose evidence tells one advisory from another. */
const TOLD_APART: ReadonlySet<string> = new Set([KNOWN_MALICIOUS_CHECK]);

/** The same rule in the same file of the same bytes. */
function identity({ rule, file, evidence }: Known): string {
  return JSON.stringify([rule, file, TOLD_APART.has(rule) ? evidence : null]);
}
