import type { z } from 'zod';
import type * as api from '#libs/contracts/api.js';
import type { Prisma } from '#libs/db/db.js';
import { scannedWithView } from '../views.js';

/** A rescan as the API shows it. */
export function rescanView(row: Prisma.RescanGetPayload<{ include: { progress: true } }>, requestedBy: string | null): z.output<typeof api.RescanView> {
  const { progress } = row;
  const [total, done] = [progress?.total ?? null, progress?.done ?? 0];
  const finished = progress?.finishedAt ?? null;
  return {
    id: row.id,
    state: finished ? 'done' : row.stopped ? 'stopped' : 'running',
    extension: row.extension,
    rules: row.rules,
    dry_run: row.dryRun,
    rule_set: progress?.ruleSet ?? null,
    total,
    done,
    matched: progress?.matched ?? 0,
    no_answer: progress?.noAnswer ?? 0,
    percent: finished ? 100 : total ? Math.floor((done / total) * 1_000) / 10 : 0,
    note: progress && ([progress.note, changedNote(progress)].filter((part) => part !== null).join(' ') || null),
    requested_by: requestedBy,
    requested_at: row.requestedAt.toISOString(),
    finished_at: finished?.toISOString() ?? null,
  };
}

function changedNote({ earlier, done }: Prisma.RescanProgressGetPayload<object>): string | null {
  if (earlier === 0) return null;
  return `Rules changed after it began: ${earlier} of ${done} versions ${earlier === 1 ? 'was' : 'were'} looked at with those of before. Another rescan looks at ${earlier === 1 ? 'it' : 'them'} with those of now.`;
}

/** What `resultView` needs besides the result: the package that it is about. */
export const WITH_PACKAGE = { subject: { select: { packageSha256: true } } } as const;

/** What a rescan says about one version. */
export function resultView(row: Prisma.RescanResultGetPayload<{ include: typeof WITH_PACKAGE }>): z.output<typeof api.RescanResultView> {
  const { id, rescanId, extension, version, findings, runs } = row;
  return {
    id, rescan_id: rescanId, extension, version,
    package_sha256: row.subject.packageSha256,
    outcome: row.outcome as 'clean',
    verdict: row.verdict as 'pass' | null,
    reasons: row.reasons,
    action: row.action as 'none',
    findings: findings as z.output<typeof api.RescanResultView>['findings'],
    runs: runs as z.output<typeof api.RescanResultView>['runs'],
    ...scannedWithView(row),
  };
}
