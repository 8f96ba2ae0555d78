import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Submission } from '#libs/contracts/api.js';
import type { Status } from '#libs/contracts/pipeline.js';
import { Prisma, type Announcement, type Announcements, type Db, type Tx } from '#libs/db/db.js';
import { Problem } from '#libs/service/problems.js';
import { DB } from '#libs/service/service.module.js';
import { hasRole } from '../http/needs.guard.js';
import type { AskedByMember } from '../http/request.js';
import { waitFor } from '../http/waiting.js';
import { ANNOUNCEMENTS } from '../tokens.js';
import { SHOWN_WITH, submissionView, type SubmissionRow } from '../views.js';

export type SubmissionView = z.output<typeof Submission>;

/** Moves that end no wait. */
const ON_THE_WAY: ReadonlySet<string> = new Set<Status>(['QUEUED', 'IN_REVIEW', 'APPROVED']);

/** Submissions as their publisher and the maintainers may see them. */
@Injectable()
export class Submissions {
  constructor(
    @Inject(DB) private readonly db: Db,
    @Inject(ANNOUNCEMENTS) private readonly announcements: Announcements,
  ) {}

  /** One submission. 404 for what is not the member's to see. */
  async one(asked: AskedByMember, id: string): Promise<SubmissionView> {
    return this.db.tenant(asked.ctx, async (tx) => {
      const row = await this.visible(tx, asked, id);
      return (await this.views(tx, [row]))[0]!;
    });
  }

  async page(asked: AskedByMember, query: { status?: string | undefined; page: number; per_page: number }): Promise<{ data: SubmissionView[]; total: number }> {
    return this.db.tenant(asked.ctx, async (tx) => {
      const where: Prisma.SubmissionWhereInput = { ...(query.status && { status: query.status }), ...(!hasRole(asked.member.role, 'maintainer') && { publisher: { members: { some: { memberId: asked.member.memberId } } } }) };
      const rows = await tx.submission.findMany({ where, include: SHOWN_WITH, orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], skip: (query.page - 1) * query.per_page, take: query.per_page });
      return { data: await this.views(tx, rows), total: await tx.submission.count({ where }) };
    });
  }

  /** The row, if the member may see it: a member of its publisher, or a maintainer. */
  async visible(tx: Tx, asked: AskedByMember, id: string): Promise<SubmissionRow> {
    const row = await tx.submission.findFirst({ where: { id }, include: SHOWN_WITH });
    if (row && (hasRole(asked.member.role, 'maintainer') || (await this.isOwn(tx, asked, row)))) return row;
    throw new Problem('not-found', 'There is no such submission, or it is not yours.');
  }

  /** Does the member belong to the submission's publisher? */
  async isOwn(tx: Tx, { member }: AskedByMember, row: { publisherId: string }): Promise<boolean> {
    return (await tx.publisherMember.count({ where: { publisherId: row.publisherId, memberId: member.memberId } })) > 0;
  }

  /** Submissions with their timelines; three queries for however many. */
  async views(tx: Tx, rows: SubmissionRow[]): Promise<SubmissionView[]> {
    const ids = rows.map((row) => row.id);
    const events = await tx.event.findMany({ where: { submissionId: { in: ids } }, orderBy: { id: 'asc' } });
    const people = new Set([...rows.map((row) => row.submittedBy), ...events.flatMap((event) => event.actorId ?? [])]);
    const members = await tx.member.findMany({ where: { id: { in: [...people] } }, select: { id: true, handle: true } });
    const handles = new Map(members.map((member) => [member.id, member.handle]));
    const positions = await this.positions(tx, rows);
    return rows.map((row) => submissionView(row, { events: events.filter((event) => event.submissionId === row.id), handles, position: positions.get(row.id) ?? null }));
  }

  /** Waits until the submission has ended or a human must look, at most `seconds`. `fresh` says that it cannot have ended yet. */
  async settled(asked: AskedByMember, id: string, { seconds, fresh }: { seconds: number; fresh: boolean }): Promise<SubmissionView> {
    const concerns = (told: Announcement) => told.submission === id && !(told.kind === 'transition' && ON_THE_WAY.has(told.to ?? ''));
    const view = await waitFor(this.announcements, { concerns, milliseconds: seconds * 1000, later: fresh }, () =>
      this.db.tenant(asked.ctx, async (tx) => {
        const row = await tx.submission.findFirstOrThrow({ where: { id }, include: SHOWN_WITH });
        const waits = row.blocked === null && (row.status === 'QUEUED' || row.status === 'APPROVED' || (row.status === 'IN_REVIEW' && row.review === null));
        return waits ? null : (await this.views(tx, [row]))[0]!;
      }),
    );
    return view ?? this.one(asked, id);
  }

  /** Place in line, from 1: among the queued by age, among open reviews by the queue's order. */
  private async positions(tx: Tx, rows: SubmissionRow[]): Promise<Map<string, number>> {
    const queued = rows.filter((row) => row.status === 'QUEUED' && row.blocked === null).map((row) => row.id);
    const reviewed = rows.filter((row) => row.status === 'IN_REVIEW').map((row) => row.id);
    const found = new Map<string, number>();
    if (queued.length > 0) {
      const places = await tx.$queryRaw<{ id: string; place: bigint }[]>(Prisma.sql`
        SELECT s.id, (SELECT count(*) FROM submission o WHERE o.tenant_id = s.tenant_id AND o.status = 'QUEUED' AND (o.created_at, o.id) <= (s.created_at, s.id)) AS place
        FROM submission s WHERE s.id = ANY (${queued}::uuid[])`);
      places.forEach(({ id, place }) => found.set(id, Number(place)));
    }
    if (reviewed.length > 0) {
      const places = await tx.$queryRaw<{ id: string; place: bigint }[]>(Prisma.sql`
        SELECT r.submission_id AS id, (SELECT count(*) FROM review o JOIN submission os ON os.tenant_id = o.tenant_id AND os.id = o.submission_id
          WHERE o.tenant_id = r.tenant_id AND o.state = 'open' AND os.status = 'IN_REVIEW' AND (o.place_at, o.id) <= (r.place_at, r.id)) AS place
        FROM review r WHERE r.submission_id = ANY (${reviewed}::uuid[])`);
      places.forEach(({ id, place }) => found.set(id, Number(place)));
    }
    return found;
  }
}
