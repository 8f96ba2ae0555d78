import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import { TOKEN_SCOPES, TenantBody, TenantCreated } from '#libs/contracts/api.js';
import { Problem } from '#libs/service/problems.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { newToken } from '../accounts/secrets.js';
import { Needs } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';

const YEAR_MS = 365 * 24 * 3_600_000;

/** What platform operators do; outside of tenants. */
@ApiTags('platform')
@Controller('platform')
export class PlatformController {
  constructor(@Inject(DB) private readonly db: Db) {}

  @Post('tenants')
  @Needs('platform')
  @Operation('Makes a tenant with its first admin, whose token is shown once', 201, TenantCreated)
  async create(@Body({ schema: TenantBody }) body: z.output<typeof TenantBody>) {
    const tenantId = uuid();
    const { token, hash } = newToken();
    await this.db.tenant({ tenantId }, async (tx) => {
      const made = await tx.tenant.createMany({ data: [{ id: tenantId, slug: body.slug, name: body.name, profile: body.profile }], skipDuplicates: true });
      if (made.count === 0) throw new Problem('name-taken', `There is a tenant called ${body.slug} already.`);
      const hosts = await tx.tenantHost.createMany({ data: body.hosts.map((host) => ({ host, tenantId })), skipDuplicates: true });
      if (hosts.count < new Set(body.hosts).size) throw new Problem('name-taken', 'Another tenant claims one of these hosts.');
      const memberId = uuid();
      await tx.member.create({ data: { tenantId, id: memberId, handle: body.admin, role: 'admin' } });
      await tx.token.create({ data: { tenantId, id: uuid(), memberId, name: 'first admin', hash, scopes: [...TOKEN_SCOPES], expiresAt: new Date(Date.now() + YEAR_MS) } });
    });
    return { id: tenantId, slug: body.slug, name: body.name, admin: { handle: body.admin, token } };
  }
}
