import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { CheckView, DraftBody, FindingView, ScannedWith, Submission, SubmissionsQuery, pageOf } from '#libs/contracts/api.js';
import type { Status } from '#libs/contracts/pipeline.js';
import { unblock } from '#libs/db/outbox.js';
import { transition } from '#libs/db/transition.js';
import { Problem } from '#libs/service/problems.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { Needs } from '../http/needs.guard.js';
import { Operation, TakesPackage } from '../http/openapi.js';
import { AskingMember, type AskedByMember, type Reply } from '../http/request.js';
import { UploadLimit } from '../http/upload-limit.js';
import { pageView } from '../views.js';
import { Feed } from './feed.js';
import { Findings } from './findings.js';
import { Submissions } from './submissions.js';
import { Uploads } from './uploads.js';

const Id = z.uuid();

@ApiTags('submissions')
@Controller('submissions')
export class SubmissionsController {
  constructor(
    @Inject(DB) private readonly db: Db,
    private readonly submissions: Submissions,
    private readonly findings: Findings,
    private readonly uploads: Uploads,
    private readonly feed: Feed,
    private readonly uploadLimit: UploadLimit,
  ) {}

  @Get()
  @Needs('read')
  @Operation('Submissions of the member\'s publishers; for maintainers, all', 200, pageOf(Submission))
  async list(@AskingMember() asked: AskedByMember, @Query({ schema: SubmissionsQuery }) query: z.output<typeof SubmissionsQuery>) {
    const { data, total } = await this.submissions.page(asked, query);
    return pageView(data, total, query);
  }

  @Post()
  @Needs('publish')
  @Operation('Makes a draft; its package follows', 201, Submission, { sends: ['Location'] })
  async draft(@AskingMember() asked: AskedByMember, @Body({ schema: DraftBody }) body: z.output<typeof DraftBody>, @Res({ passthrough: true }) reply: Reply) {
    const id = uuid();
    await this.db.tenant(asked.ctx, async (tx) => {
      const publisherId = await this.uploads.publisher(tx, asked, body.publisher);
      await this.uploads.withinQuota(tx, asked, publisherId);
      await tx.$executeRaw`INSERT INTO submission (tenant_id, id, publisher_id, submitted_by, display_name, expected_extension, channel)
        VALUES (${asked.ctx.tenantId}::uuid, ${id}::uuid, ${publisherId}::uuid, ${asked.member.memberId}::uuid, ${body.display_name}, ${body.extension ?? null}, ${body.channel ?? null})`;
    });
    reply.header('location', `${asked.base}/submissions/${id}`);
    return this.submissions.one(asked, id);
  }

  @Get(':id')
  @Needs('read')
  @Operation('One submission with its timeline', 200, Submission)
  show(@AskingMember() asked: AskedByMember, @Param('id', { schema: Id }) id: string) {
    return this.submissions.one(asked, id);
  }

  @Get(':id/findings')
  @Needs('read')
  @Operation('What the checks found', 200, z.object({ data: z.array(FindingView), scanned_with: ScannedWith.nullable() }))
  findingsOf(@AskingMember() asked: AskedByMember, @Param('id', { schema: Id }) id: string) {
    return this.findings.ofSubmission(asked, id);
  }

  @Get(':id/checks')
  @Needs('read')
  @Operation('Every check that ran, also those that passed', 200, z.object({ data: z.array(CheckView), scanned_with: ScannedWith.nullable() }))
  checksOf(@AskingMember() asked: AskedByMember, @Param('id', { schema: Id }) id: string) {
    return this.findings.checksOfSubmission(asked, id);
  }

  @Get(':id/events')
  @Needs('read')
  @Operation('Server-sent events, resumable with Last-Event-ID', 200, 'text/event-stream', { also: { 204: 'the submission has ended, and the client has seen its last event' }, reads: ['Last-Event-ID'], description: 'A stream ends with its submission and with its token.' })
  async events(@AskingMember() asked: AskedByMember, @Param('id', { schema: Id }) id: string, @Res() reply: Reply) {
    await this.feed.stream(asked, id, reply);
  }

  @Put(':id/package')
  @Needs('publish')
  @TakesPackage()
  @Operation('The package of a draft; the same one again changes nothing', 200, Submission, { reads: ['X-Package-Sha256', 'X-Package-Signature'] })
  async attach(@AskingMember() asked: AskedByMember, @Param('id', { schema: Id }) id: string, @Res({ passthrough: true }) reply: Reply) {
    await this.own(asked, id);
    this.uploadLimit.count(asked, reply);
    await this.uploads.attach(asked, id);
    return this.submissions.one(asked, id);
  }

  @Post(':id/submit')
  @HttpCode(202)
  @Needs('publish')
  @Operation('Hands a saved submission in', 202, Submission)
  async submit(@AskingMember() asked: AskedByMember, @Param('id', { schema: Id }) id: string) {
    await this.own(asked, id);
    const moved = await this.db.tenant(asked.ctx, (tx) => transition(tx, asked.ctx, { id, from: 'SAVED', to: 'QUEUED' }));
    return this.answer(asked, id, moved, 'Only a saved submission can be submitted');
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @Needs('publish')
  @Operation('Takes a submission back', 200, Submission)
  async withdraw(@AskingMember() asked: AskedByMember, @Param('id', { schema: Id }) id: string) {
    await this.own(asked, id);
    const moved = await this.db.tenant(asked.ctx, async (tx) => {
      for (const from of ['DRAFT', 'SAVED', 'QUEUED', 'IN_REVIEW'] as const) {
        if (await transition(tx, asked.ctx, { id, from, to: 'WITHDRAWN', reason: 'withdrawn by its publisher' })) return true;
      }
      return false;
    });
    return this.answer(asked, id, moved, 'It cannot be withdrawn any more');
  }

  @Post(':id/retry')
  @HttpCode(202)
  @Needs('publish')
  @Operation('Tries again what a blocked submission waits for', 202, Submission)
  async retry(@AskingMember() asked: AskedByMember, @Param('id', { schema: Id }) id: string) {
    if (asked.member.role !== 'admin') await this.own(asked, id);
    const done = await this.db.tenant(asked.ctx, (tx) => unblock(tx, asked.ctx, id));
    return this.answer(asked, id, done, 'Only a blocked submission can be retried');
  }

  /** Moves are its publisher's alone, whoever may see it. */
  private async own(asked: AskedByMember, id: string): Promise<void> {
    await this.db.tenant(asked.ctx, async (tx) => {
      const row = await this.submissions.visible(tx, asked, id);
      if (!(await this.submissions.isOwn(tx, asked, row))) throw new Problem('forbidden', 'Only members of its publisher may do this.');
    });
  }

  private async answer(asked: AskedByMember, id: string, moved: boolean, otherwise: string) {
    const submission = await this.submissions.one(asked, id);
    if (!moved) throw new Problem('wrong-status', `${otherwise}; this one is ${submission.status as Status}.`, { extra: { submission_status: submission.status } });
    return submission;
  }
}
