import { atLeast, type Severity } from '#libs/contracts/severity.js';
import type { Tx } from '#libs/db/db.js';
import { ruleHashes } from '#libs/yara/declarations.js';
import type { YaraSource } from '#libs/yara/source.js';
import { KNOWN_MALICIOUS_CHECK, YARA_CHECK, type Finding } from './check.js';

type Known = Pick<Finding, 'rule' | 'file' | 'evidence' | 'severity'>;

interface Settled {
  findings: Known[];
  /** Name and hash of each YARA rule by then; null when nobody knows. */
  yara: { name: string; sha256: string }[] | null;
}

/**
 * Tells which findings of a published version a maintainer has judged at least as grave: by approving the version with them, by
 * dismissing them after a rescan, or by ending a quarantine in spite of them. What policy let through, nobody has judged, nor what
 * no maintainer was shown. `yara` are the rules of today.
 */
export async function settledFindings(tx: Tx, { submissionId, extension, version, yara }: { submissionId: string; extension: string; version: string; yara: readonly YaraSource[] }): Promise<(finding: Finding) => boolean> {
  const settled = [...(await approved(tx, submissionId)), ...(await dismissed(tx, { extension, version }))];
  const worst = new Map<string, Severity>();
  for (const { findings, yara: used } of settled) {
    const identity = identityBy(await sourcesOf(tx, findings, used));
    for (const known of findings) {
      const same = identity(known);
      if (same !== null && atLeast(known.severity, worst.get(same) ?? 'info')) worst.set(same, known.severity);
    }
  }
  const identity = identityBy(yara);
  return (finding) => {
    const judged = worst.get(identity(finding) ?? '');
    return judged !== undefined && atLeast(judged, finding.severity);
  };
}

async function approved(tx: Tx, submissionId: string): Promise<Settled[]> {
  if ((await tx.decision.count({ where: { submissionId, decision: 'approve' } })) === 0) return [];
  const findings = await tx.finding.findMany({ where: { submissionId }, select: { rule: true, file: true, evidence: true, severity: true } });
  const scan = await tx.scan.findFirst({ where: { submissionId }, select: { yara: true } });
  return [{ findings: findings as Known[], yara: (scan?.yara ?? null) as Settled['yara'] }];
}

async function dismissed(tx: Tx, { extension, version }: { extension: string; version: string }): Promise<Settled[]> {
  const rows = await tx.rescanResult.findMany({ where: { extension, version, outcome: 'matched', dismissal: { isNot: null } }, select: { findings: true, yara: true } });
  return rows as unknown as Settled[];
}

/** The texts that YARA rules had, if any of them found something. */
async function sourcesOf(tx: Tx, findings: readonly Known[], used: Settled['yara']): Promise<YaraSource[]> {
  const names = new Set(findings.map(({ rule }) => yaraRule(rule)?.source));
  const wanted = (used ?? []).filter(({ name }) => names.has(name));
  return wanted.length === 0 ? [] : tx.yaraVersion.findMany({ where: { OR: wanted }, select: { name: true, source: true } });
}

/** Whose evidence tells one advisory from another. */
const TOLD_APART: ReadonlySet<string> = new Set([KNOWN_MALICIOUS_CHECK]);

/** The same rule in the same file of the same bytes; a marketplace's own YARA rule is the same one for as long as it says the same. Null for one of which nobody knows what it said. */
function identityBy(yara: readonly YaraSource[]): (known: Known) => string | null {
  const hashes = new Map(yara.map(({ name, source }) => [name, ruleHashes(source)]));
  return ({ rule, file, evidence }) => {
    // How many more there are says nothing of which.
    if (rule === YARA_CHECK) return null;
    const own = yaraRule(rule);
    const said = own && (hashes.get(own.source)?.(own.name) ?? null);
    return own && said === null ? null : JSON.stringify([rule, file, said ?? (TOLD_APART.has(rule) ? evidence : null)]);
  };
}

/** `yara/<source>/<rule>`; null for all other rules. */
function yaraRule(rule: string): { source: string; name: string } | null {
  const [check, source, name] = rule.split('/');
  return check === YARA_CHECK && source !== undefined && name !== undefined ? { source, name } : null;
}
