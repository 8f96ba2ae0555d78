import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { compareSubmission } from '#libs/comparison/comparison.js';
import { rulesChangedSince } from '#libs/comparison/rules-since.js';
import type { QueueQuery, ReviewDetail, ReviewEntry } from '#libs/contracts/api.js';
import { Prisma, type Tx } from '#libs/db/db.js';
import { readProfile } from '#libs/db/tenants.js';
import { Problem } from '#libs/service/problems.js';
import { Findings } from '../submissions/findings.js';
import { Submissions } from '../submissions/submissions.js';
import { SHOWN_WITH } from '../views.js';

type Entry = z.output<typeof ReviewEntry>;
type Row = Prisma.ReviewGetPayload<{ include: typeof WITH }>;

/** Stands for what the manifest says where the scan ended before it had read it. */
const NOT_READ = '(not read)';

const WITH = { submission: { include: SHOWN_WITH }, lease: true } as const;

/** Reviews as maintainers see them. */
@Injectable()
export class Reviews {
  constructor(
    private readonly submissions: Submissions,
    private readonly findings: Findings,
  ) {}

  /** One page of the queue in the order in which reviews should be taken: overdue ones first, then by place. */
  async page(tx: Tx, query: z.output<typeof QueueQuery>): Promise<{ data: Entry[]; total: number }> {
    const holder = query.assigned_to === undefined ? null : await tx.member.findFirst({ where: { handle: query.assigned_to }, select: { id: true } });
    if (query.assigned_to !== undefined && !holder) return { data: [], total: 0 };
    const where = Prisma.sql`${inState(query.state)} AND (${holder?.id ?? null}::uuid IS NULL OR (l.holder_id = ${holder?.id ?? null}::uuid AND l.expires_at > now()))`;
    const from = Prisma.sql`FROM review r JOIN submission s ON s.tenant_id = r.tenant_id AND s.id = r.submission_id LEFT JOIN review_lease l ON l.tenant_id = r.tenant_id AND l.review_id = r.id WHERE ${where}`;
    const ids = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`SELECT r.id ${from} ORDER BY (r.due_at < now()) DESC, r.place_at, r.id LIMIT ${query.per_page} OFFSET ${(query.page - 1) * query.per_page}`);
    const counted = await tx.$queryRaw<{ total: bigint }[]>(Prisma.sql`SELECT count(*) AS total ${from}`);
    const rows = new Map((await tx.review.findMany({ where: { id: { in: ids.map((row) => row.id) } }, include: WITH })).map((row) => [row.id, row]));
    const handles = await this.holders(tx, [...rows.values()]);
    return { data: ids.flatMap(({ id }) => (rows.has(id) ? [entry(rows.get(id)!, handles)] : [])), total: Number(counted[0]!.total) };
  }

  /** A review with its evidence: an open one as it compares now, a closed one as it was decided. */
  async detail(tx: Tx, id: string): Promise<z.output<typeof ReviewDetail>> {
    const row = await this.find(tx, id);
    const { submission } = row;
    const profile = await readProfile(tx);
    const changes = isOpen(row) ? await compareSubmission(tx, submission, profile) : row.changes;
    const history = await tx.submission.findMany({ where: { publisherId: submission.publisherId, extension: submission.extension, id: { not: submission.id } }, orderBy: { createdAt: 'desc' }, take: 20 });
    return {
      ...entry(row, await this.holders(tx, [row])),
      submission: (await this.submissions.views(tx, [submission]))[0]!,
      findings: newestFirst(await this.findings.findings(tx, submission.id), changes),
      checks: await this.findings.checks(tx, submission.id),
      scanned_with: await this.findings.scannedWith(tx, submission.id),
      rules_changed: isOpen(row) ? await rulesChangedSince(tx, submission.id, profile) : [],
      changes: changes as z.output<typeof ReviewDetail>['changes'],
      history: history.map((other) => ({ submission_id: other.id, version: other.version, status: other.status, at: other.createdAt.toISOString() })),
    };
  }

  async find(tx: Tx, id: string): Promise<Row> {
    const row = await tx.review.findFirst({ where: { id }, include: WITH });
    if (!row) throw new Problem('not-found', 'There is no such review.');
    return row;
  }

  private async holders(tx: Tx, rows: Row[]): Promise<Map<string, string>> {
    const members = await tx.member.findMany({ where: { id: { in: rows.flatMap((row) => row.lease?.holderId ?? []) } }, select: { id: true, handle: true } });
    return new Map(members.map((member) => [member.id, member.handle]));
  }
}

function isOpen({ state, submission }: Row): boolean {
  return state === 'open' && submission.status === 'IN_REVIEW';
}

/** A review is closed when its submission has left the review without a decision. */
function inState(state: string): Prisma.Sql {
  if (state === 'open') return Prisma.sql`r.state = 'open' AND s.status = 'IN_REVIEW'`;
  if (state === 'closed') return Prisma.sql`r.state = 'open' AND s.status <> 'IN_REVIEW'`;
  return Prisma.sql`r.state = ${state}`;
}

type Found = z.output<typeof ReviewDetail>['findings'];

/** Marks what the version before did not have, and puts it first; a first version has nothing but new findings. */
function newestFirst(findings: Awaited<ReturnType<Findings['findings']>>, changes: unknown): Found {
  const positions = (changes as { new_findings?: number[] } | null)?.new_findings;
  const marked = findings.map((finding, position) => ({ ...finding, new: positions?.includes(position) ?? true }));
  return [...marked.filter((finding) => finding.new), ...marked.filter((finding) => !finding.new)];
}

function entry(row: Row, handles: Map<string, string>): Entry {
  const open = row.state === 'open';
  const held = row.lease && row.lease.expiresAt > new Date() && open;
  return {
    id: row.id,
    state: open && row.submission.status !== 'IN_REVIEW' ? 'closed' : (row.state as Entry['state']),
    submission_id: row.submissionId,
    extension: row.submission.extension ?? NOT_READ,
    version: row.submission.version ?? NOT_READ,
    publisher: row.submission.publisher.name,
    reasons: row.reasons as Entry['reasons'],
    head_start_hours: row.headStart,
    opened_at: row.openedAt.toISOString(),
    due_at: row.dueAt.toISOString(),
    overdue: open && row.dueAt < new Date(),
    lease: held ? { holder: handles.get(row.lease!.holderId) ?? 'a former member', expires_at: row.lease!.expiresAt.toISOString() } : null,
  };
}
