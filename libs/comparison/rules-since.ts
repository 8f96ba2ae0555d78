import type { PolicyThatCounted } from '#libs/contracts/api.js';
import { policyThatCounts, type Profile } from '#libs/contracts/profile.js';
import { Prisma, type Tx } from '#libs/db/db.js';
import type { z } from 'zod';

/** What a submission was scanned with; null what was not written down. */
interface ScannedWith {
  yara: YaraUsed[] | null;
  policy: z.output<typeof PolicyThatCounted> | null;
  /** When advisories had last been imported, RFC 3339. */
  advisories: string | null;
}

interface YaraUsed {
  name: string;
  sha256: string;
}

/** What it would be scanned with now. */
type Today = { [K in keyof ScannedWith]: K extends 'advisories' ? string | null : NonNullable<ScannedWith[K]> };

/** Digits of a hash that tell two texts apart for people. */
const SHOWN_DIGITS = 12;

/**
 * What has become of the rules since a submission was scanned: YARA rules, the limits and checks of the profile, advisories, the
 * rules of the release. A sentence each; none when a scan now would go by the same. What was not written down may be anything.
 */
export async function rulesChangedSince(tx: Tx, submissionId: string, profile: Profile): Promise<string[]> {
  const scan = await tx.scan.findFirst({ where: { submissionId }, select: { yara: true, policy: true, engines: true, ruleSet: true, at: true } });
  if (!scan) return ['It is not known what it was scanned with.'];
  const yara = await tx.yaraRule.findMany({ select: { name: true, sha256: true }, orderBy: { name: 'asc' } });
  const imported = await tx.advisory.findFirst({ orderBy: { importedAt: 'desc' }, select: { importedAt: true } });
  const scanned = { yara: scan.yara, policy: scan.policy, advisories: (scan.engines as Record<string, string>)['advisories'] ?? null } as unknown as ScannedWith;
  const compares = profile.checks['known-malicious']?.enabled !== false;
  const today = { yara, policy: policyThatCounts(profile), advisories: (compares && imported?.importedAt.toISOString()) || null };
  return [...sinceThen(scanned, today), ...(await releaseSince(tx, scan))];
}

/** What is different of the YARA rules, the policy and the advisories. Pure. */
function sinceThen(scanned: ScannedWith, today: Today): string[] {
  return [
    ...(scanned.yara === null ? ['It is not known which YARA rules it was searched with.'] : yaraSince(scanned.yara, today.yara)),
    ...(scanned.policy?.checks === undefined ? ['It is not known which checks counted, and up to which limits.'] : policySince(scanned.policy, today.policy)),
    // What was withdrawn since leaves an earlier one as the last.
    ...(today.advisories === null || (scanned.advisories !== null && today.advisories <= scanned.advisories) ? [] : [`Advisories were imported, at ${today.advisories}.`]),
  ];
}

function yaraSince(scanned: readonly YaraUsed[], today: readonly YaraUsed[]): string[] {
  const [before, now] = [new Map(scanned.map(({ name, sha256 }) => [name, sha256])), new Map(today.map(({ name, sha256 }) => [name, sha256]))];
  return [...new Set([...before.keys(), ...now.keys()])].sort().flatMap((name) => {
    const [old, fresh] = [before.get(name), now.get(name)];
    if (old === fresh) return [];
    if (fresh === undefined) return [`The YARA rules ${name} were removed.`];
    return [`The YARA rules ${name} were ${old === undefined ? 'added' : 'replaced'} (SHA-256 ${fresh.slice(0, SHOWN_DIGITS)}…).`];
  });
}

function policySince(scanned: z.output<typeof PolicyThatCounted>, today: Today['policy']): string[] {
  const [before, now] = [membersOf(scanned), membersOf(today)];
  return [...new Set([...before.keys(), ...now.keys()])].sort().flatMap((name) => {
    const [old, fresh] = [before.get(name) ?? 'not there', now.get(name) ?? 'not there'];
    return old === fresh ? [] : [`In the profile, ${name} was ${old} and is ${fresh}.`];
  });
}

/** Each by the name that it has in a profile, as JSON. */
function membersOf({ reject_at, score, checks = {} }: z.output<typeof PolicyThatCounted>): Map<string, string> {
  const under = (name: string, members: object): [string, unknown][] => Object.entries(members).map(([member, value]) => [`${name}.${member}`, value]);
  const all: [string, unknown][] = [['reject_at', reject_at], ...under('score', score), ...Object.entries(checks).flatMap(([check, counts]) => under(`checks.${check}`, counts))];
  return new Map(all.map(([name, value]) => [name, JSON.stringify(value)]));
}

/** Rules of the release are told by what the marketplace scanned last with the same YARA rules: that is a release that scans here now. */
async function releaseSince(tx: Tx, { yara, ruleSet, at }: { yara: Prisma.JsonValue; ruleSet: string; at: Date }): Promise<string[]> {
  const [last] = await tx.$queryRaw<{ rule_set: string }[]>(Prisma.sql`
    SELECT rule_set FROM (
      (SELECT rule_set, at FROM scan WHERE at > ${at} AND yara = ${JSON.stringify(yara)}::jsonb ORDER BY at DESC LIMIT 1) UNION ALL
      (SELECT rule_set, at FROM rescan_result WHERE at > ${at} AND yara = ${JSON.stringify(yara)}::jsonb ORDER BY at DESC LIMIT 1)) AS later
    ORDER BY at DESC LIMIT 1`);
  return last === undefined || last.rule_set === ruleSet ? [] : [`The checks themselves are others: the rule set is ${last.rule_set.slice(0, SHOWN_DIGITS)}….`];
}
