import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { CheckView, FindingView } from '#libs/contracts/api.js';
import type { Db, Tx } from '#libs/db/db.js';
import { DB } from '#libs/service/service.module.js';
import type { AskedByMember } from '../http/request.js';
import { Submissions } from './submissions.js';

/** What the checks of a submission found, and which ran. */
@Injectable()
export class Findings {
  constructor(
    @Inject(DB) private readonly db: Db,
    private readonly submissions: Submissions,
  ) {}

  async ofSubmission(asked: AskedByMember, id: string): Promise<z.output<typeof FindingView>[]> {
    return this.db.tenant(asked.ctx, async (tx) => {
      await this.submissions.visible(tx, asked, id);
      return this.findings(tx, id);
    });
  }

  async checksOfSubmission(asked: AskedByMember, id: string): Promise<z.output<typeof CheckView>[]> {
    return this.db.tenant(asked.ctx, async (tx) => {
      await this.submissions.visible(tx, asked, id);
      return this.checks(tx, id);
    });
  }

  async findings(tx: Tx, submissionId: string): Promise<z.output<typeof FindingView>[]> {
    const rows = await tx.finding.findMany({ where: { submissionId }, orderBy: { position: 'asc' } });
    return rows.map(({ check, rule, severity, file, line, column, message, evidence, help }) => ({ check, rule, severity: severity as 'info', file, line, column, message, evidence, help }));
  }

  async checks(tx: Tx, submissionId: string): Promise<z.output<typeof CheckView>[]> {
    const rows = await tx.checkRun.findMany({ where: { submissionId }, orderBy: { check: 'asc' } });
    return rows.map(({ check, version, outcome, durationMs, findings, detail, at }) => ({ check, version, outcome, duration_ms: durationMs, findings, detail, at: at.toISOString() }));
  }
}
