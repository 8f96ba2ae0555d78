import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { CheckView, FindingView, ScannedWith } from '#libs/contracts/api.js';
import type { Db, Tx } from '#libs/db/db.js';
import { DB } from '#libs/service/service.module.js';
import type { AskedByMember } from '../http/request.js';
import { scannedWithView } from '../views.js';
import { Submissions } from './submissions.js';

/** What the checks of a submission found, and which ran. */
@Injectable()
export class Findings {
  constructor(
    @Inject(DB) private readonly db: Db,
    private readonly submissions: Submissions,
  ) {}

  async ofSubmission(asked: AskedByMember, id: string): Promise<{ data: z.output<typeof FindingView>[]; scanned_with: z.output<typeof ScannedWith> | null }> {
    return this.db.tenant(asked.ctx, async (tx) => {
      await this.submissions.visible(tx, asked, id);
      return { data: await this.findings(tx, id), scanned_with: await this.scannedWith(tx, id) };
    });
  }

  async checksOfSubmission(asked: AskedByMember, id: string): Promise<{ data: z.output<typeof CheckView>[]; scanned_with: z.output<typeof ScannedWith> | null }> {
    return this.db.tenant(asked.ctx, async (tx) => {
      await this.submissions.visible(tx, asked, id);
      return { data: await this.checks(tx, id), scanned_with: await this.scannedWith(tx, id) };
    });
  }

  /** What the rules and engines of that scan were; null before it, and for scans of releases that did not write it down. */
  async scannedWith(tx: Tx, submissionId: string): Promise<z.output<typeof ScannedWith> | null> {
    const row = await tx.scan.findFirst({ where: { submissionId } });
    return row && scannedWithView(row);
  }

  async findings(tx: Tx, submissionId: string): Promise<z.output<typeof FindingView>[]> {
    const rows = await tx.finding.findMany({ where: { submissionId }, orderBy: { position: 'asc' } });
    const runs = await tx.checkRun.findMany({ where: { submissionId, findings: { gt: 0 } }, select: { check: true, why: true } });
    const why = new Map(runs.map((run) => [run.check, run.why]));
    return rows.map(({ check, rule, severity, file, line, column, message, evidence, help }) => ({ check, rule, severity: severity as 'info', file, line, column, message, evidence, why: why.get(check) ?? null, help }));
  }

  async checks(tx: Tx, submissionId: string): Promise<z.output<typeof CheckView>[]> {
    const rows = await tx.checkRun.findMany({ where: { submissionId }, orderBy: { check: 'asc' } });
    return rows.map(({ check, version, outcome, durationMs, findings, detail, enforced, required, at }) => ({ check, version, outcome, duration_ms: durationMs, findings, detail, enforced, required, at: at.toISOString() }));
  }
}
