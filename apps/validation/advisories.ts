import type { Profile } from '#libs/contracts/profile.js';
import { Prisma, type Tx } from '#libs/db/db.js';
import type { CheckRun } from './check.js';
import { checkKnownMalicious, isCompared, type Known, type Lookup } from './known-malicious.js';
import type { ScannedPackage } from './scan/report.js';

/** Compares a package with what the transaction's marketplace has imported, unless its policy does not want that: then no run. */
export async function compareWithImported(tx: Tx, profile: Profile, scanned: ScannedPackage, packageSha256: string): Promise<CheckRun[]> {
  if (!isCompared(profile)) return [];
  const { slug } = await tx.tenant.findFirstOrThrow({ select: { slug: true } });
  const run = await checkKnownMalicious({ package: scanned, packageSha256, tenant: slug }, amongImported(tx));
  // Where there is nothing to compare with, nothing was left out.
  return [run.outcome === 'missing' && (await lastImport(tx)) === null ? { ...run, outcome: 'passed', detail: null } : run];
}

/** Looks in what the transaction's marketplace has imported, with one query. */
function amongImported(tx: Tx): Lookup {
  return (asked) => tx.$queryRaw<Known[]>(Prisma.sql`
    SELECT i.kind, i.value, i.versions, a.id, a.summary, a.url
    FROM unnest(${asked.map(({ kind }) => kind)}::text[], ${asked.map(({ value }) => value)}::text[]) AS asked (kind, value)
    JOIN advisory_indicator i ON i.kind = asked.kind AND i.value = asked.value
    JOIN advisory a ON a.id = i.advisory_id
    ORDER BY a.id, i.kind, i.value`);
}

/** When the marketplace last imported advisories, RFC 3339; null when it has none. */
export async function lastImport(tx: Tx): Promise<string | null> {
  const row = await tx.advisory.findFirst({ orderBy: { importedAt: 'desc' }, select: { importedAt: true } });
  return row?.importedAt.toISOString() ?? null;
}
