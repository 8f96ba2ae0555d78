import { Body, Controller, Get, Inject, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import { MembersBody, MemberView, Paging, pageOf, type Role } from '#libs/contracts/api.js';
import { Profile, ScanProfile, scanProfileOf } from '#libs/contracts/profile.js';
import { ProfileBody } from '#libs/contracts/profile-body.js';
import { recordEvent } from '#libs/db/events.js';
import { lockProfile, readProfile } from '#libs/db/tenants.js';
import { Problem } from '#libs/service/problems.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { Needs } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';
import { AskingMember, type AskedByMember } from '../http/request.js';
import { pageView } from '../views.js';

/** Who may do what in a tenant, and the tenant's policy. What is shown is what is stored, not what is remembered for other requests: scripts read, change and write it. */
@ApiTags('administration')
@Controller()
export class MembersController {
  constructor(@Inject(DB) private readonly db: Db) {}

  @Get('members')
  @Needs('admin')
  @Operation('The tenant\'s members', 200, pageOf(MemberView))
  list(@AskingMember() { ctx }: AskedByMember, @Query({ schema: Paging }) query: z.output<typeof Paging>) {
    return this.db.tenant(ctx, async (tx) => {
      const rows = await tx.member.findMany({ orderBy: { handle: 'asc' }, skip: (query.page - 1) * query.per_page, take: query.per_page });
      return pageView(rows.map(view), await tx.member.count(), query);
    });
  }

  @Put('members')
  @Needs('admin')
  @Operation('Adds members and sets roles; who is not named stays as they are', 200, pageOf(MemberView))
  set(@AskingMember() { ctx, member }: AskedByMember, @Body({ schema: MembersBody }) body: z.output<typeof MembersBody>) {
    if (body.members.some((wanted) => wanted.handle === member.handle && wanted.role !== 'admin')) throw new Problem('conflict', 'You cannot take the role admin from yourself; another admin can.');
    return this.db.tenant(ctx, async (tx) => {
      for (const { handle, role } of body.members) {
        await tx.member.upsert({ where: { tenantId_handle: { tenantId: ctx.tenantId, handle } }, create: { tenantId: ctx.tenantId, id: uuid(), handle, role }, update: { role } });
        await recordEvent(tx, ctx, { kind: 'member', to: `${handle} ${role}` });
      }
      const rows = await tx.member.findMany({ where: { handle: { in: body.members.map((wanted) => wanted.handle) } }, orderBy: { handle: 'asc' } });
      return pageView(rows.map(view), rows.length, { page: 1, per_page: Math.max(rows.length, 1) });
    });
  }

  @Get('profile')
  @Needs('admin')
  @Operation('The tenant\'s dialect and policy', 200, Profile)
  profile(@AskingMember() { ctx }: AskedByMember) {
    return this.db.tenant(ctx, readProfile);
  }

  @Get('scan-profile')
  @Needs('publish')
  @Operation('What authors may know of it, to scan with before they publish', 200, ScanProfile)
  async scanProfile(@AskingMember() { ctx }: AskedByMember) {
    return scanProfileOf(await this.db.tenant(ctx, readProfile));
  }

  @Put('profile')
  @Needs('admin')
  @Operation('Replaces the tenant\'s dialect and policy; what is left out has its default', 200, Profile)
  setProfile(@AskingMember() { ctx }: AskedByMember, @Body({ schema: ProfileBody }) body: z.output<typeof ProfileBody>) {
    return this.db.tenant(ctx, async (tx) => {
      const { tier } = await lockProfile(tx);
      if (body.tier !== tier) throw new Problem('forbidden', `The tier is ${tier}; only the platform's operators change it.`, { errors: [{ pointer: '/tier', detail: `must stay ${tier}` }] });
      await tx.tenant.updateMany({ data: { profile: body } });
      await recordEvent(tx, ctx, { kind: 'profile' });
      return body;
    });
  }
}

function view(row: { handle: string; role: string; createdAt: Date }) {
  return { handle: row.handle, role: row.role as Role, created_at: row.createdAt.toISOString() };
}
