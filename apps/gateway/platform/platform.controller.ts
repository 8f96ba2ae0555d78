import { Body, Controller, Inject, Param, Post, Put, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import { TOKEN_SCOPES, TenantBody, TenantCreated, TenantSlug, TierBody, TierView } from '#libs/contracts/api.js';
import { recordEvent } from '#libs/db/events.js';
import { findTenant, lockProfile } from '#libs/db/tenants.js';
import { Problem } from '#libs/service/problems.js';
import { DB, type Db } from '#libs/service/service.module.js';
import { newToken } from '../accounts/secrets.js';
import { Needs } from '../http/needs.guard.js';
import { Operation } from '../http/openapi.js';
import type { Request } from '../http/request.js';

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

  @Put('tenants/:slug/tier')
  @Needs('platform')
  @Operation('Gives a tenant another share of each queue, from the next job on', 200, TierView)
  async setTier(@Req() request: Request, @Param('slug', { schema: TenantSlug }) slug: string, @Body({ schema: TierBody }) { tier }: z.output<typeof TierBody>): Promise<z.output<typeof TierView>> {
    const tenant = await findTenant(this.db, null, slug);
    if (!tenant) throw new Problem('not-found', `There is no tenant called ${slug}.`);
    const ctx = { tenantId: tenant.id, actorId: null, requestId: request.id };
    await this.db.tenant(ctx, async (tx) => {
      const before = await lockProfile(tx);
      await tx.$executeRaw`UPDATE tenant SET profile = jsonb_set(profile, '{tier}', to_jsonb(${tier}::text))`;
      await recordEvent(tx, ctx, { kind: 'tier', from: before.tier, to: tier });
    });
    return { slug, tier };
  }
}
